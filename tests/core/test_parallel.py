"""Work on all cores: in order, and not further ahead than memory allows."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.parallel import cores, in_order


def test_there_is_a_core():
    assert 1 <= cores() <= 4096


def test_results_come_in_order_and_items_are_taken_as_needed():
    taken = []
    items = (taken.append(item) or item for item in range(100))
    with ThreadPoolExecutor(3) as executor:
        for expected, made in enumerate(in_order(executor, lambda item: item**2, items, ahead=5)):
            assert made == expected**2
            assert len(taken) <= expected + 5
    assert taken == list(range(100))


def test_error_of_one_item_ends_the_row():
    with ThreadPoolExecutor(2) as executor, pytest.raises(ZeroDivisionError):
        list(in_order(executor, lambda item: 1 / item, [2, 1, 0, 3], ahead=2))
