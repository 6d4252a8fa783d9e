"""Grids, aligned reading and whole-or-nothing writing: the only place that opens a raster."""

import os

# GDAL's default cache is a twentieth of the memory, so that a program would grow with the rasters that it touches.
# Read when GDAL starts, hence before the first import of rasterio.
os.environ.setdefault('GDAL_CACHEMAX', '64')
