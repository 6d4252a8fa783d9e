"""Fixtures of the end-to-end tests."""

import pytest

from tests.e2e.qgis_process import PLUGINS, ROOT, QgisProcess


@pytest.fixture(scope='session')
def engine_python():
    return str(ROOT / '.venv' / 'bin' / 'python')


@pytest.fixture(scope='session')
def qgis(tmp_path_factory, engine_python):
    return QgisProcess(tmp_path_factory.mktemp('home'), PLUGINS, engine_python)
