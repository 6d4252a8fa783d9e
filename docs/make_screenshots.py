"""Takes the pictures of docs/images anew, from the results of `make demo` and a real QGIS on a display in memory.

    .venv/bin/python docs/make_screenshots.py

Needs QGIS, Xvfb (`xvfb-run`), Chromium and the font DejaVu. `docs/screenshots_in_qgis.py` is what QGIS runs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / 'docs' / 'images'
DEMO = ROOT / 'demo-output'
WORK = ROOT / 'build' / 'screenshots'
# QGIS shows the paths of files: a short one is easier to read, and it writes .aux.xml files beside rasters.
DATA = Path(tempfile.gettempdir()) / 'kampala'

SCREEN = '1400x900x24'
PROFILE = """[General]
welcome-page-tips=false

[PythonPlugins]
processing=true
satgan=true

[locale]
overrideFlag=true
userLocale=en_GB
globalLocale=en_GB

[app]
checkVersion=false
"""
LARGEST = 300_000
REPORT_WIDTH, REPORT_HEIGHT = 1100, 1500


def main() -> None:
    """Take all pictures."""
    if not (DEMO / 'run' / 'report.html').is_file():
        sys.exit('The pictures show what `make demo` has made: run it first.')
    for folder in (WORK, DATA):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    for sample in ('kampala.tif', 'kampala_buildings.geojson'):
        shutil.copy(ROOT / 'resources' / 'sample' / sample, DATA)
    shutil.copy(DEMO / 'mask_real_generated.png', WORK)
    take_in_qgis()
    take_report()
    IMAGES.mkdir(exist_ok=True)
    for picture in sorted(WORK.glob('*.png')):
        say(f'{picture.name}: {shrunk(picture, IMAGES / picture.name) / 1e3:.0f} kB')
    shutil.rmtree(DATA)


def take_in_qgis() -> None:
    """Start QGIS with a profile of its own and let it take its pictures."""
    settings = WORK / 'profiles' / 'default' / 'QGIS' / 'QGIS3.ini'
    settings.parent.mkdir(parents=True)
    settings.write_text(PROFILE, encoding='utf-8')
    environment = os.environ | {
        'QT_QPA_PLATFORM': 'xcb',
        'QGIS_PLUGINPATH': str(ROOT / 'build' / 'plugins'),
        'SATGAN_PYTHON': str(ROOT / '.venv' / 'bin' / 'python'),
        'SATGAN_PICTURES': str(WORK),
        'SATGAN_DATA': str(DATA),
        'SATGAN_DEMO': str(DEMO),
    }
    script = ROOT / 'docs' / 'screenshots_in_qgis.py'
    qgis = ['qgis', '--nologo', '--noversioncheck', '--profiles-path', str(WORK), '--code', str(script)]
    subprocess.run(['xvfb-run', '-a', '-s', f'-screen 0 {SCREEN}', *qgis], env=environment, check=True, timeout=1200)


def take_report() -> None:
    """Let a browser draw the training report of the demonstration."""
    command = ['chromium', '--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars']
    size = f'--window-size={REPORT_WIDTH},{REPORT_HEIGHT}'
    report = (DEMO / 'run' / 'report.html').as_uri()
    subprocess.run([*command, size, f'--screenshot={WORK / "report.png"}', report], check=True, timeout=120)


def shrunk(source: Path, target: Path) -> int:
    """Write a picture with as many colours as fit into the largest allowed file, and return its size."""
    picture = Image.open(source).convert('RGB')
    for colours in (256, 192, 128, 96, 64):
        picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.FLOYDSTEINBERG).save(
            target, optimize=True
        )
        if target.stat().st_size <= LARGEST:
            break
    return target.stat().st_size


def say(text: str) -> None:
    """Print at once."""
    print(text, flush=True)


if __name__ == '__main__':
    main()
