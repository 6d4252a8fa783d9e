"""The pool of earlier generated images from which CycleGAN's discriminators learn.

Shrivastava et al. 2017, "Learning from Simulated and Unsupervised Images through Adversarial Training", arXiv
1612.07828, section 2.3; the rule is that of junyanz/pytorch-CycleGAN-and-pix2pix.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from .share import ALL, Share


class ImagePool:
    """Exchanges some of the newest images for earlier ones, so that a discriminator does not forget those."""

    def __init__(self, size: int, seed: int = 0) -> None:
        """Begin empty.

        Args:
            size: most images kept; with 0 every image is handed back as it is.
            seed: decides what is exchanged.
        """
        self._size = size
        self._images: list[Tensor] = []
        self._random = torch.Generator().manual_seed(seed)

    def exchange(self, images: Tensor, share: Share = ALL) -> Tensor:
        """Return as many images as are given, each of them or an earlier one.

        Until the pool is full each image is kept and handed back. From then on it is, half of the time, put in the
        place of a random one of the pool, which is handed back. Where several processes train, each keeps the same pool
        and exchanges the images of all.

        Args:
            images: (N, C, H, W), without graph.
            share: what these images are of a batch that other processes train on too.
        """
        if not self._size:
            return images
        exchanged = torch.stack([self._exchanged(image) for image in share.gathered(images)])
        return share.team.share(exchanged)

    def _exchanged(self, image: Tensor) -> Tensor:
        if len(self._images) < self._size:
            self._images.append(image.clone())  # a part of the batch would keep all of it
            return image
        if torch.rand((), generator=self._random) <= 0.5:
            return image
        place = int(torch.randint(self._size, (), generator=self._random))
        earlier, self._images[place] = self._images[place], image.clone()
        return earlier.to(image.device)  # those of a checkpoint come back to the processor

    def state_dict(self) -> dict[str, Any]:
        """Return images and source of chance."""
        return {'images': self._images, 'random': self._random.get_state()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from what `state_dict` returned, of a pool of the same size."""
        self._images = list(state['images'])
        self._random.set_state(state['random'])
