"""What all generators have in common."""

from __future__ import annotations

from torch import Tensor, nn


class Generator(nn.Module):
    """A network that makes one image of another of the same size; a family of generators derives from it.

    Attributes:
        in_channels: channels of the input.
        out_channels: channels of the output.
        multiple: height and width of the input must be multiples of this, in pixels.
        reach: how many pixels away the input acts on an output pixel through the convolutions, which is all there is
            while the statistics of the norms are fixed; None where all of the image acts on every pixel.
        smallest_side: height and width of the input must be at least this, in pixels.
        model: the layers, from image to image.
    """

    #: The smallest input in units of `multiple`, that is in pixels at the lowest resolution.
    least_multiples = 1
    reach: int | None = None
    model: nn.Module

    def __init__(self, in_channels: int, out_channels: int, *, downs: int) -> None:
        """Note the shapes; the family adds `model`.

        Args:
            in_channels: channels of the input, from 1.
            out_channels: channels of the output, from 1.
            downs: how often the network halves the image.
        """
        super().__init__()
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.multiple: int = 2**downs
        self.smallest_side = self.least_multiples * self.multiple

    def forward(self, image: Tensor) -> Tensor:
        """Translate images.

        Args:
            image: (N, in_channels, H, W) in [-1, 1]; H and W multiples of `multiple`, from `smallest_side`.

        Returns:
            (N, out_channels, H, W) in [-1, 1].

        Raises:
            ValueError: another number of channels, or a height or width that is no multiple or too small.
        """
        self._check(image)
        translated: Tensor = self.model(image)
        return translated

    def _check(self, image: Tensor) -> None:
        channels, height, width = image.shape[-3:]
        if channels != self.in_channels:
            raise ValueError(f'The generator was built for {self.in_channels} channels, the image has {channels}.')
        if height % self.multiple or width % self.multiple:
            fitting = tuple(-(-side // self.multiple) * self.multiple for side in (height, width))
            raise ValueError(
                f'Height and width of the image must be divisible by {self.multiple}, but it has {height} x {width} '
                f'pixels: pad it to {fitting[0]} x {fitting[1]}.'
            )
        if min(height, width) < self.smallest_side:
            raise ValueError(
                f'The image has {height} x {width} pixels, this generator needs {self.smallest_side} or more on each '
                'side.'
            )
