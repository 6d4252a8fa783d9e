"""Work on all cores: in order, not far ahead, and nothing new once it is left."""

import os
import signal
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import SatganError
from core.parallel import cores, in_order, meanwhile

BOTH = pytest.mark.parametrize('processes', [False, True])


def squared(item):
    return item * item


def refused(item):
    raise SatganError(f'{item} is wrong.', 'Take another.', code='disk')


def killed(item):
    os.kill(os.getpid(), signal.SIGKILL)


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


@BOTH
def test_each_item_is_worked_on_once(processes):
    items = list(range(300))
    assert list(in_order(squared, items, processes=processes)) == [item * item for item in items]


def test_processes_are_not_this_one():
    assert os.getpid() not in set(in_order(process_of, range(20), processes=True))


def process_of(item):
    return os.getpid()


@BOTH
def test_leaving_early_begins_nothing_new(processes):
    asked = []

    def items():
        for item in range(1000 * cores()):
            asked.append(item)
            yield item

    with closing(in_order(squared, items(), processes=processes)) as results:
        next(results)
    assert len(asked) <= 4 * cores() + 1


@BOTH
def test_an_error_reaches_the_one_who_waits(processes):
    with (
        pytest.raises(SatganError, match='0 is wrong') as caught,
        closing(in_order(refused, [0, 1, 2], processes=processes)) as results,
    ):
        list(results)
    assert (caught.value.hint, caught.value.code) == ('Take another.', 'disk')


def test_a_killed_process_is_told_in_a_sentence():
    with (
        pytest.raises(SatganError, match='ended by the system') as caught,
        closing(in_order(killed, range(5), processes=True)) as results,
    ):
        list(results)
    assert caught.value.code == 'memory'


# Without the line that asks for the name of the module, as in a notebook or in a short script.
SCRIPT = """
import os, signal, sys
sys.path.insert(0, {tests!r})
from core.parallel import in_order
from test_parallel import process_of
print(*in_order(process_of, range(40), processes=True), flush=True)
results = in_order(process_of, iter(int, 1), processes=True)
print(next(results), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_processes_end_with_a_killed_parent():
    script = SCRIPT.format(tests=str(Path(__file__).parent))
    # Its output ends when the last of its processes, which share it, is gone; a process left behind is a timeout.
    done = subprocess.run([sys.executable, '-c', script], check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == -signal.SIGKILL
    assert len(done.stdout.split()) == 41


def test_background_work_gives_its_result_or_its_error():
    assert meanwhile(squared, 7).result() == 49
    with pytest.raises(SatganError, match='3 is wrong'):
        meanwhile(refused, 3).result()
