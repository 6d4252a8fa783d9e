"""Writes the graphical models that come with the plugin: resources/models/*.model3.

Run `make models`. Parameters are those of the algorithms, with their labels, defaults and help.
"""

from __future__ import annotations

import inspect
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgorithm,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelComponent,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterField,
)
from qgis.PyQt.QtCore import QPointF, QSizeF

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / 'resources' / 'models'
GROUP = 'Models'

# The boxes in the model designer: their size, and for each column where it begins and how far apart they stand.
_BOX = QSizeF(220, 40)
_COLUMNS = {'inputs': (160, 70), 'steps': (500, 150), 'outputs': (840, 150)}
_TOP = 100

Source = QgsProcessingModelChildParameterSource


class Draft:
    """A model in the making: inputs and steps in the order of the dialog and of the work."""

    def __init__(self, title: str) -> None:
        """Begin with nothing but a name that a person reads."""
        self.model = QgsProcessingModelAlgorithm(title, GROUP)
        self._rows = dict.fromkeys(_COLUMNS, 0)
        self._inputs: list[str] = []
        self._help: dict[str, str] = {}

    def input(
        self, algorithm: str, parameter: str, name: str = '', *, is_required: bool = False, **texts: str
    ) -> Source:
        """Ask the user for a parameter of an algorithm, and return what the user gives.

        Args:
            algorithm: its id.
            parameter: its name there.
            name: its name here; the same in lower case if empty.
            is_required: whether it may not be left out here, although it may be there.
            texts: `label` and `help`, where those of the algorithm do not fit.
        """
        definition = _algorithm(algorithm).parameterDefinition(parameter).clone()
        definition.setName(name or parameter.lower())
        definition.setDescription(texts.get('label', definition.description()))
        definition.setHelp(texts.get('help', definition.help()))
        if is_required:
            definition.setFlags(definition.flags() & ~QgsProcessingParameterDefinition.Flag.FlagOptional)
        if isinstance(definition, QgsProcessingParameterField):
            definition.setParentLayerParameterName(definition.parentLayerParameterName().lower())
        component = QgsProcessingModelParameter(definition.name())
        self._place(component, 'inputs')
        self._inputs.append(definition.name())
        self._help[definition.name()] = definition.help()
        self.model.addModelParameter(definition, component)
        return Source.fromModelParameter(self._inputs[-1])

    def step(self, algorithm: str, sources: dict[str, Any], outputs: dict[str, str] | None = None) -> str:
        """Add a run of an algorithm and return its name in the model.

        Args:
            algorithm: its id.
            sources: parameters to values, or to where they come from. All others are left at their defaults.
            outputs: parameters to what the user keeps the results as. All others are temporary.
        """
        # The dialog shows outputs in the order of the names of the steps.
        step = f'{1 + self._rows["steps"]}_{algorithm}'
        child = QgsProcessingModelChildAlgorithm(f'satgan:{algorithm}')
        child.setChildId(step)
        child.setDescription(_algorithm(algorithm).displayName())
        for parameter, source in sources.items():
            given = source if isinstance(source, Source) else Source.fromStaticValue(source)
            child.addParameterSources(parameter, [given])
        kept = (outputs or {}).items()
        child.setModelOutputs({label: self._output(step, parameter, label) for parameter, label in kept})
        self._place(child, 'steps')
        self.model.addChildAlgorithm(child)
        return step

    def finished(self, summary: str, description: str) -> QgsProcessingModelAlgorithm:
        """Return the model with its help: one sentence that begins with a verb, and paragraphs."""
        paragraphs = inspect.cleandoc(description).split('\n\n')
        text = '\n'.join(' '.join(paragraph.split()) for paragraph in paragraphs)
        self.model.setHelpContent(
            {'SHORT_DESCRIPTION': summary, 'ALG_DESC': text, 'ALG_CREATOR': 'SatGAN', **self._help}
        )
        self.model.setParameterOrder(self._inputs)
        return self.model

    def _output(self, step: str, parameter: str, label: str) -> QgsProcessingModelOutput:
        output = QgsProcessingModelOutput(label, label)
        output.setChildId(step)
        output.setChildOutputName(parameter)
        self._place(output, 'outputs')
        return output

    def _place(self, component: QgsProcessingModelComponent, column: str) -> None:
        component.setSize(_BOX)
        left, distance = _COLUMNS[column]
        component.setPosition(QPointF(left, _TOP + distance * self._rows[column]))
        self._rows[column] += 1


