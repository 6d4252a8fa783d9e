"""What the QGIS side may import, and how, read from its source."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / 'satgan_qgis').rglob('*.py'))
FORBIDDEN = {'torch', 'rasterio', 'geopandas', 'pyogrio', 'shapely', 'sklearn', 'PyQt5', 'PyQt6', 'core'}


def imported(path):
    """Yield the absolute name of every module that a source file imports."""
    package = ('satgan', *path.relative_to(ROOT).parent.parts)
    for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = '.'.join(package[: len(package) - node.level + 1]) + '.' if node.level else ''
            yield start + (node.module or '')


@pytest.mark.parametrize('path', SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_nothing_that_disturbs_qgis(path):
    names = set(imported(path))
    assert {name.partition('.')[0] for name in names} & FORBIDDEN == set()
    ours = {name for name in names if name.startswith('satgan.core')}
    assert ours <= {'satgan.core.jobs', 'satgan.core.protocol'}


@pytest.mark.parametrize('path', SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_enums_are_scoped_as_qt6_demands(path):
    source = path.read_text(encoding='utf-8')
    assert not re.search(
        r'QgsProcessing\.Type[A-Z]|QgsProcessingParameter\w+\.(?:Flag[A-Z]|Integer|Double|Folder|File)\b', source
    )
    assert not re.search(r'\bQt\.[A-Z]\w+(?!\.)\b', source)
    assert '.exec_(' not in source
