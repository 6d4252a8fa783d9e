"""Sample sheets: every picture at its place, in its own colours."""

import numpy as np
from PIL import Image

from core.training.sheets import write_sheet


def plain(side: int, colour) -> np.ndarray:
    return np.full((side, side, 3), colour, dtype=np.uint8)


def sheet(path, rows, titles=('input', 'real', 'generated')) -> np.ndarray:
    write_sheet(path, rows, titles)
    return np.asarray(Image.open(path))


def test_pictures_lie_row_by_row_under_their_titles(tmp_path):
    colours = [[(200, 0, 0), (0, 200, 0), (0, 0, 200)], [(200, 200, 0), (0, 200, 200), (200, 0, 200)]]
    pixels = sheet(tmp_path / 'a.png', [[plain(256, colour) for colour in row] for row in colours])
    assert pixels.shape == (26 + 2 * 262, 6 + 3 * 262, 3)
    for row in range(2):
        for column in range(3):
            top, left = 26 + row * 262, 6 + column * 262
            picture = pixels[top : top + 256, left : left + 256]
            np.testing.assert_array_equal(picture, plain(256, colours[row][column]))
    assert (pixels[:26].min(axis=2) < 100).any()  # titles
    assert (pixels[26:, :6] == 255).all()


def test_small_chips_are_enlarged_pixel_by_pixel(tmp_path):
    chip = np.random.default_rng(0).integers(0, 255, (128, 128, 3)).astype('uint8')
    pixels = sheet(tmp_path / 'a.png', [[chip]], ['input'])
    np.testing.assert_array_equal(pixels[26 : 26 + 256, 6 : 6 + 256], chip.repeat(2, axis=0).repeat(2, axis=1))


def test_large_chips_are_reduced_by_averaging(tmp_path):
    chip = np.random.default_rng(0).integers(0, 255, (1024, 1024, 3)).astype('uint8')
    pixels = sheet(tmp_path / 'a.png', [[chip]], ['input'])
    assert pixels.shape == (26 + 518, 6 + 518, 3)
    expected = chip.reshape(512, 2, 512, 2, 3).mean(axis=(1, 3))
    np.testing.assert_allclose(pixels[26 : 26 + 512, 6 : 6 + 512], expected, atol=1)


def test_folders_are_made_and_nothing_else_is_left(tmp_path):
    write_sheet(tmp_path / 'samples' / 'epoch_0001.png', [[plain(128, 0)]], ['input'])
    assert [path.name for path in (tmp_path / 'samples').iterdir()] == ['epoch_0001.png']
