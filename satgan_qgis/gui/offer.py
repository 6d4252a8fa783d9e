"""The offer to install the engine, on top of the dialog of an algorithm that needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from processing.gui.AlgorithmDialog import AlgorithmDialog
from qgis import utils
from qgis.core import Qgis, QgsApplication, QgsProcessingAlgorithm
from qgis.gui import QgsMessageBar, QgsMessageBarItem
from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QPushButton, QWidget

from ..engine.discovery import find_engine
from ..engine.errors import EngineError, EngineMissing
from ..language import tr

if TYPE_CHECKING:
    from ..algorithms.base import SatganAlgorithm

PAGE = 'satganOptions'


def dialog_with_offer(algorithm: SatganAlgorithm) -> AlgorithmDialog | None:
    """Return the dialog of `algorithm` with the offer on top; None where there is an engine, and nothing to offer.

    `canExecute` stays true without an engine: else QGIS would show its refusal, without a button, in place of this dialog.
    """
    try:
        find_engine()
    except EngineError as error:
        dialog = _dialog(algorithm, utils.iface.mainWindow())
        if algorithm.needs_engine:
            offer_engine(error, dialog.messageBar(), dialog)
        return dialog
    return None


def offer_engine(error: EngineError, bar: QgsMessageBar, parent: QWidget) -> None:
    """Say in `bar` why there is no engine, beside a button that opens the remedy.

    Args:
        error: why there is none.
        bar: where to say it.
        parent: the window that the remedy opens in front of.
    """
    # The whole would not fit in; it stands in the log when the algorithm is run, and in the options.
    item = bar.createMessage(str(error).partition(': ')[0] + '.')
    item.setToolTip(str(error))
    button = QPushButton(item)
    item.layout().addWidget(button)
    if isinstance(error, EngineMissing):
        button.setText(tr('Install engine…'))
        button.clicked.connect(lambda: _install(bar, item, parent))
    else:
        button.setText(tr('Options…'))
        button.clicked.connect(lambda: utils.iface.showOptionsDialog(parent, PAGE))
    bar.pushWidget(item, Qgis.MessageLevel.Warning)


def open_installation(opener: QWidget) -> AlgorithmDialog:
    """Open the dialog of "Install engine" in front of the window `opener`, and return it."""
    algorithm = QgsApplication.processingRegistry().createAlgorithmById('satgan:installengine')
    # Not a child of `opener`, which may be gone long before the installation is done.
    dialog = _dialog(algorithm, utils.iface.mainWindow())
    # The options keep all other windows from being clicked, but for those that do so as well.
    dialog.setModal(opener.isModal())
    dialog.show()
    return dialog


def _dialog(algorithm: QgsProcessingAlgorithm, parent: QWidget) -> AlgorithmDialog:
    dialog = AlgorithmDialog(algorithm, parent=parent)
    # The warning of the provider, which has no button, and which is no news where the engine is being installed.
    dialog.messageBar().clearWidgets()
    return dialog


def _install(bar: QgsMessageBar, item: QgsMessageBarItem, parent: QWidget) -> None:
    dialog = open_installation(parent)
    dialog.algorithmFinished.connect(lambda successful, results: _take_away(bar, item) if successful else None)


def _take_away(bar: QgsMessageBar, item: QgsMessageBarItem) -> None:
    # The user may have closed the message, and the dialog that it was in.
    if not sip.isdeleted(bar) and item in bar.items():
        bar.popWidget(item)
