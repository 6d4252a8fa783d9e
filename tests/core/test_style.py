"""The style that comes with a generated raster, and the styles of users, which stay."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from core.datasets.domain import BandStatistics
from core.translation.style import colour_bands, write_style
from tests.core.models_made import LEGEND, applied, card, classed, measured, noise, rgb_model, write_model, write_raster


@pytest.fixture
def style(tmp_path):
    """Returns a function that writes the style of a target and returns its renderer."""

    def write(target):
        write_style(tmp_path / 'partial.tif', tmp_path / 'b.tif', target)
        return ET.parse(tmp_path / 'partial.tif.qml').getroot().find('pipe/rasterrenderer')

    return write


def ends(renderer, tag: str) -> tuple[float, float]:
    stretch = renderer.find(tag)
    assert stretch.findtext('algorithm') == 'StretchToMinimumMaximum'
    return float(stretch.findtext('minValue')), float(stretch.findtext('maxValue'))


def test_classes_come_with_names_and_colours(style):
    renderer = style(classed(LEGEND))
    assert renderer.get('type') == 'paletted'
    entries = [(entry.get('value'), entry.get('color'), entry.get('label')) for entry in renderer.iter('paletteEntry')]
    assert entries == [
        ('0', '#000000', 'background'),
        ('1', '#c81e1e', 'house'),
        ('2', '#5a5a5a', 'road'),
        ('7', '#143cdc', 'water'),
    ]


@pytest.mark.parametrize(
    ('figures', 'expected'),
    [((-20, 900, 100, 30), (40, 160)), ((90, 110, 100, 30), (90, 110)), ((5, 5, 5, 0), (-50, 700))],
    ids=['two deviations', 'no farther than the data', 'the scaling where all are alike'],
)
def test_one_band_is_stretched_to_the_values_of_the_target(style, figures, expected):
    target = measured(1, 'float32', low=-50, high=700)
    renderer = style(replace(target, statistics=(BandStatistics(*figures, 1000),)))
    assert (renderer.get('type'), renderer.get('grayBand')) == ('singlebandgray', '1')
    assert ends(renderer, 'contrastEnhancement') == expected


def test_without_statistics_the_scaling_counts(style):
    renderer = style(replace(measured(2, 'int16', low=-50, high=700), statistics=()))
    assert ends(renderer, 'contrastEnhancement') == (-50, 700)


def test_each_colour_is_stretched_by_its_own_band(style):
    statistics = tuple(BandStatistics(0, 9000, mean, 100, 1000) for mean in (1000, 2000, 3000, 4000))
    target = replace(measured(4, 'uint16', names=('blue', 'green', 'red', 'nir')), statistics=statistics)
    renderer = style(target)
    assert [renderer.get(f'{colour}Band') for colour in ('red', 'green', 'blue')] == ['3', '2', '1']
    assert ends(renderer, 'redContrastEnhancement') == (2800, 3200)
    assert ends(renderer, 'greenContrastEnhancement') == (1800, 2200)
    assert ends(renderer, 'blueContrastEnhancement') == (800, 1200)


def test_colours_of_eight_bits_are_shown_as_they_are(style):
    renderer = style(measured(3))
    assert renderer.get('type') == 'multibandcolor'
    assert list(renderer) == []


@pytest.mark.parametrize(
    ('names', 'expected'),
    [
        (('red', 'green', 'blue'), (1, 2, 3)),
        (('B2 Blue', 'B3 Green', 'B4 Red', 'B5 red edge 1', 'B8 near infra-red'), (3, 2, 1)),
        (('coastal', 'sur_refl_blue', 'sur_refl_green', 'sur_refl_red'), (4, 3, 2)),
        (('band 1', 'band 2', 'band 3', 'band 4'), (1, 2, 3)),
        (('red edge', 'green', 'blue'), (1, 2, 3)),
        (('nir', 'swir', 'red'), (1, 2, 3)),
    ],
)
def test_colours_are_found_by_the_names_of_the_bands(names, expected):
    assert colour_bands(names) == expected


def test_the_style_of_the_run_before_is_replaced_and_that_of_the_user_is_not(tmp_path):
    raster, output, style = write_raster(tmp_path / 'a.tif', noise(3, 20, 20)), tmp_path / 'b.tif', tmp_path / 'b.qml'
    applied(rgb_model(), raster, output)
    assert 'multibandcolor' in style.read_text()
    heights = write_model(tmp_path / 'm.safetensors', card(measured(3), measured(1, 'float32')))
    applied(heights, raster, output)
    assert 'singlebandgray' in style.read_text()
    style.write_text('<qgis>of the user</qgis>')
    applied(rgb_model(), raster, output)
    assert style.read_text() == '<qgis>of the user</qgis>'
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        'a.tif',
        'b.qml',
        'b.tif',
        'b.tif.provenance.json',
        'm.safetensors',
    ]
