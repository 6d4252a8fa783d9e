"""Law 1: the engine knows nothing of QGIS, and what both sides share needs nothing but Python itself."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / 'core'
MODULES = sorted(CORE.rglob('*.py'))
SHARED = (CORE / 'protocol.py', *sorted((CORE / 'jobs').glob('*.py')))
# Nothing of these may be loaded before a job needs it: checkengine must run where one of them is broken.
HEAVY = ('torch', 'rasterio', 'geopandas', 'pyogrio', 'shapely', 'sklearn', 'numpy', 'matplotlib', 'torchmetrics')


def imports_of(path):
    """Yield (level, module) of each import statement, wherever in the file it stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
        if isinstance(node, ast.Import):
            yield from ((0, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.level, node.module or ''


@pytest.mark.parametrize('path', MODULES, ids=lambda path: str(path.relative_to(CORE)))
def test_core_imports_neither_qgis_nor_itself_by_name(path):
    depth = len(path.relative_to(CORE).parts)
    for level, module in imports_of(path):
        top = module.partition('.')[0]
        assert level or top not in ('qgis', 'PyQt5', 'PyQt6', 'osgeo', 'processing', 'satgan', 'satgan_qgis', 'core')
        assert level <= depth, f'{path} reaches out of core'


@pytest.mark.parametrize('path', SHARED, ids=lambda path: path.stem)
def test_what_both_sides_share_imports_the_standard_library_only(path):
    siblings = {other.stem for other in SHARED if path.parent.name == 'jobs'}
    for level, module in imports_of(path):
        top = module.partition('.')[0]
        assert top in (siblings if level else sys.stdlib_module_names) and level < 2


def python(*arguments, code):
    return subprocess.run(
        [sys.executable, *arguments, '-c', code], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_what_both_sides_share_loads_without_any_package():
    code = f'import sys; sys.path.insert(0, {str(ROOT)!r}); import core.jobs, core.protocol'
    done = python('-I', '-S', code=code)
    assert done.returncode == 0, done.stderr


def test_the_engine_says_hello_without_loading_a_package():
    code = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
for name in {HEAVY!r}:
    sys.modules[name] = None
import core.cli, core.serve, core.engine, core.checkengine
"""
    done = python('-I', '-S', code=code)
    assert done.returncode == 0, done.stderr


def test_core_loads_where_there_is_no_qgis():
    names = [
        '.'.join(path.relative_to(ROOT).with_suffix('').parts).removesuffix('.__init__')
        for path in MODULES
        if path.name != '__main__.py'
    ]
    code = f"""
import importlib, sys
sys.path.insert(0, {str(ROOT)!r})
for name in ('qgis', 'PyQt5', 'PyQt6', 'osgeo', 'satgan_qgis', 'processing'):
    sys.modules[name] = None
for name in {names!r}:
    importlib.import_module(name)
"""
    done = python('-I', code=code)
    assert done.returncode == 0, done.stderr
