"""What the algorithms that train do beside running their jobs."""

import pytest

NAMES = ('trainpix2pix', 'traincyclegan', 'traindcgan')


@pytest.fixture
def dataset(tmp_path):
    (tmp_path / 'dataset').mkdir()
    (tmp_path / 'dataset' / 'dataset.json').touch()
    return str(tmp_path / 'dataset')


@pytest.mark.parametrize('name', NAMES)
def test_temporary_run_folder_is_warned_of(run, fake_engine, dataset, name):
    fake_engine()
    assert 'is temporary' in run(name, {'DATASET': dataset, 'OUTPUT': 'TEMPORARY_OUTPUT'}).log


@pytest.mark.parametrize('name', NAMES)
def test_chosen_run_folder_is_not(run, fake_engine, dataset, tmp_path, name):
    fake_engine()
    assert 'is temporary' not in run(name, {'DATASET': dataset, 'OUTPUT': str(tmp_path / 'run')}).log
