"""Which values become -1 and +1."""

import numpy as np
import pytest

from core.datasets.domain import BandStatistics, Scaling
from core.datasets.scaling import choose_scaling, percentiles_for
from tests.core.models_made import measured

WIDE = BandStatistics(0, 60000, 50, 9, 100)


def chosen(rule, band, percentiles, dtype='uint16', name='band 1', unit=''):
    domain = measured(1, dtype, names=(name,), units=(unit,))
    return choose_scaling(rule, domain, [band], [percentiles])[0]


@pytest.mark.parametrize('dtype', ['uint8', 'int8'])
def test_eight_bits_keep_their_full_range(dtype):
    limits = np.iinfo(dtype)
    assert chosen('auto', BandStatistics(3, 90, 50, 9, 100), (5, 80), dtype) == Scaling(limits.min, limits.max)


def test_other_types_take_the_percentiles():
    assert chosen('auto', WIDE, (12.5, 3000.0)) == Scaling(12.5, 3000)


@pytest.mark.parametrize('rule', ['auto', 'range', 'percentile'])
def test_flat_band_gets_a_range_all_the_same(rule):
    assert chosen(rule, BandStatistics(7, 7, 7, 0, 100), (7, 7)) == Scaling(7, 8)


@pytest.mark.parametrize(
    ('rule', 'expected'), [('range', (0, 60000)), ('percentile', (12.5, 3000)), ('decibel', (-25, 0))]
)
@pytest.mark.parametrize('dtype', ['uint8', 'uint16', 'float32'])
def test_a_rule_that_the_user_chose_holds_for_every_type(rule, expected, dtype):
    assert chosen(rule, WIDE, (12.5, 3000.0), dtype) == Scaling(*expected)


@pytest.mark.parametrize(
    ('name', 'unit', 'mean', 'expected'),
    [
        ('VV', '', -11, (-25, 0)),
        ('Sigma0_VH_db', '', -18, (-32.5, 0)),
        ('HV', 'dB', -18, (-32.5, 0)),
        ('band 1', 'dB', -18, (-25, 0)),
        ('VV', '', 0.08, (1, 2)),  # linear backscatter
        ('have', '', -3, (1, 2)),
        ('HVAC', '', -3, (1, 2)),
    ],
)
def test_radar_in_decibel_gets_its_fixed_range(name, unit, mean, expected):
    band = BandStatistics(-40, 12, mean, 4, 100)
    assert chosen('auto', band, (1, 2), 'float32', name, unit) == Scaling(*expected)


def test_percentiles_are_those_of_the_rule():
    assert percentiles_for('percentile') == (2, 98)
    assert percentiles_for('auto') == (0.1, 99.9)
