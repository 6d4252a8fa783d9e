"""What "Train pix2pix" does beside running its job."""

import pytest


@pytest.fixture
def dataset(tmp_path):
    (tmp_path / 'dataset').mkdir()
    (tmp_path / 'dataset' / 'dataset.json').touch()
    return str(tmp_path / 'dataset')


def test_temporary_run_folder_is_warned_of(run, fake_engine, dataset):
    fake_engine()
    assert 'is temporary' in run('trainpix2pix', {'DATASET': dataset, 'OUTPUT': 'TEMPORARY_OUTPUT'}).log


def test_chosen_run_folder_is_not(run, fake_engine, dataset, tmp_path):
    fake_engine()
    assert 'is temporary' not in run('trainpix2pix', {'DATASET': dataset, 'OUTPUT': str(tmp_path / 'run')}).log
