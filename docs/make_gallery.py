"""Makes the pictures of docs/gallery.md with the job files in docs/gallery.

    .venv/bin/python docs/make_gallery.py DATA WORK [SUBJECT ...]

`DATA` is the folder of the data sets that docs/gallery.md names, `WORK` one for chips and runs. What is there already is not
made again. Without subjects, all of them are made.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
JOBS = HERE / 'gallery'
PICTURES = HERE / 'images'
SUBJECTS = ('seasons', 'ships', 'lakes', 'homes')


def main() -> None:
    """Run the jobs of each subject and keep the last sample sheet of its training."""
    data, work = (Path(argument).resolve() for argument in sys.argv[1:3])
    work.mkdir(parents=True, exist_ok=True)
    if not (work / 'data').exists():
        (work / 'data').symlink_to(data)
    if not (work / 'ships').exists():
        gather_ships(data / 'ships_planet', work / 'ships')
    for subject in sys.argv[3:] or SUBJECTS:
        for step in ('chips', 'training'):
            run(JOBS / f'{subject}_{step}.json', work)
        sheet = max((work / f'{subject}_run' / 'samples').glob('*.png'))
        shutil.copy(sheet, PICTURES / f'gallery_{subject}.png')


def gather_ships(source: Path, target: Path) -> None:
    """Put all chips with a ship into one folder."""
    target.mkdir()
    for chip in (*source.glob('ship_chips_derived/*.png'), *source.glob('shipsnet20/ship_*.png')):
        shutil.copy(chip, target)


def run(job: Path, work: Path) -> None:
    """Run a job in the folder `work`, unless there is none or its output is there."""
    if job.exists() and not (work / json.loads(job.read_text())['output']).exists():
        subprocess.run([sys.executable, '-m', 'satgan.core', 'run', str(job)], cwd=work, check=True)


if __name__ == '__main__':
    main()
