"""How results land on the map: under which name, in which group of the layer tree, in which look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from qgis.core import (
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
)
from qgis.PyQt import sip

from .language import tr


@dataclass(frozen=True)
class Landing:
    """How one result lands on the map; the texts are in English, and are translated when it does.

    Attributes:
        output: its name among the results.
        name: of the layer where the user has chosen none; `{source}` stands for the name of the layer that went in.
        group: of the layer tree.
        dress: is called with the layer once it is loaded; None leaves it in the look of its file.
        height: of the layers that land together the highest lies on top.
    """

    output: str
    name: str
    group: str
    dress: Callable[[QgsMapLayer], None] | None = None
    height: int = 0


class OnArrival(QgsProcessingLayerPostProcessorInterface):
    """Does something with a layer once it is loaded."""

    _in_use: ClassVar[list[OnArrival]] = []

    def __init__(self, action: Callable[[QgsMapLayer], None]) -> None:
        """Remember what to do; the context of the run deletes it when it is done, until then Python must keep it."""
        super().__init__()
        self._action = action
        OnArrival._in_use = [*(other for other in OnArrival._in_use if not sip.isdeleted(other)), self]

    def postProcessLayer(
        self, layer: QgsMapLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        """Do it."""
        self._action(layer)


def prepare_landing(context: QgsProcessingContext, path: str, label: str, landing: Landing, source: str) -> None:
    """Have a result named, grouped and dressed when it is loaded; does nothing where it is not going to be.

    Args:
        context: of the run.
        path: of the result.
        label: of the output parameter, which is the name of the layer where the user has chosen none.
        landing: how it lands.
        source: name of the layer that went in.
    """
    if not context.willLoadLayerOnCompletion(path):
        return
    details = context.layerToLoadOnCompletionDetails(path)
    if details.name in ('', label):
        details.name = tr(landing.name).format(source=source)
    details.groupName = details.groupName or tr(landing.group)
    details.layerSortKey = landing.height
    if landing.dress:
        details.setPostProcessor(OnArrival(landing.dress))
