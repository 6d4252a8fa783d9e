"""The environment variables of child processes."""

import os
from pathlib import Path

import pytest


@pytest.fixture
def environment(provider):
    from satgan.satgan_qgis.engine import environment

    return environment


@pytest.mark.parametrize(
    'name',
    [
        'PYTHONHOME',
        'PYTHONPATH',
        'PYTHONEXECUTABLE',
        'PYTHONUSERBASE',
        'VIRTUAL_ENV',
        'PIP_USER',
        'PIP_TARGET',
        'PIP_PREFIX',
        'PROJ_DATA',
        'PROJ_LIB',
        'GDAL_DATA',
        'GDAL_DRIVER_PATH',
        'QGIS_PREFIX_PATH',
        'QGIS_PLUGINPATH',
        'LD_PRELOAD',
        'DYLD_INSERT_LIBRARIES',
    ],
)
def test_variables_of_qgis_go(environment, name):
    assert name not in environment.engine_environment({name: '/usr/share/x'})


def test_variables_of_the_user_stay(environment):
    mine = {'HOME': '/home/me', 'PIP_FIND_LINKS': '/wheels', 'PIP_INDEX_URL': 'https://x', 'CUDA_VISIBLE_DEVICES': '1'}
    assert mine.items() <= environment.engine_environment(mine).items()


def test_python_of_the_engine_speaks_utf8_and_at_once(environment):
    cleaned = environment.engine_environment({})
    assert cleaned == {'PYTHONIOENCODING': 'utf-8', 'PYTHONSAFEPATH': '1', 'PYTHONUNBUFFERED': '1'}


def test_library_folders_stay_unless_they_hold_those_of_qgis(environment, tmp_path):
    cuda, qgis = tmp_path / 'cuda', tmp_path / 'qgis'
    for folder, library in ((cuda, 'libcudart.so.12'), (qgis, 'libgdal.so.32')):
        folder.mkdir()
        (folder / library).touch()
    both = os.pathsep.join([str(qgis), str(cuda)])
    assert environment.engine_environment({'LD_LIBRARY_PATH': both})['LD_LIBRARY_PATH'] == str(cuda)
    assert 'LD_LIBRARY_PATH' not in environment.engine_environment({'LD_LIBRARY_PATH': str(qgis)})


def test_folders_of_a_bundled_qgis_leave_the_path(environment, tmp_path):
    path = os.pathsep.join([str(tmp_path / 'QGIS' / 'bin'), '/usr/bin'])
    assert environment.engine_environment({'PATH': path}, [tmp_path / 'QGIS'])['PATH'] == '/usr/bin'


def test_certificates_stay_where_they_exist(environment, tmp_path):
    (tmp_path / 'mine.pem').touch()
    (tmp_path / 'QGIS').mkdir()
    bundles = [tmp_path / 'QGIS']
    kept = environment.engine_environment({'SSL_CERT_FILE': str(tmp_path / 'mine.pem')}, bundles)
    assert kept['SSL_CERT_FILE'] == str(tmp_path / 'mine.pem')
    for gone in (tmp_path / 'nowhere', tmp_path / 'QGIS'):
        assert 'SSL_CERT_DIR' not in environment.engine_environment({'SSL_CERT_DIR': str(gone)}, bundles)


def test_bundles_are_found_on_windows_and_mac_only(environment):
    assert environment.qgis_bundles('/usr', {}) == []
    assert environment.qgis_bundles('/Applications/QGIS.app/Contents/MacOS', {}) == [Path('/Applications/QGIS.app')]
    assert environment.qgis_bundles('/x', {'OSGEO4W_ROOT': '/QGIS 3.40'}) == [Path('/QGIS 3.40')]


def test_proxy_of_the_settings_reaches_pip(environment):
    proxy = environment.Proxy('HttpProxy', 'proxy.example', '8080', 'me', 'p@ss', 'localhost')
    variables = environment.proxy_environment(proxy)
    assert variables['HTTPS_PROXY'] == variables['http_proxy'] == 'http://me:p%40ss@proxy.example:8080'
    assert variables['NO_PROXY'] == 'localhost'
    assert environment.proxy_environment(environment.Proxy()) == {}
