"""The GANs: their losses and one training step each."""
