"""Writes the QGIS project with the sample data: resources/sample/satgan_sample.qgz.

Run `make models`. The project holds nothing of the computer that it was written on: no absolute path, no name, no date.
"""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsFillSymbol,
    QgsProject,
    QgsProjectMetadata,
    QgsRasterLayer,
    QgsReferencedRectangle,
    QgsSettings,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / 'resources' / 'sample'
NAME = 'satgan_sample.qgz'
OUTLINES = {'style': 'no', 'outline_color': '0,229,255', 'outline_width': '0.5'}


def write(folder: Path) -> Path:
    """Write the project into a folder with the sample data, and return its path."""
    QgsSettings().setValue('projects/anonymize_saved_projects', True, QgsSettings.Section.Core)
    image = QgsRasterLayer(str(folder / 'kampala.tif'), 'Image of Kampala')
    land_cover = QgsRasterLayer(str(folder / 'kampala_land_cover.tif'), 'Land cover')
    footprints = QgsVectorLayer(str(folder / 'kampala_buildings.geojson'), 'Buildings')
    footprints.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol.createSimple(OUTLINES)))
    project = QgsProject()
    project.setMetadata(QgsProjectMetadata())  # no author, no date
    project.setTitle('SatGAN: buildings of Kampala')
    project.setCrs(image.crs())
    project.setFilePathStorage(Qgis.FilePathType.Relative)
    for layer in (land_cover, image, footprints):
        project.addMapLayer(layer)
    project.layerTreeRoot().findLayer(land_cover).setItemVisibilityChecked(False)
    project.viewSettings().setDefaultViewExtent(QgsReferencedRectangle(image.extent(), image.crs()))
    path = folder / NAME
    if not project.write(str(path)):
        raise OSError(project.error())
    return path


def main() -> None:
    """Write the project beside the sample data."""
    application = QgsApplication([], False)
    application.initQgis()
    write(SAMPLE)


if __name__ == '__main__':
    main()
