"""Work on all cores: in order, not far ahead, and nothing new once it is left."""

import threading
from contextlib import closing

import pytest

from core.parallel import cores, in_order


def test_there_is_a_core():
    assert 1 <= cores() <= 4096


def test_results_come_in_the_order_of_the_items():
    first_may_end = threading.Event()

    def work(item):
        if item == 0:
            assert first_may_end.wait(60)
        if item == 1:
            first_may_end.set()
        return item * item

    items = list(range(50 * cores()))
    if cores() == 1:
        first_may_end.set()
    assert list(in_order(work, items)) == [item * item for item in items]


def test_leaving_early_begins_nothing_new():
    begun = []
    with closing(in_order(begun.append, range(1000 * cores()))) as results:
        next(results)
    assert len(begun) <= 4 * cores() + 1


def test_an_error_reaches_the_one_who_waits():
    with pytest.raises(ZeroDivisionError), closing(in_order(lambda item: 1 // item, [1, 0, 1])) as results:
        list(results)
