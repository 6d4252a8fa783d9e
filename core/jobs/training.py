"""Jobs that train a model."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import ClassVar

from .error import JobError
from .job import Job, as_in
from .kinds import Kind
from .many_rasters import is_image
from .parameter import Parameter, Result, ResultKind, parameter
from .shared import FIGURES, device_parameter, precision_parameter, seed_parameter


@dataclass(frozen=True, kw_only=True)
class TrainingJob(Job):
    """Base of the jobs that train a model."""

    _made_by: ClassVar[str] = 'Export paired chips'

    dataset: str = parameter(
        Kind.DATASET, 'Dataset folder', 'Made by "Export paired chips", or pairs of images in another known layout.'
    )
    filters: int = parameter(
        Kind.INTEGER,
        'Filters',
        'Width of both networks. 64 is the recipe; 32 is about three times faster and 16 faster still, at lower '
        'quality.',
        64,
        minimum=4,
        maximum=256,
    )
    epochs: int = parameter(
        Kind.INTEGER, 'Epochs', 'Passes over the data at the full learning rate.', 100, minimum=1, maximum=100000
    )
    decay_epochs: int = parameter(
        Kind.INTEGER,
        'Decay epochs',
        'Further passes, during which the learning rate falls towards 0.',
        100,
        minimum=0,
        maximum=100000,
    )
    batch_size: int = parameter(
        Kind.INTEGER,
        'Batch size (chips)',
        'Chips per step. 1 is the recipe of pix2pix and CycleGAN.',
        1,
        minimum=1,
        maximum=1024,
    )
    learning_rate: float = parameter(
        Kind.NUMBER, 'Learning rate', 'Of both networks.', 0.0002, minimum=1e-8, maximum=1.0, advanced=True
    )
    augment: str = parameter(
        Kind.CHOICE,
        'Augmentation',
        'flip mirrors at random; flip_rotate adds quarter turns; jitter enlarges, crops and mirrors as the reference '
        'code does.',
        'flip',
        choices=('flip', 'none', 'flip_rotate', 'jitter'),
    )
    start_from: str | None = parameter(
        Kind.MODEL,
        'Start from model',
        'Fine-tuning: starts with the weights of this model, which must have the same networks and bands. Empty: starts '
        'anew.',
        None,
        advanced=True,
    )
    early_stopping: int = parameter(
        Kind.INTEGER,
        'Early stopping (epochs; 0 = never)',
        'Stops when the validation figure by which the best epoch is chosen has not improved for so many epochs.',
        0,
        minimum=0,
        maximum=100000,
        advanced=True,
    )
    time_limit: float = parameter(
        Kind.NUMBER,
        'Time limit (minutes; 0 = none)',
        'Epochs and decay epochs are made fewer, in proportion, so that the training ends in this time; at least one epoch '
        'is done.',
        0.0,
        minimum=0.0,
        maximum=1000000.0,
        advanced=True,
    )
    save_every: int = parameter(
        Kind.INTEGER,
        'Save every (epochs)',
        'How often the checkpoint and the model file are written. The last epoch is always saved.',
        1,
        minimum=1,
        maximum=100000,
        advanced=True,
    )
    resume: bool = parameter(
        Kind.BOOLEAN, 'Resume from the checkpoint in the run folder', 'Needs the same settings as before.', False
    )
    seed: int = seed_parameter()
    device: str = device_parameter()
    precision: str = precision_parameter()
    output: str = parameter(
        Kind.FOLDER_OUTPUT, 'Run folder', 'Gets the model file, checkpoint, report, metrics and sample sheets.'
    )

    @classmethod
    def parameters(cls) -> dict[str, Parameter]:
        """Return the parameters: the dataset, then those of the kind of GAN, then those of all trainings."""
        named = super().parameters()
        common = [item.name for item in fields(TrainingJob)]
        order = ['dataset', *(name for name in named if name not in common), *common]
        return {name: named[name] for name in order}

    def check(self) -> None:
        """Check also that the dataset folder is one."""
        super().check()
        folder = Path(self.dataset)
        items = folder.iterdir() if folder.is_dir() else ()
        if not any(self._is_of_dataset(item) for item in items):
            raise JobError(
                f'{self.dataset} is not a dataset folder: it has no dataset.json and no folders of images. Make one with '
                f'"{self._made_by}".'
            )

    @staticmethod
    def _is_of_dataset(item: Path) -> bool:
        return item.is_dir() or item.name == 'dataset.json'


_PIX2PIX_FIGURES = FIGURES | {
    'TEXTURE': 'distance of textures (standard deviations; blurred: 0.5, as sharp as real: 0.1)',
    'BALANCE': 'balance (MAE times 0.1 more than the distance of textures)',
}


@dataclass(frozen=True, kw_only=True)
class TrainPix2Pix(TrainingJob):
    """Train a pix2pix model (conditional GAN, Isola et al. 2017) on a dataset of chip pairs."""

    id = 'trainpix2pix'
    results = (
        Result('MODEL', 'Model file', ResultKind.FILE),
        Result('REPORT', 'Training report', ResultKind.HTML),
        Result('EPOCHS_DONE', 'Epochs done'),
        *(Result(name, f'Validation {label} of the last epoch') for name, label in _PIX2PIX_FIGURES.items()),
        Result('BEST_EPOCH', 'Epoch of the model file'),
        *(Result(f'BEST_{name}', f'Validation {label} of the model file') for name, label in _PIX2PIX_FIGURES.items()),
    )

    generator: str = parameter(
        Kind.CHOICE,
        'Generator',
        'unet256 sees 256 x 256 pixels at once; unet128 is a little smaller and works with chips of 128 pixels; '
        'resunet256 is unet256 with residual blocks, nearly twice as large. resnet9 and resnet6 see 84 and 60 pixels '
        'around each pixel, take chips of nearly any size and leave no seams; they are slower. global is the one of '
        'pix2pixHD, for large chips and much memory.',
        'unet256',
        choices=('unet256', 'unet128', 'resunet256', 'resnet9', 'resnet6', 'global'),
    )
    norm: str = parameter(
        Kind.CHOICE,
        'Normalisation layers',
        'batch is the pix2pix recipe. instance and group do not depend on the batch size.',
        'batch',
        choices=('batch', 'instance', 'group', 'none'),
        advanced=True,
    )
    dropout: bool = parameter(
        Kind.BOOLEAN, 'Dropout', 'Noise inside the generator while training.', True, advanced=True
    )
    upsampling: str = parameter(
        Kind.CHOICE,
        'Upsampling',
        'transpose is the pix2pix recipe; resize repeats pixels and convolves them, which avoids checkerboards.',
        'transpose',
        choices=('transpose', 'resize'),
        advanced=True,
    )
    gan_loss: str = parameter(
        Kind.CHOICE,
        'GAN loss',
        'vanilla is the pix2pix recipe; lsgan and hinge can be steadier. none trains without a discriminator: blurred but '
        'dependable.',
        'vanilla',
        choices=('vanilla', 'lsgan', 'hinge', 'none'),
        advanced=True,
    )
    lambda_l1: float = parameter(
        Kind.NUMBER,
        'Weight of L1',
        'How much pixel-by-pixel agreement counts beside looking real.',
        100.0,
        minimum=0.0,
        maximum=100000.0,
        advanced=True,
    )
    lambda_ssim: float = parameter(
        Kind.NUMBER,
        'Weight of SSIM (0 = off)',
        'How much agreement of local structure counts; 10 is a start.',
        0.0,
        minimum=0.0,
        maximum=100000.0,
        advanced=True,
    )
    lambda_features: float = parameter(
        Kind.NUMBER,
        'Weight of features (0 = off)',
        'How much it counts that the discriminator finds the same features in real and generated chips; 10 is the recipe '
        'of pix2pixHD.',
        0.0,
        minimum=0.0,
        maximum=100000.0,
        advanced=True,
    )
    lambda_perceptual: float = parameter(
        Kind.NUMBER,
        'Weight of the perceptual loss (0 = off)',
        'How much it counts that a network that knows photographs sees the same in real and generated chips; 10 is the '
        'recipe of pix2pixHD. Above 0 it needs the file with the weights of that network.',
        0.0,
        minimum=0.0,
        maximum=100000.0,
        advanced=True,
    )
    perceptual_weights: str | None = parameter(
        Kind.FILE,
        'Weights for the perceptual loss',
        "The file of torchvision's vgg19 or vgg16, such as vgg19-dcbb9e9d.pth. Three target bands are taken for red, "
        'green and blue; of any other number each is looked at as a grey image.',
        None,
        extension='pth',
        advanced=True,
    )
    discriminator_layers: int = parameter(
        Kind.INTEGER,
        'Discriminator layers',
        'Judges patches of 16, 34, 70, 142, 286 or 574 pixels for 1 to 6 layers; 0 judges each pixel by itself.',
        3,
        minimum=0,
        maximum=6,
        advanced=True,
    )
    discriminator_scales: int = parameter(
        Kind.INTEGER,
        'Discriminator scales',
        'More than 1: further discriminators judge the image at half and a quarter of its resolution, as in pix2pixHD.',
        1,
        minimum=1,
        maximum=3,
        advanced=True,
    )
    d_loss_factor: float = parameter(
        Kind.NUMBER,
        'Discriminator loss factor',
        'Below 1 slows the discriminator relative to the generator.',
        0.5,
        minimum=0.01,
        maximum=10.0,
        advanced=True,
    )

    def check(self) -> None:
        """Check also that what the losses need is there."""
        super().check()
        if self.lambda_features and self.gan_loss == 'none':
            raise JobError(
                f'"lambda_features" is {self.lambda_features:g}, but "gan_loss" is none: features are compared by the '
                'discriminator, so choose another GAN loss.'
            )
        if self.lambda_perceptual and not self.perceptual_weights:
            raise JobError(
                f'"lambda_perceptual" is {self.lambda_perceptual:g}, but "perceptual_weights" is empty: give the file of '
                "torchvision's vgg19 or vgg16, such as vgg19-dcbb9e9d.pth."
            )


CYCLEGAN_FIGURES = (
    Result('CYCLE_A', 'Validation cycle error of A (MAE of A to B to A, units of A)'),
    Result('CYCLE_B', 'Validation cycle error of B (MAE of B to A to B, units of B)'),
    Result('PASSED_A', 'Share of generated A that its discriminator takes for real'),
    Result('PASSED_B', 'Share of generated B that its discriminator takes for real'),
)


@dataclass(frozen=True, kw_only=True)
class TrainCycleGan(TrainingJob):
    """Train a CycleGAN model (Zhu et al. 2017) on chips of two domains without pairs."""

    id = 'traincyclegan'
    results = (
        Result('MODEL', 'Model file', ResultKind.FILE),
        Result('REPORT', 'Training report', ResultKind.HTML),
        Result('EPOCHS_DONE', 'Epochs done'),
        *CYCLEGAN_FIGURES,
    )

    dataset: str = as_in(
        TrainingJob,
        'dataset',
        help='Made by "Export unpaired chips", or images of two domains in another known layout. Pairs will do as well; '
        'that they are pairs is not used.',
    )
    generator: str = as_in(
        TrainPix2Pix,
        'generator',
        default='resnet9',
        help='Of both directions. resnet9 is the CycleGAN recipe; resnet6 is faster and meant for chips of 128 pixels. '
        'The U-Nets and the global generator of pix2pixHD are those of "Train pix2pix".',
        choices=('resnet9', 'resnet6', 'unet256', 'unet128', 'resunet256', 'global'),
    )
    norm: str = as_in(
        TrainPix2Pix,
        'norm',
        default='instance',
        help='instance is the CycleGAN recipe. It and group do not depend on the batch size.',
        choices=('instance', 'batch', 'group', 'none'),
    )
    dropout: bool = as_in(TrainPix2Pix, 'dropout', default=False)
    upsampling: str = as_in(
        TrainPix2Pix,
        'upsampling',
        help='transpose is the CycleGAN recipe; resize repeats pixels and convolves them, which avoids checkerboards.',
    )
    gan_loss: str = as_in(
        TrainPix2Pix,
        'gan_loss',
        default='lsgan',
        help='lsgan is the CycleGAN recipe, vanilla that of pix2pix.',
        choices=('lsgan', 'vanilla', 'hinge'),
    )
    lambda_cycle: float = parameter(
        Kind.NUMBER,
        'Weight of the cycle',
        'How much it counts, beside looking real, that A to B to A (and B to A to B) leads back to the same image.',
        10.0,
        minimum=0.0,
        maximum=100000.0,
        advanced=True,
    )
    lambda_identity: float = parameter(
        Kind.NUMBER,
        'Weight of identity',
        'In units of the weight of the cycle: how much a generator is to leave images alone that are of its target '
        'domain already, which keeps colours. It is switched off where the domains differ in bands or classes.',
        0.5,
        minimum=0.0,
        maximum=1000.0,
        advanced=True,
    )
    pool_size: int = parameter(
        Kind.INTEGER,
        'Pool size (images; 0 = none)',
        'So many earlier generated images are kept for each discriminator, which steadies the training.',
        50,
        minimum=0,
        maximum=10000,
        advanced=True,
    )
    discriminator_layers: int = as_in(TrainPix2Pix, 'discriminator_layers')
    discriminator_scales: int = as_in(TrainPix2Pix, 'discriminator_scales')
    d_loss_factor: float = as_in(TrainPix2Pix, 'd_loss_factor')


@dataclass(frozen=True, kw_only=True)
class TrainDCGAN(TrainingJob):
    """Train a DCGAN (Radford et al. 2016), which makes chips out of noise, on the chips of one domain."""

    id = 'traindcgan'
    _made_by = 'Export unpaired chips'
    results = (
        Result('MODEL', 'Model file', ResultKind.FILE),
        Result('REPORT', 'Training report', ResultKind.HTML),
        Result('EPOCHS_DONE', 'Epochs done'),
        Result('DIVERSITY', 'Diversity of generated chips (1: as much as real ones)'),
    )

    dataset: str = parameter(
        Kind.DATASET,
        'Dataset folder',
        'Made by "Export unpaired chips" with one raster, or a folder of images; of another dataset one side is used.',
    )
    side: str = parameter(
        Kind.CHOICE,
        'Side of the dataset',
        'Which chips to learn from where the dataset has two sides.',
        'A',
        choices=('A', 'B'),
        advanced=True,
    )
    preset: str = parameter(
        Kind.CHOICE,
        'Preset',
        'dcgan64 makes chips of 64 pixels and is the DCGAN of the PyTorch tutorial; keras80 makes chips of 80 pixels and '
        'is a recipe for ships, with RMSprop and without batch norm. The chips of the dataset must have that size.',
        'dcgan64',
        choices=('dcgan64', 'keras80'),
    )
    noise: int = parameter(
        Kind.INTEGER,
        'Length of the noise vectors',
        'Each chip is made of so many random numbers. Left at 100, it is 80 with keras80.',
        100,
        minimum=1,
        maximum=4096,
        advanced=True,
    )
    upsampling: str = as_in(
        TrainPix2Pix,
        'upsampling',
        help='transpose is the recipe of both presets; resize repeats pixels and convolves them, which avoids checkerboards '
        'and shows something after far fewer epochs.',
    )
    diff_augment: bool = parameter(
        Kind.BOOLEAN,
        'Differentiable augmentation',
        'Changes colours, shifts and cuts out parts of all that the discriminator sees (Zhao et al. 2020). Helps with '
        'fewer than some thousand chips.',
        False,
    )
    batch_size: int = parameter(Kind.INTEGER, 'Batch size (chips)', 'Chips per step.', 64, minimum=1, maximum=4096)
    learning_rate: float = parameter(
        Kind.NUMBER,
        'Learning rate',
        'Of both networks. Left at 0.0002, it is 0.0003 with keras80, whose discriminator always learns twice as fast as '
        'the generator.',
        0.0002,
        minimum=1e-8,
        maximum=1.0,
        advanced=True,
    )

    @staticmethod
    def _is_of_dataset(item: Path) -> bool:
        return TrainingJob._is_of_dataset(item) or is_image(item)
