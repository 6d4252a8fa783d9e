"""The engine of SatGAN: training chips, GAN training and translation of georeferenced rasters."""

__version__ = '0.1.0'
