"""Builds the plugin's zip: what QGIS needs of the checkout, under one folder `satgan`, the same bytes every time."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / 'dist' / 'satgan.zip'
FILES = ('__init__.py', 'metadata.txt', 'LICENSE', 'README.md', 'CHANGELOG.md')
FOLDERS = ('core', 'resources', 'satgan_qgis')
# The plugin repository refuses a zip with one of these.
FORBIDDEN = frozenset({'.sh', '.bat', '.cmd', '.ps1', '.exe', '.dll', '.so', '.dylib', '.pyc'})
# The oldest date that a zip can hold: equal content makes an equal zip.
DATE = (1980, 1, 1, 0, 0, 0)


def packaged_files(root: Path) -> list[Path]:
    """Return the files of the plugin, relative to `root`: those of the checkout that git does not ignore."""
    # safe.directory, because a build service may own the checkout under another name.
    command = ['git', '-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard']
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
    paths = {Path(name) for name in listed.split('\0') if name}
    return sorted(path for path in paths if _belongs(path) and (root / path).is_file())


def _belongs(path: Path) -> bool:
    return str(path) in FILES or (path.parts[0] in FOLDERS and path.suffix not in FORBIDDEN)


def build(root: Path, target: Path) -> None:
    """Write the zip of the checkout `root` to `target`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, 'w', zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in packaged_files(root):
            entry = zipfile.ZipInfo(f'satgan/{path.as_posix()}', DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, (root / path).read_bytes())


def main() -> int:
    """Build the zip at the path given on the command line, or under dist/."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    missing = [name for name in FILES if not (ROOT / name).is_file()]
    if missing:
        print(f'The zip needs {", ".join(missing)} in {ROOT}.', file=sys.stderr)
        return 1
    build(ROOT, target)
    print(f'{target} ({target.stat().st_size / 1e6:.1f} MB)')
    return 0


if __name__ == '__main__':
    sys.exit(main())
