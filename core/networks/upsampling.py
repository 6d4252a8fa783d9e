"""How generators double the size of what passes."""

from __future__ import annotations

from torch import nn

#: The names that `doubled` knows; `transpose` is the recipe of all reference networks.
UPSAMPLINGS = ('transpose', 'resize')


def doubled(upsampling: str, before: int, after: int, *, kernel: int, bias: bool) -> nn.Module:
    """Build the layer that doubles height and width.

    Args:
        upsampling: one of `UPSAMPLINGS`. `transpose` is a transposed convolution; `resize` repeats each pixel and then
            convolves 3 x 3, which avoids checkerboards (Odena et al. 2016, "Deconvolution and Checkerboard Artifacts",
            doi 10.23915/distill.00003).
        before: channels of the input.
        after: channels of the output.
        kernel: side of the transposed convolution, 3 or 4.
        bias: whether the convolution has one.

    Returns:
        A module that makes (N, after, 2 H, 2 W) of (N, before, H, W).

    Raises:
        ValueError: an unknown `upsampling`.
    """
    if upsampling == 'transpose':
        return nn.ConvTranspose2d(before, after, kernel, stride=2, padding=1, output_padding=kernel % 2, bias=bias)
    if upsampling == 'resize':
        return nn.Sequential(nn.Upsample(scale_factor=2, mode='nearest'), nn.Conv2d(before, after, 3, 1, 1, bias=bias))
    raise ValueError(f'The upsampling "{upsampling}" is unknown: it must be one of {", ".join(UPSAMPLINGS)}.')
