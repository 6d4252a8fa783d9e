"""What an installation is about to download, asked before it does."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from ..language import tr, translatable
from .errors import EngineError


@dataclass(frozen=True)
class Size:
    """How much an installation takes.

    Attributes:
        download: what comes over the network, in GB.
        disk: what lies on the disk in the end, in GB.
    """

    download: float
    disk: float


#: By build of PyTorch: wheels for Linux and Python 3.11 with all that they need, in November 2026.
SIZES = {'cpu': Size(0.5, 2), 'cuda': Size(3.3, 8)}
#: What of these downloads is PyTorch with what it needs, and what the other packages are.
TORCH_BYTES = {'cpu': 210_000_000, 'cuda': 3_000_000_000}
OTHERS_BYTES = 260_000_000
OPENVINO_BYTES = 60_000_000
BUILDS = {'cpu': translatable('for processors'), 'cuda': translatable('for graphics cards')}


@dataclass(frozen=True)
class Plan:
    """The PyTorch that pip would install.

    Attributes:
        version: its version.
        build: `cpu` or `cuda`.
    """

    version: str
    build: str

    @classmethod
    def from_report(cls, path: Path) -> Plan:
        """Read the report that `pip install --dry-run torch` has written.

        Raises:
            ValueError: it is none.
        """
        try:
            packages = {
                package['metadata']['name'].lower(): package['metadata']['version']
                for package in json.loads(path.read_text(encoding='utf-8'))['install']
            }
            version = packages['torch']
        except (KeyError, TypeError) as error:
            raise ValueError(f'{path} is no report of pip') from error
        # The index of pip has one build, which brings NVIDIA's packages along or not; others name theirs in the version.
        local = version.partition('+')[2]
        accelerated = local.startswith(('cu', 'rocm')) or any(name.startswith('nvidia-') for name in packages)
        return cls(version, 'cuda' if accelerated else 'cpu')

    def announcement(self, folder: Path) -> str:
        """Return what is about to happen, as a sentence."""
        size = SIZES[self.build]
        sentence = tr(
            'PyTorch {version} {build} and what it needs: about {download} GB to download, {disk} GB on the disk, in '
            '{folder}. Cancel stops it.'
        )
        return sentence.format(
            version=self.version,
            build=tr(BUILDS[self.build]),
            download=f'{size.download:g}',
            disk=f'{size.disk:g}',
            folder=folder,
        )

    def demand_room(self, folder: Path) -> None:
        """Fail where the disk of `folder` has no room for it.

        Raises:
            EngineError: it has not.
        """
        free = shutil.disk_usage(folder).free / 1e9
        if free < SIZES[self.build].disk:
            sentence = tr(
                'The engine takes about {disk} GB, but {folder} has only {free} GB left. Make room, or choose a folder '
                'on another disk (Advanced parameters).'
            )
            disk = f'{SIZES[self.build].disk:g}'
            raise EngineError(sentence.format(disk=disk, folder=folder, free=f'{free:.1f}'))
