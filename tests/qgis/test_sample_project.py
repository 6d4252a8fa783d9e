"""The project with the sample data, as it lies on the computer of a user."""

import getpass
import importlib.util
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from qgis.core import QgsProject

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / 'resources' / 'sample'
FILES = (
    'satgan_sample.qgz',
    'kampala.tif',
    'kampala_buildings.geojson',
    'kampala_land_cover.tif',
    'kampala_land_cover.qml',
)


def content(path):
    with zipfile.ZipFile(path) as archive:
        return archive.read(next(name for name in archive.namelist() if name.endswith('.qgs'))).decode()


@pytest.fixture
def elsewhere(tmp_path):
    """The sample data in another folder."""
    folder = tmp_path / 'a plugin földer'
    folder.mkdir()
    for name in FILES:
        shutil.copy(SAMPLE / name, folder)
    return folder


def test_it_opens_with_all_layers(qgis_app, elsewhere):
    project = QgsProject()
    assert project.read(str(elsewhere / 'satgan_sample.qgz'))
    layers = {layer.name(): layer for layer in project.mapLayers().values()}
    assert set(layers) == {'Image of Kampala', 'Buildings', 'Land cover'}
    assert all(layer.isValid() for layer in layers.values())
    assert {Path(layer.source()).parent for layer in layers.values()} == {elsewhere}
    assert project.crs().authid() == layers['Image of Kampala'].crs().authid() == 'EPSG:3857'
    assert layers['Buildings'].featureCount() == 65
    assert [layer.name() for layer in project.layerTreeRoot().checkedLayers()] == ['Buildings', 'Image of Kampala']
    entries = layers['Land cover'].renderer().classes()
    assert [entry.label for entry in entries] == ['bare ground', 'grass', 'trees', 'red roof', 'pale roof']
    view = project.viewSettings().defaultViewExtent()
    assert view.contains(layers['Image of Kampala'].extent())


def test_the_footprints_are_outlines(qgis_app, elsewhere):
    project = QgsProject()
    assert project.read(str(elsewhere / 'satgan_sample.qgz'))
    (buildings,) = project.mapLayersByName('Buildings')
    (symbol,) = buildings.renderer().symbol().symbolLayers()
    assert symbol.properties()['style'] == 'no'
    assert symbol.strokeWidth() > 0


def test_it_tells_nothing_of_the_computer_that_it_was_written_on(qgis_app):
    text = content(SAMPLE / 'satgan_sample.qgz')
    assert re.findall(r'<datasource>(.+?)</datasource>', text) == [
        './kampala_buildings.geojson',
        './kampala.tif',
        './kampala_land_cover.tif',
    ]
    assert str(ROOT) not in text and str(Path.home()) not in text
    assert not re.search(r'="(/|file:|[A-Za-z]:[\\/])\w', text)
    assert not re.search(r'saveUser\w*="[^"]|saveDateTime="[^"]|<author>[^<]', text)
    assert f'>{getpass.getuser()}<' not in text


def test_the_script_writes_the_same_layers(qgis_app, elsewhere):
    spec = importlib.util.spec_from_file_location('make_project', ROOT / 'docs' / 'make_project.py')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    shipped = described(elsewhere / 'satgan_sample.qgz')
    (elsewhere / 'satgan_sample.qgz').unlink()
    assert described(module.write(elsewhere)) == shipped


def described(path):
    """Return what a user sees of a project: its title, and the sources and symbols of its layers."""
    project = QgsProject()
    assert project.read(str(path))
    (buildings,), (image,) = (project.mapLayersByName(name) for name in ('Buildings', 'Image of Kampala'))
    symbol = buildings.renderer().symbol().symbolLayer(0).properties()
    return project.title(), buildings.source(), symbol, image.source()
