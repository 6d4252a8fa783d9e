"""Applying a model to a raster of any size: tiles in, one blended and labelled raster out."""
