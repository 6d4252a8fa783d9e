"""What the user chose, as the plain values of a job: paths and numbers that another process understands."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsMapLayer,
    QgsPointXY,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProcessingParameterDefinition,
    QgsProcessingParameters,
    QgsProviderRegistry,
    QgsRasterLayer,
    QgsRectangle,
    QgsReferencedPointXY,
    QgsReferencedRectangle,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..core.jobs import OUTPUT_KINDS, Job, JobError, Kind, is_many, rasters_in
from .language import tr
from .parameters import parameter_name

_VECTOR_FORMATS = ('gpkg', 'fgb', 'geojson', 'shp')
_BARE_EXTENT = re.compile(r'[-+.eE\d\s]+(,[-+.eE\d\s]+){3}')
_BARE_POINT = re.compile(r'[-+.eE\d\s]+,[-+.eE\d\s]+')
_GEOMETRIES = {Kind.VECTOR: Qgis.GeometryType.Polygon, Kind.LINES: Qgis.GeometryType.Line}
_PATHS = frozenset({Kind.MODEL, Kind.FILE, Kind.DATASET, Kind.FOLDER})
_PENDING = '(chosen when the job starts)'

Definitions = Callable[[str], QgsProcessingParameterDefinition]


class JobReader:
    """Reads a job from the parameters of one run.

    `preview` is cheap and leaves no trace, for the check of a dialog. `inputs` exports what another process cannot reach,
    and `outputs` makes paths for temporary outputs.
    """

    def __init__(
        self, job: type[Job], definition: Definitions, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> None:
        """Remember what to read.

        Args:
            job: the class of the job.
            definition: gives the Processing parameter of a name.
            parameters: what Processing handed over.
            context: where layers and coordinate systems are looked up.
        """
        self._job = job
        self._definition = definition
        self._parameters = parameters
        self._context = context

    def preview(self) -> Job:
        """Return the job with placeholders for what does not exist yet.

        Raises:
            JobError: what is wrong, as a sentence.
        """
        values = {}
        for field, parameter in self._job.parameters().items():
            if parameter.kind in OUTPUT_KINDS:
                values[field] = f'{_PENDING} {field}'  # paths of their own
            elif parameter.kind in _GEOMETRIES:
                values[field] = self._vector_preview(field, _GEOMETRIES[parameter.kind])
            elif parameter.kind is Kind.EXTENT:
                values[field] = None
            else:
                values[field] = self._value(field, parameter.kind)
        self._check_bands()
        return self._job.from_mapping(values)

    def inputs(self, feedback: QgsProcessingFeedback) -> dict[str, Any]:
        """Return the values of all fields but the outputs; for the main thread, where layers may be touched.

        Args:
            feedback: gets warnings.

        Raises:
            JobError: what is wrong, as a sentence.
        """
        values = {}
        for field, parameter in self._job.parameters().items():
            if parameter.kind in _GEOMETRIES:
                values[field] = self._vector(field, feedback)
            elif parameter.kind is Kind.EXTENT:
                values[field] = self._extent(field)
            elif parameter.kind not in OUTPUT_KINDS:
                values[field] = self._value(field, parameter.kind)
            if parameter.kind is Kind.RASTER:
                _warn_of_differences(self.raster(field), feedback)
        return values

    def outputs(self) -> dict[str, str | None]:
        """Return the paths of the outputs, and note in the context which of them are to be loaded.

        For the thread that runs the job: QGIS forgets what is noted in the context of the main thread.
        """
        kinds = {field: parameter.kind for field, parameter in self._job.parameters().items()}
        return {field: self._output(field, kind) for field, kind in kinds.items() if kind in OUTPUT_KINDS}

    def raster(self, field: str) -> QgsRasterLayer | None:
        """Return the raster layer of a field."""
        definition, parameters, context = self._arguments(field)
        first = first_of_many(self._job, parameters)
        return QgsProcessingParameters.parameterAsRasterLayer(definition, first, context)

    def layer_name(self, field: str) -> str:
        """Return the name of the layer of a field, empty where none is given."""
        is_vector = self._job.parameters()[field].kind is Kind.VECTOR
        layer = self._vector_layer(field) if is_vector else self.raster(field)
        return layer.name() if layer else ''

    def _arguments(self, field: str) -> tuple[QgsProcessingParameterDefinition, dict[str, Any], QgsProcessingContext]:
        return self._definition(parameter_name(field)), self._parameters, self._context

    def _given(self, field: str) -> Any:
        return self._parameters.get(parameter_name(field))

    def _value(self, field: str, kind: Kind) -> Any:
        if kind is Kind.RASTER:
            return self._raster_source(field)
        if kind is Kind.RASTERS:
            return self._raster_sources(field)
        value = _READERS[kind](*self._arguments(field))
        if kind in _PATHS:
            return str(Path(value).absolute()) if value else None
        return value

    def _raster_sources(self, field: str) -> list[str] | None:
        layers = QgsProcessingParameters.parameterAsLayerList(*self._arguments(field))
        given = self._given(field) or []
        if given and not layers:
            self._refuse(given, field)
        return [_source_of(layer, field) for layer in layers] or None

    def _raster_source(self, field: str) -> str | None:
        given = self._given(field)
        if self._job.parameters()[field].many and _names_many(given):
            return str(Path(given).absolute())
        layer = self.raster(field)
        if layer is None:
            self._refuse(given, field)
            return None
        return _source_of(layer, field)

    def _vector_layer(self, field: str) -> QgsVectorLayer | None:
        definition, parameters, context = self._arguments(field)
        given = parameters.get(definition.name(), definition.defaultValue())
        if isinstance(given, QgsProcessingFeatureSourceDefinition):
            given, _ = given.source.valueAsString(context.expressionContext())
        layer = QgsProcessingParameters.parameterAsVectorLayer(definition, given, context)
        if layer is None:
            self._refuse(given, field)
        return layer

    def _vector_preview(self, field: str, wanted: Qgis.GeometryType) -> str | None:
        layer = self._vector_layer(field)
        if layer is None:
            return None
        if layer.geometryType() != wanted:
            kind, other = (QgsWkbTypes.geometryDisplayString(each).lower() for each in (layer.geometryType(), wanted))
            sentence = tr('{layer} ({parameter}) is a {kind} layer: choose a {other} layer.')
            raise JobError(sentence.format(layer=layer.name(), parameter=parameter_name(field), kind=kind, other=other))
        return f'layer:{layer.name()}'

    def _vector(self, field: str, feedback: QgsProcessingFeedback) -> str | None:
        layer = self._vector_layer(field)
        if layer is None:
            return None
        formats = () if _differs_from_its_file(layer) else _VECTOR_FORMATS
        path, name = QgsProcessingParameters.parameterAsCompatibleSourceLayerPathAndLayerName(
            *self._arguments(field), formats, 'gpkg', feedback
        )
        if not path:
            sentence = tr('{layer} ({parameter}) could not be written to a file for the engine.')
            raise JobError(sentence.format(layer=layer.name(), parameter=parameter_name(field)))
        path = os.path.abspath(path)
        # QGIS gives the name in the original also where it wrote a file, which holds one layer of another name.
        return f'{path}|layername={name}' if name and path == _ogr_path(layer) else path

    def _extent(self, field: str) -> str | None:
        given = self._given(field)
        if given in (None, ''):
            return None
        rectangle = QgsProcessingParameters.parameterAsExtent(*self._arguments(field))
        if rectangle.isNull():
            sentence = tr('{given} ({parameter}) is no extent: give xmin,xmax,ymin,ymax.')
            raise JobError(sentence.format(given=given, parameter=parameter_name(field)))
        if _has_no_crs(given):
            return _corners(rectangle)
        return self._extent_text(
            field, rectangle, QgsProcessingParameters.parameterAsExtentCrs(*self._arguments(field))
        )

    def _extent_text(self, field: str, rectangle: QgsRectangle, crs: QgsCoordinateReferenceSystem) -> str:
        if not crs.isValid():
            return _corners(rectangle)
        if crs.authid() and not crs.authid().startswith('USER:'):
            return f'{_corners(rectangle)} [{crs.authid()}]'
        target = self.raster(self._grid_raster(field)).crs()
        transform = QgsCoordinateTransform(crs, target, self._context.transformContext())
        try:
            return _corners(transform.transformBoundingBox(rectangle))
        except QgsCsException as error:
            raise JobError(
                tr('The extent cannot be transformed into the coordinate system of the raster: draw it again.')
            ) from error

    def _grid_raster(self, field: str) -> str:
        """Return the field of the raster in whose coordinate system an extent without one is told."""
        if parent := self._job.parameters()[field].parent:
            return parent
        if 'grid' in self._job.parameters():
            return self._value('grid', Kind.CHOICE)
        return 'reference' if 'reference' in self._job.parameters() else 'input'

    def _refuse(self, given: Any, field: str) -> None:
        """Say that what was given for a layer is none; nothing given is no fault here, since it may be optional."""
        if not given:
            return
        project = self._context.project()
        layer = given if isinstance(given, QgsMapLayer) else project.mapLayer(str(given)) if project else None
        name = layer.name() if layer else given
        if layer and not layer.isValid():
            sentence = tr(
                '{name} ({parameter}) cannot be opened, since QGIS does not reach its source: mend it in the panel of '
                'layers, or choose another layer.'
            )
        else:
            sentence = tr(
                '{name} ({parameter}) cannot be opened as a layer of the kind that is needed: check the path.'
            )
        raise JobError(sentence.format(name=name, parameter=parameter_name(field)))

    def _output(self, field: str, kind: Kind) -> str | None:
        if kind in (Kind.RASTER_OUTPUT, Kind.VECTOR_OUTPUT):
            path = QgsProcessingParameters.parameterAsOutputLayer(*self._arguments(field))
        else:
            path = QgsProcessingParameters.parameterAsFileOutput(*self._arguments(field))
        return os.path.abspath(path) if path else None

    def _check_bands(self) -> None:
        for field, parameter in self._job.parameters().items():
            if parameter.kind is not Kind.BANDS:
                continue
            raster = self.raster(parameter.parent)
            bands = QgsProcessingParameters.parameterAsInts(*self._arguments(field))
            if raster is not None and bands and max(bands) > raster.bandCount():
                sentence = tr('{parameter} names band {band}, but {layer} has {count}.')
                raise JobError(
                    sentence.format(
                        parameter=parameter_name(field), band=max(bands), layer=raster.name(), count=raster.bandCount()
                    )
                )


def first_of_many(job: type[Job], parameters: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters with the first raster in place of each folder or list that stands for many.

    QGIS knows neither: what it asks of a layer, one of them answers for all.
    """
    many = [parameter_name(field) for field, parameter in job.parameters().items() if parameter.many]
    first = {name: rasters_in(parameters[name])[:1] for name in many if _names_many(parameters.get(name))}
    return parameters | {name: files[0] for name, files in first.items() if files}


