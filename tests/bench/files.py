"""Files of nothing; apart from the other benchmarks, whose libraries every process would load."""

from __future__ import annotations

from pathlib import Path


def write_pairs(folder: Path, pixels: int, numbers: range) -> None:
    """Write pairs of files as large as a chip of one band and one of three, 8 bits each."""
    contents = {'A': bytes(600 + pixels), 'B': bytes(600 + 3 * pixels)}
    for number in numbers:
        for name, content in contents.items():
            with open(folder / name / f'{number}.tif', 'wb') as file:
                file.write(content)
