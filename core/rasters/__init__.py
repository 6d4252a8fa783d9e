"""Grids, aligned reading and whole-or-nothing writing: the only place that opens a raster."""

import os

# GDAL's default cache is a twentieth of the memory, so that a program would grow with the rasters that it touches.
# Read when GDAL starts, hence before the first import of rasterio.
os.environ.setdefault('GDAL_CACHEMAX', '64')
# GDAL's short cut for PNG takes the missing rest of a truncated file for black pixels.
os.environ.setdefault('GDAL_PNG_WHOLE_IMAGE_OPTIM', 'NO')
