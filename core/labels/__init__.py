"""Class rasters made from polygons."""
