"""The job that says whether the engine works: it reports whatever it meets."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from core.checkengine import check_engine, requirements
from core.jobs import CheckEngine
from core.reporting import Reporter

ROOT = Path(__file__).resolve().parents[2]


class Listener(Reporter):
    def __init__(self):
        self.fractions = []

    def progress(self, fraction, text=''):
        self.fractions.append(fraction)


def test_a_working_engine_is_ready():
    listener = Listener()
    results = check_engine(CheckEngine(), listener)
    assert results['READY'] == 1
    assert results['PYTHON'] == sys.executable
    assert results['DEVICES'].startswith('cpu: ')
    for package in requirements():
        assert f'{package} ' in results['VERSIONS']
    for library in ('GDAL of rasterio', 'PROJ of rasterio'):
        assert library in results['REPORT']
    assert listener.fractions == sorted(listener.fractions)
    assert listener.fractions[-1] == 1.0


def test_each_package_is_listed_once():
    results = check_engine(CheckEngine(), Reporter())
    lines = results['REPORT'].partition('Packages\n')[2].partition('Devices')[0].splitlines()
    listed = [re.match(r'  ([\w-]+)', line)[1] for line in lines if ' of rasterio ' not in line]
    assert 'tensorboard' in listed
    assert listed == list(dict.fromkeys(listed))
    assert results['VERSIONS'].count('tensorboard ') == 1


def test_what_is_optional_may_be_missing(monkeypatch):
    def version_of(package):
        return None if package == 'openvino' else '9999'

    monkeypatch.setattr('core.checkengine._version_of', version_of)
    results = check_engine(CheckEngine(), Reporter())
    assert '  openvino (optional) not installed\n  distributed (optional) 9999\n' in results['REPORT']
    assert results['READY'] == 1


def test_the_page_holds_the_report(tmp_path):
    page = tmp_path / 'new' / 'report.html'
    results = check_engine(CheckEngine(output_html=str(page)), Reporter())
    assert results['VERSIONS'].split(',')[0] in page.read_text(encoding='utf-8')
    assert list(page.parent.iterdir()) == [page]


def test_requirements_name_a_lower_bound_for_each_package():
    lines = (ROOT / 'core' / 'requirements.txt').read_text(encoding='utf-8').splitlines()
    assert len(requirements()) == len([line for line in lines if line and not line.startswith('#')])
    assert {'torch', 'rasterio', 'scikit-learn', 'lightning-fabric'} <= set(requirements())


@pytest.fixture
def check_beside(tmp_path):
    """Run checkengine in a process of its own, where a folder with odd packages comes first."""

    def run(files, prelude=''):
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        code = f"""
{prelude}
import json
from core.checkengine import check_engine
from core.jobs import CheckEngine
from core.reporting import Reporter
print(json.dumps(check_engine(CheckEngine(), Reporter())))
"""
        path = os.pathsep.join([str(tmp_path), str(ROOT)])
        done = subprocess.run(
            [sys.executable, '-c', code],
            env=os.environ | {'PYTHONPATH': path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return run


def test_a_torch_that_does_not_load_is_reported(check_beside):
    results = check_beside({'torch/__init__.py': 'raise OSError("WinError 1114: c10.dll")'})
    assert results['READY'] == 0
    assert 'torch' in results['REPORT'] and 'WinError 1114' in results['REPORT']
    assert 'Install engine' in results['REPORT']
    assert results['DEVICES'].startswith('cpu: ')


def test_a_package_that_is_too_old_is_reported(check_beside):
    results = check_beside({'numpy-1.20.dist-info/METADATA': 'Metadata-Version: 2.1\nName: numpy\nVersion: 1.20\n'})
    assert results['READY'] == 0
    assert 'numpy 1.20 is too old' in results['REPORT']


def test_missing_packages_are_reported(check_beside):
    hide = """
import sys
sys.path[:] = [folder for folder in sys.path if 'site-packages' not in folder]
"""
    results = check_beside({}, hide)
    assert results['READY'] == 0
    assert 'rasterio  is missing' in results['REPORT']


def test_another_proj_database_in_the_way_is_reported(check_beside, tmp_path):
    prelude = f"""
import os
os.environ['PROJ_DATA'] = os.environ['PROJ_LIB'] = {str(tmp_path)!r}
"""
    results = check_beside({'proj.db': 'this is no database'}, prelude)
    assert results['READY'] == 0
    assert 'rasterio' in results['REPORT'].split('Run "Install engine"')[1]
