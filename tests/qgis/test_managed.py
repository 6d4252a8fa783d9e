"""Whether the environment that "Install engine" has made will still do."""

import shutil

import pytest
from qgis.core import QgsSettings


@pytest.fixture
def managed(no_engine):
    from satgan.satgan_qgis.engine import managed

    return managed


@pytest.fixture
def environment(managed, tmp_path):
    """A complete environment with all that the engine needs, as far as its folders tell."""
    from satgan.satgan_qgis.folder import engine_requirements

    folder = tmp_path / 'engine'
    (tmp_path / 'base').mkdir()
    (folder / 'bin').mkdir(parents=True)
    (folder / 'bin' / 'python').touch()
    (folder / 'pyvenv.cfg').write_text(f'home = {tmp_path / "base"}\nversion = 3.11.2\n')
    (folder / managed.COMPLETE).touch()
    for requirement in engine_requirements():
        name, _, lowest = requirement.partition('>=')
        (folder / 'lib/python3.11/site-packages' / f'{name.replace("-", "_")}-{lowest}.dist-info').mkdir(parents=True)
    QgsSettings().setValue(managed.REMEMBERED, str(folder))
    return folder


def refusal():
    from satgan.satgan_qgis.engine.discovery import find_engine
    from satgan.satgan_qgis.engine.errors import EngineMissing

    with pytest.raises(EngineMissing) as refused:
        find_engine()
    return str(refused.value)


def package(environment, name):
    (found,) = environment.glob(f'lib/python3*/site-packages/{name}-*.dist-info')
    return found


def test_it_is_found(environment):
    from satgan.satgan_qgis.engine.discovery import find_engine

    assert find_engine().python == environment / 'bin' / 'python'


def test_it_is_found_where_it_lies_while_it_is_made_anew(environment, managed):
    from satgan.satgan_qgis.engine.discovery import find_engine

    environment.rename(managed.previous_of(environment))
    environment.mkdir()
    (environment / managed.INCOMPLETE).touch()
    assert find_engine().python == managed.previous_of(environment) / 'bin' / 'python'


def test_half_made_one_is_none(environment, managed):
    (environment / managed.COMPLETE).rename(environment / managed.INCOMPLETE)
    assert 'is not there any more' in refusal() and str(environment) in refusal()


def test_deleted_one_is_none(environment):
    shutil.rmtree(environment)
    assert 'moved or deleted. Run "Install engine" again.' in refusal()


def test_python_that_an_update_of_qgis_has_removed_is_told(environment, tmp_path):
    (tmp_path / 'base').rmdir()
    assert 'is gone, as happens when QGIS or the system is updated' in refusal()


@pytest.mark.parametrize('kept', ['scikit_learn', 'torch'])
def test_packages_of_an_older_release_are_told(environment, kept):
    old = package(environment, kept)
    old.rename(old.with_name(f'{kept}-1.2.9.dist-info'))
    shutil.rmtree(package(environment, 'lightning_fabric'))
    told = refusal()
    assert told.startswith('The SatGAN engine is too old: it was made for an older release')
    assert kept.replace('_', '-') in told and 'lightning-fabric 2.4' in told
    assert 'rasterio' not in told


@pytest.mark.parametrize(
    ('version', 'lowest', 'enough'),
    [
        ('2.13.0+cpu', '2.5', True),
        ('2.10', '2.9.1', True),
        ('2.0', '2.0.0', True),
        ('2.0.0', '2.0', True),
        ('1.4.2', '1.4.3', False),
        ('2023.2.28', '2023.2.28', True),
        ('1.9', '1.10', False),
    ],
)
def test_versions_compare_as_numbers(managed, tmp_path, version, lowest, enough):
    (tmp_path / 'Lib' / 'site-packages' / f'some_thing-{version}.dist-info').mkdir(parents=True)
    assert (managed.unmet(tmp_path, [f'Some-Thing>={lowest}']) == []) is enough
