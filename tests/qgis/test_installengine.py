"""Making the engine's environment, with a real venv and a real pip, but tiny packages from a folder."""

import re
import zipfile
from types import SimpleNamespace

import pytest
from qgis.core import QgsProcessingException, QgsProcessingFeedback, QgsSettings

TORCH = '__version__ = "2.13.0"\nclass version:\n    cuda = None\n'


def write_wheel(folder, name, version, source):
    """Write the smallest package that pip installs."""
    module = name.replace('-', '_')
    information = f'{module}-{version}.dist-info'
    with zipfile.ZipFile(folder / f'{module}-{version}-py3-none-any.whl', 'w') as wheel:
        wheel.writestr(f'{module}/__init__.py', source)
        wheel.writestr(f'{information}/METADATA', f'Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n')
        wheel.writestr(f'{information}/WHEEL', 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n')
        wheel.writestr(f'{information}/RECORD', '')


@pytest.fixture
def wheels(no_engine, tmp_path, monkeypatch):
    """A folder with some of what the engine requires, as if it were all, and pip that looks nowhere else."""
    from satgan.satgan_qgis.engine import discovery, installer

    requirements = ['numpy>=1.24', 'torch>=2.5', 'rasterio>=1.4.3']
    for module in (discovery, installer):
        monkeypatch.setattr(module, 'engine_requirements', lambda: requirements)
    folder = tmp_path / 'wheels'
    folder.mkdir()
    for requirement in requirements:
        name, lowest = re.fullmatch(r'([\w-]+)>=([\d.]+)', requirement).groups()
        write_wheel(folder, name, '2.13.0' if name == 'torch' else lowest, TORCH if name == 'torch' else '')
    monkeypatch.setenv('PIP_NO_INDEX', '1')
    monkeypatch.setenv('PIP_FIND_LINKS', str(folder))
    monkeypatch.setenv('PIP_CONFIG_FILE', '/dev/null')
    return folder


@pytest.fixture
def folder(tmp_path):
    return tmp_path / 'engines' / 'mine'


def test_environment_is_made_and_found_where_a_killed_run_left_half_of_one(run, wheels, folder):
    from satgan.satgan_qgis.engine.discovery import find_engine

    folder.mkdir(parents=True)
    (folder / 'satgan-engine-incomplete').touch()
    (folder / 'rubbish').touch()
    done = run('installengine', {'FOLDER': str(folder), 'TORCH': 'cpu'})
    assert done.results['PYTHON'] == str(folder / 'bin' / 'python')
    assert find_engine().python == folder / 'bin' / 'python'
    announced, installed = done.log.index('about 0.5 GB to download, 2 GB on the disk'), done.log.index('Successfully')
    assert announced < installed
    assert 'PyTorch 2.13.0 for processors' in done.log and f'on the disk, in {folder}.' in done.log
    assert 'Successfully installed torch-2.13.0' in done.log
    assert list(folder.glob('lib/python3*/site-packages/rasterio'))
    assert not (folder / 'rubbish').exists()


@pytest.fixture
def earlier(no_engine, folder):
    """An environment that "Install engine" has made, with packages of an older release."""
    (folder / 'bin').mkdir(parents=True)
    (folder / 'bin' / 'python').symlink_to('/usr/bin/python3')
    (folder / 'pyvenv.cfg').write_text('home = /usr/bin\n')
    (folder / 'satgan-engine-complete').touch()
    (folder / 'lib' / 'python3.11' / 'site-packages' / 'numpy-1.0.0.dist-info').mkdir(parents=True)
    QgsSettings().setValue('satgan/engine_folder', str(folder))
    return folder


def test_failure_leaves_what_was_there_before_and_a_text_for_an_issue(run, wheels, folder, earlier):
    next(wheels.glob('rasterio*')).unlink()
    feedback = QgsProcessingFeedback()
    with pytest.raises(QgsProcessingException, match='pip could not install the packages'):
        run('installengine', {'FOLDER': str(folder)}, feedback=feedback)
    text = feedback.textLog().split('----- SatGAN diagnostics -----')[1].split('----- end -----')[0]
    for part in (
        'SatGAN 0.1.0, QGIS 3.',
        'Linux',
        'made for an older release',
        'No matching distribution found for ras',
    ):
        assert part in text
    assert (folder / 'lib' / 'python3.11' / 'site-packages' / 'numpy-1.0.0.dist-info').is_dir()
    assert sorted(path.name for path in folder.iterdir()) == ['bin', 'lib', 'pyvenv.cfg', 'satgan-engine-complete']
    assert list(folder.parent.iterdir()) == [folder]


def test_upgrade_replaces_what_was_there_before(run, wheels, folder, earlier):
    from satgan.satgan_qgis.engine.discovery import find_engine
    from satgan.satgan_qgis.engine.errors import EngineMissing

    with pytest.raises(EngineMissing, match=r'older release .* also needs numpy 1\.24, torch 2\.5.*it upgrades'):
        find_engine()
    run('installengine', {})
    assert find_engine().python == folder / 'bin' / 'python'
    assert not list(folder.glob('lib/python3*/site-packages/numpy-1.0.0.dist-info'))
    assert list(folder.parent.iterdir()) == [folder]


def test_openvino_is_installed_when_asked_for_and_stays(run, wheels, folder):
    write_wheel(wheels, 'openvino', '2025.1.0', '')
    run('installengine', {'FOLDER': str(folder)})
    installed = 'lib/python3*/site-packages/openvino'
    assert not list(folder.glob(installed))
    run('installengine', {'FOLDER': str(folder), 'OPENVINO': True})
    assert list(folder.glob(installed))
    run('installengine', {'FOLDER': str(folder)})
    assert list(folder.glob(installed))


def test_nothing_is_downloaded_without_room_for_it(run, wheels, folder, monkeypatch):
    full = SimpleNamespace(free=1.26e9)
    monkeypatch.setattr('satgan.satgan_qgis.engine.plan.shutil.disk_usage', lambda path: full)
    feedback = QgsProcessingFeedback()
    with pytest.raises(QgsProcessingException, match=r'takes about 2 GB, but .*mine has only 1\.3 GB left'):
        run('installengine', {'FOLDER': str(folder)}, feedback=feedback)
    assert 'Successfully installed' not in feedback.textLog()
    assert not folder.exists()


def test_other_build_than_asked_for_is_told(run, wheels, folder):
    feedback = QgsProcessingFeedback()
    with pytest.raises(QgsProcessingException, match=r'cpu build of PyTorch here, not the cuda build.*index'):
        run('installengine', {'FOLDER': str(folder), 'TORCH': 'cuda'}, feedback=feedback)
    assert 'Successfully installed' not in feedback.textLog()
    assert not folder.exists()
    assert not QgsSettings().value('satgan/engine_folder')


def test_cancel_leaves_nothing(run, wheels, folder):
    feedback = QgsProcessingFeedback()
    feedback.progressChanged.connect(lambda percent: feedback.cancel())
    with pytest.raises(QgsProcessingException, match=r'^Cancelled\. The half-made environment was removed'):
        run('installengine', {'FOLDER': str(folder)}, feedback=feedback)
    assert not folder.exists()


def test_folder_with_other_things_is_left_alone(run, wheels, folder):
    folder.mkdir(parents=True)
    (folder / 'thesis.txt').write_text('years of work')
    with pytest.raises(QgsProcessingException, match='holds something else: choose a new or empty folder'):
        run('installengine', {'FOLDER': str(folder)})
    assert (folder / 'thesis.txt').read_text() == 'years of work'


def test_what_could_not_be_removed_is_removed_the_next_time(folder, earlier, monkeypatch):
    """Windows keeps files that are open; a folder that is not SatGAN's stays in any case."""
    from satgan.satgan_qgis.engine import installer

    remains, foreign = folder.with_name('mine.previous'), folder.with_name('other.previous')
    for path in (remains, foreign):
        path.mkdir()
        (path / 'open.dll').touch()
    with monkeypatch.context() as locked:
        locked.setattr(installer.shutil, 'rmtree', lambda path, ignore_errors=False: None)
        installer._remove(remains)
    installer._recover(folder.with_name('other'), foreign)
    installer._recover(folder, remains)
    assert not remains.exists()
    assert (foreign / 'open.dll').exists()
    assert (folder / 'satgan-engine-complete').is_file()


def test_requirements_have_lower_bounds(provider):
    from satgan.satgan_qgis.folder import engine_requirements

    requirements = engine_requirements()
    assert [requirement for requirement in requirements if re.match('torch>=', requirement)]
    assert all(re.fullmatch(r'[\w-]+>=[\d.]+', requirement) for requirement in requirements)
