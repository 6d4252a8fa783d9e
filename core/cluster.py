"""A Dask cluster, whose workers share the work of a job, on one machine or many.

They read the same rasters, and write chips into the same folder, by the same paths: a cluster needs a shared file system.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from .errors import SatganError

if TYPE_CHECKING:
    from distributed import Client, LocalCluster

Item = TypeVar('Item')
Made = TypeVar('Made')

_LOCAL = re.compile(r'local:([1-9]\d*)')
_SECONDS = 30  # to wait for a scheduler, and then for its first worker

_client: ContextVar[Client] = ContextVar('_client')


@contextmanager
def open_cluster(address: str) -> Iterator[None]:
    """Let `parallel.in_order` hand the work that processes can share to a cluster.

    Args:
        address: of a scheduler, as `tcp://name:8786`, or `local:N` to start N workers on this machine, which divide its
            cores among them.

    Raises:
        SatganError: Dask is not installed, or the cluster does not answer.
    """
    with _connected(address) as client:
        try:
            client.wait_for_workers(1, timeout=_SECONDS)
        except TimeoutError as error:
            raise SatganError(
                f'The Dask scheduler at {address} has no workers.',
                'Start some with "dask worker" and the address of the scheduler.',
                code='job',
            ) from error
        token = _client.set(client)
        try:
            yield
        finally:
            _client.reset(token)


def is_open() -> bool:
    """Return whether a cluster shares the work."""
    return _client.get(None) is not None


def size() -> int:
    """Return how many items the open cluster works on at once."""
    return sum(_client.get().nthreads().values())


@contextmanager
def workers(work: Callable[[Item], Made]) -> Iterator[tuple[Executor, Callable[[Item], Made], int]]:
    """Send `work` to each worker of the open cluster once, those that join or start again later included.

    Yields:
        An executor, what to submit to it with each item, and how many items are worked on at once.

    Raises:
        SatganError: workers were killed again and again.
    """
    from distributed import KilledWorker, WorkerPlugin

    class Work(WorkerPlugin):
        """Holds the work on a worker."""

        name = f'satgan-{uuid4()}'

        def __init__(self) -> None:
            self.do = work

    client = _client.get()
    client.register_plugin(Work())
    try:
        with client.get_executor(pure=False) as executor:
            yield executor, partial(_do, Work.name), size()
    except KilledWorker as error:
        raise SatganError(
            'Workers of the cluster were ended again and again at the same piece of work.',
            'Most often memory ran out: give each worker more of it.',
            code='memory',
        ) from error
    finally:
        with suppress(OSError):
            client.unregister_worker_plugin(Work.name)


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    """Give a client of the cluster at `address`, as of `open_cluster`; the local one is started, and ends with the block."""
    try:
        from distributed import Client
    except ImportError as error:
        raise SatganError(
            'Dask is not installed beside the engine.', 'Install it: pip install distributed.', code='job'
        ) from error
    logging.getLogger('distributed').setLevel(logging.ERROR)  # what matters reaches the user as a sentence
    if local := _LOCAL.fullmatch(address):
        with _local_cluster(int(local[1])) as cluster, Client(cluster) as client:
            yield client
        return
    try:
        client = Client(address, timeout=_SECONDS)
    except (OSError, ValueError, TypeError) as error:
        raise SatganError(
            f'No Dask scheduler answers at {address}.',
            'Start one with "dask scheduler" and give its address, or give local:2 for two workers on this machine.',
            code='job',
        ) from error
    with client:
        yield client


@contextmanager
def _local_cluster(count: int) -> Iterator[LocalCluster]:
    import dask
    from distributed import LocalCluster

    from .parallel import cores

    # Dask's own environment has memory given back to the system after each step of a network, which costs time.
    environment = {'OMP_NUM_THREADS': str(max(1, cores() // count))}
    with (
        dask.config.set({'distributed.nanny.pre-spawn-environ': environment}),
        LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=':0') as cluster,
    ):
        yield cluster


def _do(name: str, item: Any) -> Any:
    from distributed import get_worker

    plugin: Any = get_worker().plugins[name]
    return plugin.do(item)