def _names_many(given: Any) -> bool:
    return isinstance(given, str) and is_many(given)


def _source_of(layer: QgsMapLayer, field: str) -> str:
    if layer.providerType() != 'gdal':
        sentence = tr(
            '{layer} ({parameter}) comes from a service or database ({provider}), which the engine cannot open: export this '
            'layer to GeoTIFF first (right-click it, Export > Save As).'
        )
        raise JobError(
            sentence.format(layer=layer.name(), parameter=parameter_name(field), provider=layer.providerType())
        )
    return gdal_source(layer.source())


def gdal_source(source: str) -> str:
    """Return the source of a gdal layer as other processes can open it: no open options, no relative path."""
    registry = QgsProviderRegistry.instance()
    parts = registry.decodeUri('gdal', source)
    path = parts.get('path') or ''
    is_relative_file = not os.path.isabs(path) and os.path.exists(path)
    if not is_relative_file and 'openOptions' not in parts:
        return source
    parts.pop('openOptions', None)
    return registry.encodeUri('gdal', parts | {'path': os.path.abspath(path) if is_relative_file else path})


def _field_name(*arguments: Any) -> str | None:
    names = QgsProcessingParameters.parameterAsStrings(*arguments)
    return names[0] if names else None


def _point(definition: QgsProcessingParameterDefinition, parameters: dict[str, Any], context: Any) -> str | None:
    given = parameters.get(definition.name())
    if given in (None, ''):
        return None
    point = QgsProcessingParameters.parameterAsPoint(definition, parameters, context)
    if point.isEmpty():
        sentence = tr('{given} ({parameter}) is no point: give x,y.')
        raise JobError(sentence.format(given=given, parameter=definition.name()))
    coordinates = f'{point.x()!r},{point.y()!r}'
    if _is_bare_point(given):
        return coordinates
    crs = _crs_text(QgsProcessingParameters.parameterAsPointCrs(definition, parameters, context))
    return f'{coordinates} [{crs}]' if crs else coordinates


