"""One module per algorithm, named after its id."""

from __future__ import annotations

from .applymodel import ApplyModelAlgorithm
from .base import SatganAlgorithm
from .checkengine import CheckEngineAlgorithm
from .evaluatemodel import EvaluateModelAlgorithm
from .exportmodel import ExportModelAlgorithm
from .exportpairedchips import ExportPairedChipsAlgorithm
from .exportunpairedchips import ExportUnpairedChipsAlgorithm
from .fillgaps import FillGapsAlgorithm
from .forgefootprints import ForgeFootprintsAlgorithm
from .generatechips import GenerateChipsAlgorithm
from .importcheckpoint import ImportCheckpointAlgorithm
from .inspectdataset import InspectDatasetAlgorithm
from .installengine import InstallEngineAlgorithm
from .kmeanssegmentation import KMeansSegmentationAlgorithm
from .modelinformation import ModelInformationAlgorithm
from .rasterizefootprints import RasterizeFootprintsAlgorithm
from .traincyclegan import TrainCycleGanAlgorithm
from .traindcgan import TrainDCGANAlgorithm
from .trainpix2pix import TrainPix2PixAlgorithm
from .verifyprovenance import VerifyProvenanceAlgorithm

ALGORITHMS: tuple[type[SatganAlgorithm], ...] = (
    RasterizeFootprintsAlgorithm,
    ForgeFootprintsAlgorithm,
    KMeansSegmentationAlgorithm,
    ExportPairedChipsAlgorithm,
    ExportUnpairedChipsAlgorithm,
    InspectDatasetAlgorithm,
    TrainPix2PixAlgorithm,
    TrainCycleGanAlgorithm,
    TrainDCGANAlgorithm,
    ApplyModelAlgorithm,
    EvaluateModelAlgorithm,
    FillGapsAlgorithm,
    GenerateChipsAlgorithm,
    VerifyProvenanceAlgorithm,
    ModelInformationAlgorithm,
    ImportCheckpointAlgorithm,
    ExportModelAlgorithm,
    CheckEngineAlgorithm,
    InstallEngineAlgorithm,
)
