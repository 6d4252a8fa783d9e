"""`qgis_process` as a server runs it: real QGIS, real engine, a profile of its own."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = ROOT / 'build' / 'plugins'


@dataclass(frozen=True)
class Outcome:
    """What a call of `qgis_process` left."""

    code: int
    output: str
    errors: str

    @property
    def results(self):
        return json.loads(self.output)['results']

    @property
    def warnings(self):
        return json.loads(self.output)['log'].get('warning', [])


class QgisProcess:
    """Calls `qgis_process` with one profile and one folder of plugins."""

    def __init__(self, home: Path, plugins: Path, python: str | None):
        kept = {name: value for name, value in os.environ.items() if name != 'SATGAN_PYTHON'}
        self._environment = kept | {
            'HOME': str(home),
            'XDG_RUNTIME_DIR': str(home),
            'QGIS_PLUGINPATH': str(plugins),
            'QT_QPA_PLATFORM': 'offscreen',
        }
        if python:
            self._environment['SATGAN_PYTHON'] = python
        home.chmod(0o700)
        self.call('plugins', 'enable', 'satgan')

    def call(self, *arguments: str, stdin: str = '') -> Outcome:
        done = subprocess.run(
            ['qgis_process', *arguments],
            env=self._environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    def run(self, algorithm: str, **parameters) -> Outcome:
        values = [f'{name}={value}' for name, value in parameters.items()]
        return self.call('--json', 'run', f'satgan:{algorithm}', '--', *values)
