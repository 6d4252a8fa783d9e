"""The pool of generated images: the rule of the reference, held against a simulation in plain Python."""

import io

import pytest
import torch

from core.gans.pool import ImagePool


def numbered(first: int, count: int = 1) -> torch.Tensor:
    """Return images that each hold a number."""
    return torch.arange(first, first + count).float().reshape(count, 1, 1, 1).expand(count, 1, 2, 2)


def exchanged(pool: ImagePool, images: torch.Tensor) -> list[int]:
    return [int(image[0, 0, 0]) for image in pool.exchange(images)]


def simulated(size: int, seed: int, count: int) -> list[int]:
    """Return what a pool hands back for the numbers from 0 on."""
    random, kept, handed = torch.Generator().manual_seed(seed), [], []
    for number in range(count):
        if len(kept) < size:
            kept.append(number)
            handed.append(number)
        elif torch.rand((), generator=random).item() > 0.5:
            place = torch.randint(size, (), generator=random).item()
            handed.append(kept[place])
            kept[place] = number
        else:
            handed.append(number)
    return handed


@pytest.mark.parametrize('batch', [1, 4])
@pytest.mark.parametrize('seed', [0, 7])
def test_equals_the_rule_written_plainly(seed, batch):
    pool = ImagePool(5, seed)
    handed = [number for first in range(0, 80, batch) for number in exchanged(pool, numbered(first, batch))]
    assert handed == simulated(5, seed, 80)


def test_half_of_the_images_are_exchanged_for_earlier_ones_and_none_comes_twice():
    pool = ImagePool(50)
    handed = [exchanged(pool, numbered(number))[0] for number in range(2050)]
    assert handed[:50] == list(range(50))
    earlier = sum(got < number for number, got in enumerate(handed))
    assert 900 < earlier < 1100  # 1000 expected, with a standard deviation of 22
    # An image is handed back at once and may be once more, out of the pool where it was kept when that filled up.
    assert all(handed.count(number) == 1 for number in set(handed) if number >= 50)


def test_a_pool_of_no_size_hands_everything_back():
    images = numbered(3, 4)
    assert ImagePool(0).exchange(images) is images


def test_goes_on_as_if_never_stopped():
    straight = ImagePool(5, seed=3)
    straight.exchange(numbered(0, 20))
    file = io.BytesIO()
    torch.save(straight.state_dict(), file)
    file.seek(0)
    resumed = ImagePool(5, seed=99)
    resumed.load_state_dict(torch.load(file, weights_only=True))
    assert exchanged(resumed, numbered(20, 40)) == exchanged(straight, numbered(20, 40))