def footprints_to_image() -> QgsProcessingModelAlgorithm:
    """Polygons and an image: a class raster, chips, a model, and an image made of the class raster."""
    draft = Draft('Footprints to synthetic image')
    image = draft.input(
        'exportpairedchips',
        'TARGET',
        'image',
        label='Image',
        help='What the model shall learn to paint, and the grid of all results: an aerial or satellite image.',
    )
    footprints = draft.input(
        'rasterizefootprints', 'FOOTPRINTS', help='Polygons of what is on the image, in any coordinate system.'
    )
    field = draft.input(
        'rasterizefootprints',
        'FIELD',
        help='Numbers or texts that tell classes of footprints apart. Empty: all are of one class.',
    )
    classes = draft.step(
        'rasterizefootprints',
        {'FOOTPRINTS': footprints, 'REFERENCE': image, 'FIELD': field},
        {'OUTPUT': 'Class raster'},
    )
    labels = Source.fromChildOutput(classes, 'OUTPUT')
    model = _paired_training(draft, labels, image)
    _translation(draft, labels, model)
    return draft.finished(
        'Trains a model on an image and its footprints, and paints the image anew from the footprints alone.',
        """
        Does the main job in one go: "Rasterize footprints", "Export paired chips", "Train pix2pix" and "Apply model".
        Choose an image and the polygons of what is on it, such as buildings; name a run folder to keep the model.

        With its defaults the training is that of the pix2pix paper, which takes hours without a graphics card. To see first
        whether it works, take 10 epochs, 16 or 32 filters, and chips of 128 pixels with the generator unet128.

        The result lies on the grid of the image and is marked as synthetic: it looks plausible, but is no observation. Give
        other polygons to "Rasterize footprints" and "Apply model" afterwards to see what the model makes of them.
        """,
    )


def labels_to_image() -> QgsProcessingModelAlgorithm:
    """An image alone: its clusters, chips, a model, and an image made of the clusters."""
    draft = Draft('K-means labels to image')
    image = draft.input(
        'kmeanssegmentation',
        'INPUT',
        'image',
        label='Image',
        help='What the model shall learn to paint, and the grid of all results. Any number of bands, any data type.',
    )
    clusters = draft.input('kmeanssegmentation', 'CLUSTERS', help='How many classes the simplified map has.')
    area = draft.input('kmeanssegmentation', 'MIN_AREA')
    segmentation = draft.step(
        'kmeanssegmentation', {'INPUT': image, 'CLUSTERS': clusters, 'MIN_AREA': area}, {'OUTPUT': 'Class raster'}
    )
    labels = Source.fromChildOutput(segmentation, 'OUTPUT')
    model = _paired_training(draft, labels, image)
    _translation(draft, labels, model)
    return draft.finished(
        'Trains a model to paint an image from a simplified map of it, where there are no polygons to learn from.',
        """
        Does in one go: "K-means segmentation", "Export paired chips", "Train pix2pix" and "Apply model". All that it needs
        is an image; name a run folder to keep the model.

        The image is simplified to a few classes of similar colours, and a model learns the way back. Edit the class raster
        and give it to "Apply model" to see the edited place.

        With its defaults the training is that of the pix2pix paper, which takes hours without a graphics card. To see first
        whether it works, take 10 epochs, 16 or 32 filters, and chips of 128 pixels with the generator unet128.

        The result lies on the grid of the image and is marked as synthetic: it looks plausible, but is no observation.
        """,
    )


