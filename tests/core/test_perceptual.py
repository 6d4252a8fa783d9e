"""The perceptual loss: the layers of torchvision's networks, the sum worked out plainly, and sentences for other files."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from core.errors import SatganError
from core.gans.perceptual import Perceptual, read_perceptual
from core.networks.vgg import VGG
from tests.core.models_made import few_chips, train

#: Configurations of the paper (its table 1): convolutions per block. torchvision counts activations and poolings too.
VGG16, VGG19 = (2, 2, 3, 3, 3), (2, 2, 4, 4, 4)


def vgg_weights(blocks: tuple[int, ...] = VGG19, channels: int = 4) -> dict[str, Tensor]:
    """Return small weights with the names of torchvision, the classifier among them."""
    random = torch.Generator().manual_seed(0)
    weights, place, before = {}, 0, 3
    for convolutions in blocks:
        for _ in range(convolutions):
            weights[f'features.{place}.weight'] = torch.randn(channels, before, 3, 3, generator=random) / 3
            weights[f'features.{place}.bias'] = torch.randn(channels, generator=random) / 3
            place, before = place + 2, channels
        place += 1
    return weights | {'classifier.0.weight': torch.ones(2, channels)}


def images(channels: int = 3, seed: int = 0) -> tuple[Tensor, Tensor]:
    random = torch.Generator().manual_seed(seed)
    fake, real = torch.rand(2, 2, channels, 32, 32, generator=random) * 2 - 1
    return fake, real


def plain_activations(weights: dict[str, Tensor], image: Tensor, last_of_slices: dict[int, int]) -> list[Tensor]:
    """Pass an image through the layers of torchvision, place by place, and keep what stands at some of them."""
    kept = []
    for place in range(max(last_of_slices.values()) + 1):
        if f'features.{place}.weight' in weights:
            image = F.conv2d(image, weights[f'features.{place}.weight'], weights[f'features.{place}.bias'], padding=1)
        elif f'features.{place - 1}.weight' in weights:
            image = image.clamp(min=0)
        else:
            image = F.max_pool2d(image, 2, 2)
        if place in last_of_slices.values():
            kept.append(image)
    return kept


@pytest.mark.parametrize(
    ('blocks', 'kept', 'last'),
    [(VGG19, (1, 6, 11, 20, 29), 34), (VGG16, (1, 6, 11, 18, 25), 28)],  # relu1_1 to relu5_1, last convolution
)
def test_equals_the_sum_of_pix2pixhd(blocks, kept, last):
    weights = vgg_weights(blocks)
    assert f'features.{last}.weight' in weights
    assert f'features.{last + 2}.weight' not in weights
    fake, real = images()
    mean, deviation = (torch.tensor(v).view(3, 1, 1) for v in ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)))
    found, wanted = (
        plain_activations(weights, (image / 2 + 0.5 - mean) / deviation, dict(enumerate(kept)))
        for image in (fake, real)
    )
    shares = (0.03125, 0.0625, 0.125, 0.25, 1.0)
    expected = sum(share * F.l1_loss(*pair) for share, *pair in zip(shares, found, wanted, strict=True))
    assert Perceptual(VGG(weights))(fake, real).item() == pytest.approx(expected.item(), rel=1e-5)


@pytest.mark.parametrize('channels', [1, 2, 5])
def test_other_bands_are_grey_images(channels):
    loss = Perceptual(VGG(vgg_weights()))
    fake, real = images(channels)
    each = [
        loss(fake[:, band : band + 1].repeat(1, 3, 1, 1), real[:, band : band + 1].repeat(1, 3, 1, 1)).item()
        for band in range(channels)
    ]
    assert loss(fake, real).item() == pytest.approx(sum(each) / channels, rel=1e-5)


def test_only_the_generated_image_gets_a_gradient_and_it_leads_to_the_real_one():
    loss = Perceptual(VGG(vgg_weights()))
    fake, real = (image.requires_grad_() for image in images())
    before = loss(fake, real)
    before.backward()
    assert real.grad is None
    assert all(weight.grad is None for weight in loss.parameters())
    assert loss(fake - 1e-4 * fake.grad, real) < before


def test_pixels_without_data_have_no_influence():
    loss = Perceptual(VGG(vgg_weights()))
    fake, real = images()
    valid = torch.ones(2, 1, 32, 32, dtype=torch.bool)
    valid[..., :9] = False
    results = []
    for garbage in (0.0, torch.nan):
        made = torch.where(valid, fake, garbage).requires_grad_()
        value = loss(made, torch.where(valid, real, garbage), valid)
        value.backward()
        assert not made.grad[..., :9].any()
        results.append((value.item(), made.grad))
    assert results[0][0] == results[1][0] > 0
    assert torch.equal(results[0][1], results[1][1])


def test_computed_in_32_bits():
    fake, real = images()
    loss = Perceptual(VGG(vgg_weights()))
    half = loss(fake.bfloat16(), real)
    assert half.dtype == torch.float32
    assert half.item() == pytest.approx(loss(fake, real).item(), rel=0.02)


def without(weights: dict[str, Tensor], name: str) -> dict[str, Tensor]:
    return {key: tensor for key, tensor in weights.items() if key != name}


@pytest.mark.parametrize(
    ('content', 'words'),
    [
        ({'model.0.weight': torch.ones(2, 3, 3, 3)}, 'not those of a VGG without batch norm'),
        (vgg_weights() | {'features.1.weight': torch.ones(4)}, 'not those of a VGG without batch norm'),
        (vgg_weights((2, 2, 2, 2)), 'not those of a VGG without batch norm'),
        (without(vgg_weights(), 'features.5.bias'), 'Layer features.5 has not the size'),
        (vgg_weights() | {'features.7.weight': torch.ones(4, 4, 5, 5)}, 'Layer features.7 has not the size'),
        (vgg_weights() | {'features.0.weight': torch.ones(4, 1, 3, 3)}, 'Layer features.0 has not the size'),
        (vgg_weights() | {'features.0.bias': torch.full((4,), torch.nan)}, 'weights that are no numbers'),
        ([torch.ones(3)], 'It is no plain table of weights'),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content, words):
    path = tmp_path / 'vgg.pth'
    torch.save(content, path)
    with pytest.raises(SatganError) as caught:
        read_perceptual(str(path))
    assert words in caught.value.message
    assert str(path) in caught.value.message
    assert caught.value.hint


def test_a_file_that_is_none_of_pytorch_is_refused(tmp_path: Path):
    path = tmp_path / 'vgg.pth'
    path.write_bytes(b'nothing')
    with pytest.raises(SatganError, match='it is damaged or no checkpoint'):
        read_perceptual(str(path))


def test_a_training_with_it(tmp_path: Path):
    path = tmp_path / 'vgg16.pth'
    torch.save(vgg_weights(VGG16), path)
    train(
        few_chips(),
        tmp_path / 'run',
        epochs=1,
        gan_loss='none',
        lambda_perceptual=10.0,
        perceptual_weights=str(path),
    )
    with (tmp_path / 'run' / 'metrics.csv').open(newline='', encoding='utf-8') as file:
        [row] = csv.DictReader(file)
    assert float(row['G_perceptual']) > 0
