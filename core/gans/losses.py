"""The losses of the GANs. All are computed in 32 bits, whatever precision the networks run in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import torch
import torch.nn.functional as F
from torch import Tensor
from torchmetrics.functional.image import structural_similarity_index_measure

#: Takes scores of the discriminator and whether they should say "real", returns the mean loss as a scalar.
GanLoss = Callable[[Tensor, bool], Tensor]

#: Takes scores of generated images and returns what the generator minimises, as a scalar.
GeneratorLoss = Callable[[Tensor], Tensor]

#: Takes generated and real images and where they count (None: everywhere), returns how much they differ as a scalar.
Comparison = Callable[[Tensor, Tensor, Tensor | None], Tensor]

#: How much slower the discriminator learns than the generator (Isola et al. 2017, section 3.3).
D_LOSS_FACTOR = 0.5

_NETWORK_RANGE = 2.0  # the network's values lie in [-1, 1]
_FEATURE_FACTOR = 4.0


def vanilla_loss(scores: Tensor, real: bool) -> Tensor:
    """Return the binary cross-entropy of scores taken as logits (Goodfellow et al. 2014, arXiv 1406.2661).

    With `real` for its own images this is the non-saturating loss of the generator.

    Args:
        scores: any shape, without bounds.
        real: what the scores should say.

    Returns:
        The mean, from 0.
    """
    return F.binary_cross_entropy_with_logits(scores.float(), _wanted(scores, real))


def least_squares_loss(scores: Tensor, real: bool) -> Tensor:
    """Return the mean squared distance of scores to 1 (real) or 0 (fake) (Mao et al. 2017, arXiv 1611.04076).

    Args:
        scores: any shape, without bounds.
        real: what the scores should say.

    Returns:
        The mean, from 0.
    """
    return F.mse_loss(scores.float(), _wanted(scores, real))


def hinge_loss(scores: Tensor, real: bool) -> Tensor:
    """Return how far scores are from 1 or more (real), or from -1 or less (fake) (Lim and Ye 2017, arXiv 1705.02894).

    For the discriminator only: the generator has no margin to reach, see `generator_loss`.

    Args:
        scores: any shape, without bounds.
        real: what the scores should say.

    Returns:
        The mean, from 0.
    """
    return F.relu(1 - scores.float() if real else 1 + scores.float()).mean()


#: GAN losses of the discriminator by the name that jobs and model files use.
GAN_LOSSES: Mapping[str, GanLoss] = MappingProxyType(
    {'vanilla': vanilla_loss, 'lsgan': least_squares_loss, 'hinge': hinge_loss}
)


def gan_loss(name: str) -> GanLoss:
    """Return the GAN loss of the discriminator by its name.

    Args:
        name: a key of `GAN_LOSSES`.

    Raises:
        ValueError: an unknown name.
    """
    if name not in GAN_LOSSES:
        raise ValueError(f'The GAN loss "{name}" is unknown: it must be one of {", ".join(GAN_LOSSES)}.')
    return GAN_LOSSES[name]


def generator_loss(name: str) -> GeneratorLoss:
    """Return what the generator minimises beside a discriminator that is trained with the GAN loss `name`.

    It is the same loss with "real" for the generated images; for `hinge` minus the mean score.

    Args:
        name: a key of `GAN_LOSSES`.

    Raises:
        ValueError: an unknown name.
    """
    loss = gan_loss(name)
    return _minus_mean if name == 'hinge' else lambda scores: loss(scores, True)


def real_from(name: str) -> float:
    """Return the score from which a discriminator rather takes an image for real than for generated.

    Args:
        name: a key of `GAN_LOSSES`.
    """
    return 0.5 if name == 'lsgan' else 0.0


def discriminator_loss(fake: Tensor, real: Tensor, factor: float = D_LOSS_FACTOR) -> Tensor:
    """Return what the discriminator minimises: `factor` times the sum of its two losses.

    Args:
        fake: scalar loss of the scores of generated images.
        real: scalar loss of the scores of real images.
        factor: above 0; below 1 slows the discriminator relative to the generator.
    """
    return factor * (fake + real)


def mean_over_scales(scores: Tensor | tuple[Tensor, ...], loss: Callable[[Tensor], Tensor]) -> Tensor:
    """Return a GAN loss of the scores of a discriminator, of several scales the mean.

    So the weights of other losses mean the same for any number of scales.

    Args:
        scores: any shape, or one per scale.
        loss: of scores, as a scalar.
    """
    if isinstance(scores, Tensor):
        return loss(scores)
    return torch.stack([loss(scale) for scale in scores]).mean()


def masked_l1(fake: Tensor, real: Tensor, valid: Tensor | None = None) -> Tensor:
    """Return the mean absolute difference over all channels of the valid pixels.

    Args:
        fake: (N, C, H, W).
        real: (N, C, H, W); may hold anything, NaN too, where not valid.
        valid: (N, 1, H, W), true or not 0 where the pixel counts; None if all do.

    Returns:
        A scalar from 0, in the units of the images; 0, still part of the graph, if no pixel is valid.
    """
    difference = fake.float() - real.float()
    if valid is None:
        return difference.abs().mean()
    # Chosen before abs: a NaN would come back through the gradient of abs even if its value were masked.
    counted = torch.where(valid.bool(), difference, 0.0).abs().sum()
    return counted / (valid.bool().sum() * fake.shape[1]).clamp(min=1)


def ssim_loss(fake: Tensor, real: Tensor, valid: Tensor | None = None) -> Tensor:
    """Return 1 minus the mean structural similarity of the valid pixels (Wang et al. 2004, doi 10.1109/TIP.2003.819861).

    As in the validation figures: Gaussian windows of 11 x 11 pixels, each channel by itself, and 0 in both images where
    a window reaches over pixels that do not count.

    Args:
        fake: (N, C, H, W) in [-1, 1]; H and W from 6.
        real: (N, C, H, W) in [-1, 1]; may hold anything, NaN too, where not valid.
        valid: (N, 1, H, W), true or not 0 where the pixel counts; None if all do.

    Returns:
        A scalar from 0 to 2; 0, still part of the graph, if no pixel is valid.
    """
    similarity = structural_similarity_index_measure(
        filled(fake.float(), valid),
        filled(real.float(), valid),
        data_range=_NETWORK_RANGE,
        reduction='none',
        return_full_image=True,
    )[1]
    return masked_l1(similarity, torch.ones_like(similarity), valid)


def feature_loss(fake: Sequence[Tensor], real: Sequence[Tensor]) -> Tensor:
    """Return how much the features differ that the discriminator finds in generated and real images.

    The feature matching of pix2pixHD (Wang et al. 2018, arXiv 1711.11585, equation 4) with the factor of its code: 4
    times the mean over the layers of all scales, each of which has the same number of layers.

    Args:
        fake: of each layer, (N, C, h, w).
        real: the same of the real images.

    Returns:
        A scalar from 0.
    """
    differences = [masked_l1(one, other) for one, other in zip(fake, real, strict=True)]
    return _FEATURE_FACTOR * torch.stack(differences).mean()


def filled(image: Tensor, valid: Tensor | None) -> Tensor:
    """Put 0 where pixels do not count, so that real and fake do not differ by the hole.

    Args:
        image: (N, C, H, W).
        valid: (N, 1, H, W), true or not 0 where the pixel counts; None if all do.
    """
    return image if valid is None else torch.where(valid.bool(), image, 0.0)


def _minus_mean(scores: Tensor) -> Tensor:
    return -scores.float().mean()


def _wanted(scores: Tensor, real: bool) -> Tensor:
    return torch.full_like(scores, float(real), dtype=torch.float32)