def _crs(*arguments: Any) -> str | None:
    return _crs_text(QgsProcessingParameters.parameterAsCrs(*arguments))


def _crs_text(crs: QgsCoordinateReferenceSystem) -> str | None:
    """Return the id of a coordinate system, or its WKT where only this QGIS knows its id; None for none."""
    if not crs.isValid():
        return None
    is_known_elsewhere = crs.authid() and not crs.authid().startswith('USER:')
    return crs.authid() if is_known_elsewhere else crs.toWkt(QgsCoordinateReferenceSystem.WktVariant.WKT_PREFERRED)


_READERS: dict[Kind, Callable[..., Any]] = {
    Kind.FIELD: _field_name,
    Kind.BANDS: QgsProcessingParameters.parameterAsInts,
    Kind.POINT: _point,
    Kind.CRS: _crs,
    Kind.MODEL: QgsProcessingParameters.parameterAsFile,
    Kind.FILE: QgsProcessingParameters.parameterAsFile,
    Kind.DATASET: QgsProcessingParameters.parameterAsFile,
    Kind.FOLDER: QgsProcessingParameters.parameterAsFile,
    Kind.INTEGER: QgsProcessingParameters.parameterAsInt,
    Kind.NUMBER: QgsProcessingParameters.parameterAsDouble,
    Kind.DISTANCE: QgsProcessingParameters.parameterAsDouble,
    Kind.BOOLEAN: QgsProcessingParameters.parameterAsBoolean,
    Kind.CHOICE: QgsProcessingParameters.parameterAsEnumString,
    Kind.TEXT: QgsProcessingParameters.parameterAsString,
}


