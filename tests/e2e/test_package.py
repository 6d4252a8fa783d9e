"""The zip of `make package` and the wheel's list of packages."""

import configparser
import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAXIMUM = 25 * 2**20  # the plugin repository takes no more
FORBIDDEN_SUFFIXES = {'.sh', '.bat', '.cmd', '.ps1', '.exe', '.dll', '.so', '.dylib', '.pyc'}
PARTS = (
    '__init__.py',
    'metadata.txt',
    'LICENSE',
    'README.md',
    'core/requirements.txt',
    'satgan_qgis/i18n/satgan_de.qm',
)
FORBIDDEN_PARTS = {'tests', 'docs', 'build', 'dist', '.git', '.ci', '.venv', '__pycache__', '__MACOSX', '..'}


def package(target):
    subprocess.run([sys.executable, str(ROOT / '.ci' / 'package.py'), str(target)], check=True)
    return target


@pytest.fixture(scope='module')
def zipped(tmp_path_factory):
    return package(tmp_path_factory.mktemp('package') / 'satgan.zip')


@pytest.fixture(scope='module')
def unpacked(zipped):
    with zipfile.ZipFile(zipped) as archive:
        archive.extractall(zipped.parent)
    return zipped.parent / 'satgan'


@pytest.fixture(scope='module')
def names(zipped):
    with zipfile.ZipFile(zipped) as archive:
        return archive.namelist()


def test_there_is_one_top_folder(names):
    assert {name.partition('/')[0] for name in names} == {'satgan'}


@pytest.mark.parametrize('name', PARTS)
def test_what_the_plugin_repository_and_the_engine_need_is_there(names, name):
    assert f'satgan/{name}' in names


def test_nothing_is_there_that_the_plugin_repository_refuses(names):
    for name in map(Path, names):
        assert name.suffix not in FORBIDDEN_SUFFIXES
        assert not FORBIDDEN_PARTS & set(name.parts)
        assert '\\' not in str(name)


def test_it_is_not_too_large(zipped):
    assert zipped.stat().st_size <= MAXIMUM


def test_equal_content_makes_an_equal_zip(zipped, tmp_path):
    again = package(tmp_path / 'again.zip')
    assert hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(zipped.read_bytes()).digest()


def test_bandit_finds_nothing(unpacked):
    command = [sys.executable, '-m', 'bandit', '--quiet', '--recursive', str(unpacked)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def secrets_in(folder):
    """Return what detect-secrets, with which the plugin repository looks for passwords and keys, finds in a folder."""
    command = [sys.executable, '-m', 'detect_secrets', 'scan', '--all-files', '.']
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)['results']


def test_detect_secrets_finds_nothing(unpacked):
    assert secrets_in(unpacked) == {}


def test_detect_secrets_would_find_something(tmp_path):
    (tmp_path / 'settings.py').write_text("password = 'correct-horse-battery'\n")
    assert list(secrets_in(tmp_path)) == ['settings.py']


def test_names_are_defined_and_syntax_is_right(unpacked):
    command = [sys.executable, '-m', 'ruff', 'check', '--isolated', '--select', 'E9,F821', str(unpacked)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_engine_starts_from_the_zip(unpacked):
    command = [sys.executable, '-m', 'core', 'run', '-']
    done = subprocess.run(
        command,
        cwd=unpacked,
        input='{"job": "checkengine"}',
        env={'PATH': ''},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert 'READY: 1' in done.stdout


def test_plugin_and_engine_have_one_version():
    from core import __version__

    metadata = configparser.ConfigParser(interpolation=None)
    metadata.read(ROOT / 'metadata.txt', encoding='utf-8')
    assert metadata['general']['version'] == __version__
    assert f'## [{__version__}]' in (ROOT / 'CHANGELOG.md').read_text(encoding='utf-8')


def test_the_wheel_lists_every_package_of_the_engine():
    text = (ROOT / 'pyproject.toml').read_text(encoding='utf-8')
    folders = {path.parent.relative_to(ROOT) for path in (ROOT / 'core').rglob('*.py')}
    packages = {'.'.join(('satgan', *folder.parts)) for folder in folders}
    assert {name for name in packages if f'"{name}",' in text} == packages
    for folder in folders:
        assert (ROOT / folder / '__init__.py').is_file(), folder
