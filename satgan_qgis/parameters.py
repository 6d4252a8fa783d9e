"""Processing parameters and outputs, made from the fields of the job dataclasses."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputDefinition,
    QgsProcessingOutputFile,
    QgsProcessingOutputHtml,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBand,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterCrs,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterDistance,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterPoint,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorDestination,
)

from ..core.jobs import OUTPUT_KINDS, Job, Kind, Parameter, Result, ResultKind
from .language import tr

_POLYGONS = QgsProcessing.SourceType.TypeVectorPolygon
_LINES = QgsProcessing.SourceType.TypeVectorLine
_DECIMALS = 2
_DECIMALS_OF_SHARES = 3


def parameter_name(field: str) -> str:
    """Return the name of the Processing parameter for a field of a job."""
    return field.upper()


def parameter_definition(job: type[Job], field: str) -> QgsProcessingParameterDefinition:
    """Return the Processing parameter for a field of `job`."""
    parameter = _translated(job.parameters()[field])
    definition = _MAKERS[parameter.kind](parameter_name(field), parameter, job.default(field))
    definition.setHelp(parameter.help)
    flags = QgsProcessingParameterDefinition.Flag
    if parameter.optional:
        definition.setFlags(definition.flags() | flags.FlagOptional)
    if parameter.advanced:
        definition.setFlags(definition.flags() | flags.FlagAdvanced)
    # A page is what a person at a dialog wants to see; scripts and jobs get none unless they name one.
    if parameter.optional and parameter.kind in OUTPUT_KINDS and parameter.kind is not Kind.HTML_OUTPUT:
        definition.setCreateByDefault(False)
    return definition


def output_definition(result: Result) -> QgsProcessingOutputDefinition:
    """Return the Processing output for a result."""
    return _OUTPUTS[result.kind](result.name, tr(result.label))


def _translated(parameter: Parameter) -> Parameter:
    return replace(parameter, label=tr(parameter.label), help=tr(parameter.help))


def _raster(name: str, parameter: Parameter, default: Any) -> QgsProcessingParameterDefinition:
    return QgsProcessingParameterRasterLayer(name, parameter.label)


def _rasters(name: str, parameter: Parameter, default: Any) -> QgsProcessingParameterDefinition:
    return QgsProcessingParameterMultipleLayers(name, parameter.label, QgsProcessing.SourceType.TypeRaster)


def _vector(name: str, parameter: Parameter, default: Any) -> QgsProcessingParameterDefinition:
    return QgsProcessingParameterFeatureSource(name, parameter.label, [_POLYGONS])


def _lines(name: str, parameter: Parameter, default: Any) -> QgsProcessingParameterDefinition:
    return QgsProcessingParameterFeatureSource(name, parameter.label, [_LINES])


def _field(name: str, parameter: Parameter, default: Any) -> QgsProcessingParameterDefinition:
    return QgsProcessingParameterField(name, parameter.label, default, _parent(parameter))


def _bands(name: str, parameter: Parameter, default: Any) -> QgsProcessingParameterDefinition:
    return QgsProcessingParameterBand(name, parameter.label, default, _parent(parameter), allowMultiple=True)


def _extent(name: str, parameter: Parameter, default: Any) -> QgsProcessingParameterDefinition:
    return QgsProcessingParameterExtent(name, parameter.label, default)


def _point(name: str, parameter: Parameter, default: Any) -> QgsProcessingParameterDefinition:
    return QgsProcessingParameterPoint(name, parameter.label, default)


def _crs(name: str, parameter: Parameter, default: Any) -> QgsProcessingParameterDefinition:
    return QgsProcessingParameterCrs(name, parameter.label, default)


def _model(name: str, parameter: Parameter, default: Any) -> QgsProcessingParameterDefinition:
    behavior = QgsProcessingParameterFile.Behavior.File
    file_filter = f'{tr("SatGAN models (*.safetensors)")};;{_all_files()}'
    return QgsProcessingParameterFile(name, parameter.label, behavior, fileFilter=file_filter)


def _file(name: str, parameter: Parameter, default: Any) -> QgsProcessingParameterDefinition:
    behavior = QgsProcessingParameterFile.Behavior.File
    file_filter = f'{_file_filter(parameter)};;{_all_files()}'
    return QgsProcessingParameterFile(name, parameter.label, behavior, fileFilter=file_filter)


def _folder(name: str, parameter: Parameter, default: Any) -> QgsProcessingParameterDefinition:
    return QgsProcessingParameterFile(name, parameter.label, QgsProcessingParameterFile.Behavior.Folder)


def _integer(name: str, parameter: Parameter, default: Any) -> QgsProcessingParameterDefinition:
    kind = QgsProcessingParameterNumber.Type.Integer
    return _bounded(QgsProcessingParameterNumber(name, parameter.label, kind, default), parameter)


def _number(name: str, parameter: Parameter, default: Any) -> QgsProcessingParameterDefinition:
    kind = QgsProcessingParameterNumber.Type.Double
    definition = _bounded(QgsProcessingParameterNumber(name, parameter.label, kind, default), parameter)
    definition.setMetadata({'widget_wrapper': {'decimals': _decimals(parameter)}})
    return definition


def _distance(name: str, parameter: Parameter, default: Any) -> QgsProcessingParameterDefinition:
    return _bounded(QgsProcessingParameterDistance(name, parameter.label, default, _parent(parameter)), parameter)


def _boolean(name: str, parameter: Parameter, default: Any) -> QgsProcessingParameterDefinition:
    return QgsProcessingParameterBoolean(name, parameter.label, default)


def _choice(name: str, parameter: Parameter, default: Any) -> QgsProcessingParameterDefinition:
    words = list(parameter.choices)
    return QgsProcessingParameterEnum(name, parameter.label, words, defaultValue=default, usesStaticStrings=True)


def _text(name: str, parameter: Parameter, default: Any) -> QgsProcessingParameterDefinition:
    return QgsProcessingParameterString(name, parameter.label, default)


def _raster_output(name: str, parameter: Parameter, default: Any) -> QgsProcessingParameterDefinition:
    return QgsProcessingParameterRasterDestination(name, parameter.label)


def _vector_output(name: str, parameter: Parameter, default: Any) -> QgsProcessingParameterDefinition:
    return QgsProcessingParameterVectorDestination(name, parameter.label, _POLYGONS)


def _folder_output(name: str, parameter: Parameter, default: Any) -> QgsProcessingParameterDefinition:
    return QgsProcessingParameterFolderDestination(name, parameter.label)


def _html_output(name: str, parameter: Parameter, default: Any) -> QgsProcessingParameterDefinition:
    return QgsProcessingParameterFileDestination(name, parameter.label, tr('HTML files (*.html)'))


def _file_output(name: str, parameter: Parameter, default: Any) -> QgsProcessingParameterDefinition:
    return QgsProcessingParameterFileDestination(name, parameter.label, _file_filter(parameter))


def _file_filter(parameter: Parameter) -> str:
    extension = parameter.extension
    return tr('{kind} files (*.{extension})').format(kind=extension.upper(), extension=extension)


def _all_files() -> str:
    return tr('All files (*)')


def _parent(parameter: Parameter) -> str:
    return parameter_name(parameter.parent or '')


def _bounded(definition: QgsProcessingParameterNumber, parameter: Parameter) -> QgsProcessingParameterNumber:
    if parameter.minimum is not None:
        definition.setMinimum(parameter.minimum)
    if parameter.maximum is not None:
        definition.setMaximum(parameter.maximum)
    return definition


def _decimals(parameter: Parameter) -> int:
    """Return how many decimals a spin box needs: those of the smallest allowed value, and more for shares."""
    if parameter.minimum:
        return max(_DECIMALS, -math.floor(math.log10(parameter.minimum)))
    return _DECIMALS_OF_SHARES if parameter.maximum is not None and parameter.maximum <= 1 else _DECIMALS


_MAKERS: dict[Kind, Callable[[str, Parameter, Any], QgsProcessingParameterDefinition]] = {
    Kind.RASTER: _raster,
    Kind.RASTERS: _rasters,
    Kind.VECTOR: _vector,
    Kind.LINES: _lines,
    Kind.FIELD: _field,
    Kind.BANDS: _bands,
    Kind.EXTENT: _extent,
    Kind.POINT: _point,
    Kind.CRS: _crs,
    Kind.MODEL: _model,
    Kind.FILE: _file,
    Kind.DATASET: _folder,
    Kind.FOLDER: _folder,
    Kind.INTEGER: _integer,
    Kind.NUMBER: _number,
    Kind.DISTANCE: _distance,
    Kind.BOOLEAN: _boolean,
    Kind.CHOICE: _choice,
    Kind.TEXT: _text,
    Kind.RASTER_OUTPUT: _raster_output,
    Kind.VECTOR_OUTPUT: _vector_output,
    Kind.FOLDER_OUTPUT: _folder_output,
    Kind.HTML_OUTPUT: _html_output,
    Kind.FILE_OUTPUT: _file_output,
}
_OUTPUTS: dict[ResultKind, Callable[[str, str], QgsProcessingOutputDefinition]] = {
    ResultKind.NUMBER: QgsProcessingOutputNumber,
    ResultKind.TEXT: QgsProcessingOutputString,
    ResultKind.FILE: QgsProcessingOutputFile,
    ResultKind.HTML: QgsProcessingOutputHtml,
}