def _has_no_crs(extent: Any) -> bool:
    """Return whether an extent is in the coordinate system of the raster for want of another; QGIS would guess."""
    if isinstance(extent, str):
        return bool(_BARE_EXTENT.fullmatch(extent))
    return isinstance(extent, QgsRectangle) and not isinstance(extent, QgsReferencedRectangle)


def _is_bare_point(point: Any) -> bool:
    """Return whether a point names no coordinate system, and so is in that of the job; QGIS would take the project's."""
    if isinstance(point, str):
        return bool(_BARE_POINT.fullmatch(point))
    return isinstance(point, QgsPointXY) and not isinstance(point, QgsReferencedPointXY)


def _corners(rectangle: QgsRectangle) -> str:
    corners = (rectangle.xMinimum(), rectangle.xMaximum(), rectangle.yMinimum(), rectangle.yMaximum())
    return ','.join(repr(corner) for corner in corners)


def _ogr_path(layer: QgsVectorLayer) -> str:
    return os.path.abspath(QgsProviderRegistry.instance().decodeUri('ogr', layer.source()).get('path') or '')


def _differs_from_its_file(layer: QgsVectorLayer) -> bool:
    """Return whether QGIS knows more than the file: unsaved edits, joined or virtual fields, or an assigned coordinate system."""
    fields = layer.fields()
    has_more_fields = any(fields.fieldOrigin(index) != Qgis.FieldOrigin.Provider for index in range(fields.count()))
    return layer.isModified() or has_more_fields or layer.crs() != layer.dataProvider().crs()


def _warn_of_differences(layer: QgsRasterLayer | None, feedback: QgsProcessingFeedback) -> None:
    """Warn where a raster is not in QGIS what it is in its file, which is all that the engine sees."""
    if layer is None:
        return
    if _has_own_nodata(layer):
        warning = tr(
            '{layer} has other nodata values in QGIS than in its file. The engine uses those of the file: run "Translate '
            '(convert format)" with a nodata value if they are wrong.'
        )
        feedback.pushWarning(warning.format(layer=layer.name()))
    if layer.crs() != layer.dataProvider().crs():
        warning = tr(
            '{layer} has another coordinate system in QGIS than in its file. The engine uses that of the file: run '
            '"Assign projection" if it is wrong.'
        )
        feedback.pushWarning(warning.format(layer=layer.name()))


def _has_own_nodata(layer: QgsRasterLayer) -> bool:
    """Return whether the user has added nodata values to a raster, or switched off that of its file."""
    provider = layer.dataProvider()
    bands = range(1, provider.bandCount() + 1)
    is_off = any(provider.sourceHasNoDataValue(band) and not provider.useSourceNoDataValue(band) for band in bands)
    return is_off or any(provider.userNoDataValues(band) for band in bands)
