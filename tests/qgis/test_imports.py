"""What the QGIS side may import, and how it uses the API of QGIS and Qt, read from its source."""

import ast
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [ROOT / '__init__.py', *sorted((ROOT / 'satgan_qgis').rglob('*.py'))]
FORBIDDEN = {'torch', 'rasterio', 'geopandas', 'pyogrio', 'shapely', 'sklearn', 'PyQt5', 'PyQt6', 'core'}
#: What Qt 6 or QGIS 4 have no more, or have elsewhere.
REMOVED_NAMES = {
    'qgis.PyQt.QtCore': {'QRegExp', 'QTextCodec'},
    'qgis.PyQt.QtGui': {'QRegExpValidator'},
    'qgis.PyQt.QtWidgets': {'QAction', 'QActionGroup', 'QShortcut', 'QDesktopWidget', 'QUndoStack', 'QUndoCommand'},
}
REMOVED_MODULES = {'qgis.PyQt.QtWebKit', 'qgis.PyQt.QtWebKitWidgets', 'qgis.PyQt.QtXmlPatterns'}
REMOVED_METHODS = {'exec_', 'print_', 'setMargin', 'toTime_t'}


def tree_of(path):
    return ast.parse(path.read_text(encoding='utf-8'))


def imported(tree, package):
    """Yield the absolute name of every module that a source file imports, and each name that it takes from it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = '.'.join(package[: len(package) - node.level + 1]) + '.' if node.level else ''
            yield from ((start + (node.module or ''), alias.name) for alias in node.names)


def unscoped_enums(tree):
    """Yield what is asked of QGIS or Qt classes and is a member of an enum that is not named, or is not there at all."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and not node.level and (node.module or '').startswith('qgis'):
            module = importlib.import_module(node.module)
            names.update({alias.asname or alias.name: getattr(module, alias.name) for alias in node.names})
    for node in ast.walk(tree):
        chain = ast.unparse(node).split('.') if isinstance(node, ast.Attribute) else ['']
        if isinstance(names.get(chain[0]), type) and all(map(str.isidentifier, chain)):
            yield from _wrong(names[chain[0]], chain)


def _wrong(owner, chain):
    for attribute in chain[1:]:
        if not hasattr(owner, attribute):
            yield '.'.join(chain)
            return
        value = getattr(owner, attribute)
        if isinstance(value, int) and type(value) not in (int, bool) and type(value) is not owner:
            yield '.'.join(chain)
            return
        if not isinstance(value, type):
            return
        owner = value


def identity(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize('path', SOURCES, ids=identity)
def test_imports_nothing_that_disturbs_qgis(path):
    names = {name for name, _ in imported(tree_of(path), ('satgan', *path.relative_to(ROOT).parent.parts))}
    assert {name.partition('.')[0] for name in names} & FORBIDDEN == set()
    ours = {name for name in names if name.startswith('satgan.core')}
    assert ours <= {'satgan.core.jobs', 'satgan.core.protocol'}


@pytest.mark.parametrize('path', SOURCES, ids=identity)
def test_uses_only_what_qt5_and_qt6_have(path):
    tree = tree_of(path)
    taken = [(module, name) for module, name in imported(tree, ()) if name in REMOVED_NAMES.get(module, ())]
    assert taken == []
    assert {module for module, _ in imported(tree, ())} & REMOVED_MODULES == set()
    assert {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & REMOVED_METHODS == set()


@pytest.mark.parametrize('path', SOURCES, ids=identity)
def test_enums_are_scoped_as_qt6_demands(path):
    assert list(unscoped_enums(tree_of(path))) == []


@pytest.mark.parametrize(
    ('use', 'found'),
    [
        ('Qt.UserRole', True),
        ('Qt.ItemDataRole.UserRole', False),
        ('Qgis.Warning', True),
        ('Qgis.MessageLevel.Warning', False),
        ('QgsProcessingParameterNumber.Double', True),
        ('QgsProcessingParameterNumber.Type.Double', False),
        ('QFontDatabase.FixedFont', True),
        ('Qgis.NoSuchThing', True),
        ('Qgis.QGIS_VERSION_INT', False),
        ('QgsTask.CanCancel', True),
    ],
)
def test_unscoped_enums_would_be_found(qgis_app, use, found):
    imports = (
        'from qgis.core import Qgis, QgsProcessingParameterNumber, QgsTask\n'
        'from qgis.PyQt.QtCore import Qt\nfrom qgis.PyQt.QtGui import QFontDatabase\n'
    )
    assert bool(list(unscoped_enums(ast.parse(f'{imports}x = {use}')))) is found
