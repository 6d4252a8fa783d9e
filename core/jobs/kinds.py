"""What the parameters of a job can hold."""

from __future__ import annotations

from enum import Enum


class Kind(Enum):
    """What a parameter holds: decides its widget in QGIS and its type in JSON."""

    RASTER = 'raster'
    RASTERS = 'rasters'
    VECTOR = 'vector'  # polygons
    LINES = 'lines'
    FIELD = 'field'
    BANDS = 'bands'
    EXTENT = 'extent'
    POINT = 'point'
    CRS = 'crs'
    MODEL = 'model'
    FILE = 'file'
    DATASET = 'dataset'
    FOLDER = 'folder'
    INTEGER = 'integer'
    NUMBER = 'number'
    DISTANCE = 'distance'
    BOOLEAN = 'boolean'
    CHOICE = 'choice'
    TEXT = 'text'
    RASTER_OUTPUT = 'raster_output'
    VECTOR_OUTPUT = 'vector_output'
    FOLDER_OUTPUT = 'folder_output'
    HTML_OUTPUT = 'html_output'
    FILE_OUTPUT = 'file_output'


OUTPUT_KINDS = frozenset(
    {Kind.RASTER_OUTPUT, Kind.VECTOR_OUTPUT, Kind.FOLDER_OUTPUT, Kind.HTML_OUTPUT, Kind.FILE_OUTPUT}
)
PATH_KINDS = frozenset(
    {Kind.RASTER, Kind.RASTERS, Kind.VECTOR, Kind.LINES, Kind.MODEL, Kind.FILE, Kind.DATASET, Kind.FOLDER}
)