def train_and_translate() -> QgsProcessingModelAlgorithm:
    """Two rasters of one place: chips, a model, and the first one translated."""
    draft = Draft('Two rasters: train and translate')
    source = draft.input(
        'exportpairedchips',
        'INPUT',
        help='What the model will be given, and the grid of the result: a class raster, a radar image, heights, ...',
    )
    target = draft.input(
        'exportpairedchips',
        'TARGET',
        help='What the model shall make of it, of the same area. It is resampled to the grid of the input on the fly.',
    )
    model = _paired_training(draft, source, target)
    _translation(draft, source, model)
    return draft.finished(
        'Trains a model on two rasters of the same area, and translates the whole of the first one.',
        """
        Does in one go: "Export paired chips", "Train pix2pix" and "Apply model". Choose two rasters that overlap: what the
        model will be given, and what it shall make of it. Name a run folder to keep the model.

        Where the rasters overlap the model learns; then it translates the input as far as it reaches. The input gives the
        grid, so that the model sees pixels of the size that it has learned from.

        With its defaults the training is that of the pix2pix paper, which takes hours without a graphics card. To see first
        whether it works, take 10 epochs, 16 or 32 filters, and chips of 128 pixels with the generator unet128.

        The result is marked as synthetic: it looks plausible, but is no observation.
        """,
    )


def train_and_translate_unpaired() -> QgsProcessingModelAlgorithm:
    """Rasters of two kinds, of any places: chips, a model, and the first one translated."""
    draft = Draft('Unpaired: train and translate')
    a = draft.input(
        'exportunpairedchips',
        'INPUT_A',
        help='What is translated: one kind of picture, such as summer. It gives the grid of the result.',
    )
    b = draft.input(
        'exportunpairedchips',
        'INPUT_B',
        is_required=True,
        help='What it shall look like: the other kind, such as winter, of any place and coordinate system.',
    )
    size = draft.input('exportunpairedchips', 'CHIP_SIZE')
    chips = draft.step(
        'exportunpairedchips', {'INPUT_A': a, 'INPUT_B': b, 'CHIP_SIZE': size}, {'OUTPUT': 'Dataset folder'}
    )
    model = _training(draft, 'traincyclegan', chips)
    _translation(draft, a, model, DIRECTION='AtoB')
    return draft.finished(
        'Trains a model on two rasters of any places, and translates the first one into the look of the other.',
        """
        Does in one go: "Export unpaired chips", "Train CycleGAN" and "Apply model". The rasters need not show the same
        place: the model learns what each kind looks like. Name a run folder to keep the model, which translates both ways.

        With its defaults the training is that of the CycleGAN paper, which takes a day or more and a graphics card. To see
        first whether it works, take 10 epochs, 16 filters, and chips of 128 pixels with the generator resnet6.

        The result lies on the grid of A and is marked as synthetic: it looks plausible, but is no observation.
        """,
    )


def forge_place() -> QgsProcessingModelAlgorithm:
    """Real footprints and a trained model: a place that does not exist, and chips of it."""
    draft = Draft('Forge a place')
    footprints = draft.input('forgefootprints', 'FOOTPRINTS')
    reference = draft.input(
        'rasterizefootprints',
        'REFERENCE',
        label='Raster of the place',
        help='Gives extent, pixel grid and coordinate system of the forged place, with pixels of the size that the model was '
        'trained with.',
    )
    network = draft.input(
        'applymodel', 'MODEL', help='A model.safetensors file of "Train pix2pix" that makes images of such footprints.'
    )
    streets = draft.input('forgefootprints', 'STREETS')
    count = draft.input('forgefootprints', 'COUNT')
    seed = draft.input('forgefootprints', 'SEED', help='Another number, another place.')
    size = draft.input('exportpairedchips', 'CHIP_SIZE')
    forging = draft.step(
        'forgefootprints',
        {'FOOTPRINTS': footprints, 'EXTENT': reference, 'STREETS': streets, 'COUNT': count, 'SEED': seed},
        {'OUTPUT': 'Forged footprints'},
    )
    classes = draft.step(
        'rasterizefootprints',
        {'FOOTPRINTS': Source.fromChildOutput(forging, 'OUTPUT'), 'REFERENCE': reference},
        {'OUTPUT': 'Class raster'},
    )
    labels = Source.fromChildOutput(classes, 'OUTPUT')
    image = Source.fromChildOutput(_translation(draft, labels, network), 'OUTPUT')
    draft.step('exportpairedchips', {'INPUT': labels, 'TARGET': image, 'CHIP_SIZE': size}, {'OUTPUT': 'Dataset folder'})
    return draft.finished(
        'Invents a place: forged footprints, the image that a model makes of them, and chips of both.',
        """
        Does in one go: "Forge footprints", "Rasterize footprints", "Apply model" and "Export paired chips". Choose real
        footprints, a model that was trained on such footprints and images, and a raster that says where the place lies. With a layer of streets the
        footprints line them.

        Image and masks fit together exactly, since one was made of the other: more training data for a network that finds
        buildings, for instance. What it learns of them is what the model knows; judge it on real images.

        Nothing of the place exists. The image is marked as synthetic, and dataset.json says so of the chips: reports and
        model cards repeat it.
        """,
    )


