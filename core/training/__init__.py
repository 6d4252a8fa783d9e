"""Training: the loop, its schedule, checkpoints, guards, metrics and report."""
