"""The networks of VGG, trained on photographs, as far as a perceptual loss needs them.

Simonyan and Zisserman 2015, "Very Deep Convolutional Networks for Large-Scale Image Recognition", arXiv 1409.1556. Names
and places of the layers are those of torchvision's `vgg11` to `vgg19`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from torch import Tensor, nn

_NAME = re.compile(r'features\.(\d+)\.weight')
_BANDS = 3
_BLOCKS = 5
#: From one convolution to the next of the same block: its activation lies between. To the next block: a pooling as well.
_WITHIN, _ACROSS = 2, 3


class VGG(nn.Module):
    """The layers up to the first activation of the fifth block; they are not trained.

    Attributes:
        slices: the layers up to the first activation of each block, from that of the block before on.
    """

    def __init__(self, weights: Mapping[str, Tensor]) -> None:
        """Build the network that the names of its weights describe.

        Args:
            weights: `features.0.weight`, `features.0.bias` and so on; others, as of the classifier, are left out.

        Raises:
            ValueError: weights of another network, `vgg11_bn` to `vgg19_bn` among them.
        """
        super().__init__()
        places = sorted(int(match[1]) for match in map(_NAME.fullmatch, weights) if match)
        steps = [after - before for before, after in pairwise(places)]
        if places[:1] != [0] or not {*steps} <= {_WITHIN, _ACROSS} or steps.count(_ACROSS) != _BLOCKS - 1:
            raise ValueError('The names of its weights are not those of a VGG without batch norm')
        slices: list[nn.Sequential] = []
        layers: list[nn.Module] = []
        channels = _BANDS
        for place, step in zip(places, [_ACROSS, *steps], strict=True):
            if step == _ACROSS and slices:
                layers.append(nn.MaxPool2d(2))
            convolution = _convolution(weights, place, channels)
            channels = convolution.out_channels
            layers += [convolution, nn.ReLU(inplace=True)]
            if step == _ACROSS:
                slices.append(nn.Sequential(*layers))
                layers = []
        self.slices = nn.ModuleList(slices)

    def forward(self, image: Tensor) -> list[Tensor]:
        """Return what the first layer of each block finds.

        Args:
            image: (N, 3, H, W), normalised as for the training of the weights; H and W from 16.

        Returns:
            Five tensors (N, C, h, w), each of half the resolution of the one before.
        """
        found = []
        for layers in self.slices:
            image = layers(image)
            found.append(image)
        return found


def _convolution(weights: Mapping[str, Tensor], place: int, channels: int) -> nn.Conv2d:
    weight, bias = weights[f'features.{place}.weight'].float(), weights.get(f'features.{place}.bias')
    if weight.shape[1:] != (channels, 3, 3) or bias is None or bias.shape != weight.shape[:1]:
        raise ValueError(f'Layer features.{place} has not the size that it has in a VGG')
    convolution = nn.Conv2d(channels, len(weight), 3, padding=1, device='meta')
    convolution.weight = nn.Parameter(weight, requires_grad=False)
    convolution.bias = nn.Parameter(bias.float(), requires_grad=False)
    return convolution