def _paired_training(draft: Draft, source: Source, target: Source) -> Source:
    """Add chips on the grid of the source and a training of pix2pix; return the model file."""
    size = draft.input('exportpairedchips', 'CHIP_SIZE')
    sources = {'INPUT': source, 'TARGET': target, 'CHIP_SIZE': size, 'GRID': 'input'}
    return _training(draft, 'trainpix2pix', draft.step('exportpairedchips', sources, {'OUTPUT': 'Dataset folder'}))


def _training(draft: Draft, algorithm: str, chips: str) -> Source:
    """Add a training and return the model file.

    As in the recipes, half of the epochs have the full learning rate.
    """
    epochs = draft.input(
        algorithm,
        'EPOCHS',
        help='Passes over the data at the full learning rate; as many follow during which it falls towards 0.',
    )
    asked = {name: draft.input(algorithm, name) for name in ('TIME_LIMIT', 'GENERATOR', 'FILTERS')}
    sources = {'DATASET': Source.fromChildOutput(chips, 'OUTPUT'), 'EPOCHS': epochs, 'DECAY_EPOCHS': epochs, **asked}
    return Source.fromChildOutput(draft.step(algorithm, sources, {'OUTPUT': 'Run folder'}), 'MODEL')


def _translation(draft: Draft, source: Source, model: Source, **more: str) -> str:
    """Add the translation of a raster and return its name."""
    return draft.step('applymodel', {'MODEL': model, 'INPUT': source, **more}, {'OUTPUT': 'Generated image'})


#: What makes each model, by its id in the provider, which is the name of its file.
MODELS: dict[str, Callable[[], QgsProcessingModelAlgorithm]] = {
    'footprintstoimage': footprints_to_image,
    'labelstoimage': labels_to_image,
    'trainandtranslate': train_and_translate,
    'trainandtranslateunpaired': train_and_translate_unpaired,
    'forgeplace': forge_place,
}


def written(model: QgsProcessingModelAlgorithm) -> str:
    """Return the file of a model, with attributes in the order of their names: QGIS shuffles them each time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, 'model.model3')
        model.toFile(str(path))
        return ElementTree.canonicalize(path.read_text(encoding='utf-8')) + '\n'


def main() -> None:
    """Write all models."""
    application = QgsApplication([], False)
    application.initQgis()
    sys.path.insert(0, str(ROOT / 'build' / 'plugins'))
    from satgan.satgan_qgis.plugin import SatganPlugin

    plugin = SatganPlugin(None)
    plugin.initProcessing()
    FOLDER.mkdir(exist_ok=True)
    for name, make in MODELS.items():
        (FOLDER / f'{name}.model3').write_text(written(make()), encoding='utf-8')
    plugin.unload()


def _algorithm(name: str) -> QgsProcessingAlgorithm:
    return QgsApplication.processingRegistry().algorithmById(f'satgan:{name}')


if __name__ == '__main__':
    main()
