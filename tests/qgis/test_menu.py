"""The menu SatGAN and the docks that it opens."""

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TITLES = {'Training monitor': 'SatGAN training monitor', 'Imagine': 'Imagine'}


def test_each_entry_opens_one_dock_and_goes_with_the_plugin(provider, qgis_iface, qgis_new_project, monkeypatch):
    from satgan.satgan_qgis.plugin import SatganPlugin

    calls = []
    for name in ('addPluginToMenu', 'removePluginMenu', 'addDockWidget', 'removeDockWidget'):
        monkeypatch.setattr(qgis_iface, name, lambda *given, name=name: calls.append((name, given[-1])), raising=False)
    plugin = SatganPlugin(qgis_iface)
    monkeypatch.setattr(plugin, 'initProcessing', lambda: None)  # `provider` has done so
    plugin.initGui()
    actions = {action.text(): action for name, action in calls if name == 'addPluginToMenu'}
    assert actions.keys() == TITLES.keys()
    for action in actions.values():
        action.trigger()
        action.trigger()
    docks = [dock for name, dock in calls if name == 'addDockWidget']
    assert [dock.windowTitle() for dock in docks] == list(TITLES.values())
    assert not any(dock.isHidden() for dock in docks)
    plugin.unload()
    assert {dock for name, dock in calls if name == 'removeDockWidget'} == set(docks)
    assert {action for name, action in calls if name == 'removePluginMenu'} == set(actions.values())


_START = """
import sys
from unittest.mock import MagicMock
from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QMainWindow
application = QgsApplication([], True)
from satgan import classFactory
window = QMainWindow()
plugin = classFactory(MagicMock(mainWindow=lambda: window))
plugin.initProcessing = lambda: None
plugin.initGui()
print(sorted(name for name in sys.modules if name.startswith('satgan.satgan_qgis.gui')))
"""


def test_no_dock_is_imported_before_it_is_opened():
    plugins = str(ROOT / 'build' / 'plugins')
    start = f'import sys; sys.path.insert(0, {plugins!r})\n{_START}'
    done = subprocess.run([sys.executable, '-c', start], capture_output=True, text=True, check=False)
    imported = ast.literal_eval(done.stdout.splitlines()[-1])
    assert 'satgan.satgan_qgis.gui.menu' in imported
    assert not any('.gui.monitor' in name or '.gui.imagine' in name for name in imported)
