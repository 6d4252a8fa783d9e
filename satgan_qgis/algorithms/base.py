"""What all algorithms have in common: parameters from the job, and a run in the engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
)
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QWidget

from ...core.jobs import Job, JobError
from ..disk import sentence_about
from ..engine.discovery import Engine, find_engine
from ..engine.errors import EngineCancelled, EngineError
from ..engine.runner import run_job
from ..folder import icon, icon_path
from ..help import help_text
from ..landing import Landing, prepare_landing
from ..language import paragraphs, tr, translatable
from ..manual import manual
from ..parameters import output_definition, parameter_definition, parameter_name
from ..values import JobReader, first_of_many
from .groups import Group


class SatganAlgorithm(QgsProcessingAlgorithm):
    """An algorithm that runs one job in the engine.

    Its texts are attributes in English, and are translated where they are shown.

    Attributes:
        job: the class of the job; its id is the id of the algorithm.
        title: the name that a person reads.
        toolbox_group: where it stands in the toolbox.
        keywords: words that users type to find it.
        summary: one sentence that begins with a verb.
        description: the help, in paragraphs.
        landings: how the layers among its results land on the map.
        source: the field of the job whose layer they are named after; empty where there is none.
        needs_engine: whether it is of no use without an engine.
        after_cancel: what the user should know after pressing Cancel.
    """

    job: ClassVar[type[Job]]
    title: ClassVar[str]
    toolbox_group: ClassVar[Group]
    keywords: ClassVar[tuple[str, ...]]
    summary: ClassVar[str]
    description: ClassVar[str]
    landings: ClassVar[tuple[Landing, ...]] = ()
    source: ClassVar[str] = ''
    needs_engine: ClassVar[bool] = True
    after_cancel: ClassVar[str] = translatable('Nothing was written.')

    def __init__(self) -> None:
        """Make an algorithm that has read nothing yet."""
        super().__init__()
        self._inputs: dict[str, Any] = {}
        self._source_name = ''
        self._engine: Engine | None = None
        self._refusal = ''

    def createInstance(self) -> SatganAlgorithm:
        """Return a fresh algorithm."""
        return type(self)()

    def name(self) -> str:
        """Return the id."""
        return self.job.id

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return tr(self.title)

    def group(self) -> str:
        """Return the name of the group."""
        return tr(self.toolbox_group.label)

    def groupId(self) -> str:
        """Return the id of the group."""
        return self.toolbox_group.id

    def tags(self) -> list[str]:
        """Return the words that find it, in English too: that is what tutorials are written in."""
        return list(dict.fromkeys([*self.keywords, *map(tr, self.keywords)]))

    def shortDescription(self) -> str:
        """Return what it does, in one sentence."""
        return tr(self.summary)

    def shortHelpString(self) -> str:
        """Return the help, one line per paragraph, with a picture where there is a window."""
        text = '\n'.join(map(tr, paragraphs(self.description)))
        return help_text(text, self.name(), self.helpUrl())

    def helpUrl(self) -> str:
        """Return where there is more to read."""
        return manual(f'algorithms.md#{self.name()}')

    def icon(self) -> QIcon:
        """Return the icon of the group."""
        return icon(self.toolbox_group.icon)

    def svgIconPath(self) -> str:
        """Return the path of the icon."""
        return icon_path(self.toolbox_group.icon)

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Add the parameters and outputs of the job."""
        for field in self.job.parameters():
            self.addParameter(parameter_definition(self.job, field))
        for result in self.job.results:
            self.addOutput(output_definition(result))

    def createCustomParametersWidget(self, parent: QWidget | None = None) -> QWidget | None:
        """Offer to install the engine in the dialog that needs it; QGIS asks for no widget in batch, models and scripts."""
        from ..gui.offer import dialog_with_offer

        return dialog_with_offer(self)

    def checkParameterValues(self, parameters: dict[str, Any], context: QgsProcessingContext) -> tuple[bool, str]:
        """Tell what is wrong before the run, as far as it can be told without opening data."""
        accepted, reason = super().checkParameterValues(first_of_many(self.job, parameters), context)
        try:
            self._reader(parameters, context).preview()
        except JobError as error:
            return False, str(error)
        return (accepted, reason) if not accepted else self._check_outputs(parameters, context)

    def prepareAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """Find the engine, and turn layers into what another process can open."""
        try:
            if self.needs_engine:
                self._engine = find_engine()
            reader = self._reader(parameters, context)
            self._inputs = reader.inputs(feedback)
            self._source_name = reader.layer_name(self.source) if self.source else ''
        except (EngineError, JobError) as error:
            # Not raised here: processing.run() would tell only that there were errors.
            self._refusal = str(error)
        return True

    def processAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Run the job."""
        if self._refusal:
            raise QgsProcessingException(self._refusal)
        outputs = self._reader(parameters, context).outputs()
        try:
            job = self.job.from_mapping(self._inputs | outputs)
            results = self.run_job(job, feedback)
        except EngineCancelled as error:
            raise QgsProcessingException(f'{error} {tr(self.after_cancel)}') from None
        except (EngineError, JobError) as error:
            raise QgsProcessingException(str(error)) from None
        except OSError as error:
            raise QgsProcessingException(sentence_about(error)) from None
        results = {parameter_name(field): path for field, path in outputs.items() if path} | dict(results)
        self.prepare_landings(results, context)
        return results

    def run_job(self, job: Job, feedback: QgsProcessingFeedback) -> Mapping[str, Any]:
        """Run `job` in the engine and return its results.

        Raises:
            EngineError: it could not be done.
        """
        return run_job(self._engine, job, feedback)

    def prepare_landings(self, results: Mapping[str, Any], context: QgsProcessingContext) -> None:
        """Have the layers among the results land as `landings` says."""
        for landing in self.landings:
            if landing.output in results:
                label = self.parameterDefinition(landing.output).description()
                prepare_landing(context, results[landing.output], label, landing, self._source_name)

    def _check_outputs(self, parameters: dict[str, Any], context: QgsProcessingContext) -> tuple[bool, str]:
        """Refuse formats that the engine does not write; dialogs do it by themselves, qgis_process and scripts do not."""
        for definition in self.destinationParameterDefinitions():
            value = parameters.get(definition.name())
            if value and self.provider():
                accepted, reason = self.provider().isSupportedOutputValue(value, definition, context)
                if not accepted:
                    return False, f'{definition.name()}: {reason}'
        return True, ''

    def _reader(self, parameters: dict[str, Any], context: QgsProcessingContext) -> JobReader:
        return JobReader(self.job, self.parameterDefinition, parameters, context)
