"""What SatGAN shows in the window of QGIS beside the toolbox; nothing here is imported where there is no window."""
