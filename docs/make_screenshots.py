"""Takes the pictures of docs/images anew, from the results of `make demo` and a real QGIS on a display in memory.

Run `.venv/bin/python docs/make_screenshots.py`, after `make demo` and `make package`. It needs QGIS, Xvfb, Chromium and the
font DejaVu. `docs/screenshots_in_qgis.py` is what QGIS runs: it does what docs/installing.md and docs/five_minutes.md tell a
new user to do, in an empty profile, with the plugin from its zip. The pictures show the paths of files.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / 'docs' / 'images'
DEMO = ROOT / 'demo-output'
PLUGIN = ROOT / 'dist' / 'satgan.zip'
WORK = ROOT / 'build' / 'screenshots'
DATA = WORK / 'kampala'  # what the new user makes

SCREEN = '1600x1200x24'
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
HIDDEN = {'QGIS_PLUGINPATH', 'SATGAN_PYTHON'}  # a new user has set neither
LARGEST = 300_000  # bytes
RESULT_WIDTH = 1200
REPORT_SIZE = '1000,1400'


def main() -> None:
    """Take all pictures."""
    if not (DEMO / 'run' / 'report.html').is_file():
        sys.exit('The pictures show what `make demo` has made: run it first.')
    if not PLUGIN.is_file():
        sys.exit('The pictures are taken with the plugin as users get it: run `make package` first.')
    shutil.rmtree(WORK, ignore_errors=True)
    DATA.mkdir(parents=True)
    with Image.open(DEMO / 'mask_real_generated.png') as result:
        result.thumbnail((RESULT_WIDTH, RESULT_WIDTH), Image.Resampling.LANCZOS)
        result.save(WORK / 'mask_real_generated.png')
    take_in_qgis()
    take_report()
    IMAGES.mkdir(exist_ok=True)
    for picture in sorted(WORK.glob('*.png')):
        print(f'{picture.name}: {shrink(picture, IMAGES / picture.name) / 1e3:.0f} kB')


def take_in_qgis() -> None:
    """Start QGIS with an empty profile that has the plugin, but no engine, and let it take its pictures."""
    profile = WORK / 'profiles' / 'default'
    (profile / 'QGIS').mkdir(parents=True)
    (profile / 'QGIS' / 'QGIS3.ini').write_text(PROFILE, encoding='utf-8')
    with zipfile.ZipFile(PLUGIN) as archive:
        archive.extractall(profile / 'python' / 'plugins')
    environment = {name: value for name, value in os.environ.items() if name not in HIDDEN} | {
        'HOME': str(WORK),
        'QT_QPA_PLATFORM': 'xcb',
        'SATGAN_PICTURES': str(WORK),
        'SATGAN_DATA': str(DATA),
        'SATGAN_ENGINE': str(ROOT / '.venv' / 'bin' / 'python'),
        'SATGAN_PLUGIN': str(profile / 'python' / 'plugins' / 'satgan'),
    }
    script = ROOT / 'docs' / 'screenshots_in_qgis.py'
    qgis = ['qgis', '--nologo', '--noversioncheck', '--profiles-path', str(WORK), '--code', str(script)]
    subprocess.run(['xvfb-run', '-a', '-s', f'-screen 0 {SCREEN}', *qgis], env=environment, check=True, timeout=3600)


def take_report() -> None:
    """Let a browser draw the training report of the demonstration."""
    command = ['chromium', '--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars']
    page = (DEMO / 'run' / 'report.html').as_uri()
    options = [f'--window-size={REPORT_SIZE}', f'--screenshot={WORK / "report.png"}']
    # It complains of all that a display in memory lacks.
    subprocess.run([*command, *options, page], check=True, timeout=120, stderr=subprocess.DEVNULL)


def shrink(source: Path, target: Path) -> int:
    """Write a picture with as many colours as fit into the largest allowed file, and return its size in bytes."""
    picture = Image.open(source).convert('RGB')
    for colours in range(256, 63, -32):
        # With k-means behind it a rare colour, as of the one blue roof, survives.
        picture.quantize(colours, method=Image.Quantize.MEDIANCUT, kmeans=3).save(target, optimize=True)
        if target.stat().st_size <= LARGEST:
            break
    return target.stat().st_size


if __name__ == '__main__':
    main()
