"""Discriminators of several scales, as in pix2pixHD.

Wang et al. 2018, "High-Resolution Image Synthesis and Semantic Manipulation with Conditional GANs", arXiv 1711.11585,
section 3.2.
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor, nn


class MultiScale(nn.Module):
    """Discriminators of the image, of half of it, of a quarter and so on.

    Attributes:
        in_channels: channels of the input.
    """

    def __init__(self, discriminators: Sequence[nn.Module]) -> None:
        """Take the discriminators, that of the full resolution first; all for the same number of channels."""
        super().__init__()
        self.in_channels = discriminators[0].in_channels
        self.scales = nn.ModuleList(discriminators)
        # The padding is not counted: it would darken the edges.
        self.halve = nn.AvgPool2d(3, stride=2, padding=1, count_include_pad=False)

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        """Judge images.

        Args:
            image: (N, in_channels, H, W) in [-1, 1].

        Returns:
            The scores of each scale, (N, 1, h, w) without bounds, those of the full resolution first.

        Raises:
            ValueError: an image too small for the discriminator of the lowest resolution.
        """
        scores = []
        for scale, discriminator in enumerate(self.scales):
            if scale:
                image = self.halve(image)
            scores.append(discriminator(image))
        return tuple(scores)
