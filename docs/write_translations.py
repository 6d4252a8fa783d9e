"""Writes the files of the translators, satgan_qgis/i18n/satgan_*.ts, and compiles them into what QGIS loads, *.qm.

Run `make translations` after a change of texts; a test tells when it was forgotten. Translations that are there stay,
texts that are new come as unfinished, and those that nothing says any more go. `make translations LANGUAGES=fr` begins
a new language.
"""

from __future__ import annotations

import ast
import inspect
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from qgis.core import QgsApplication, QgsProcessingModelAlgorithm

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / 'build' / 'plugins'))

from satgan.core.jobs import JOBS, InstallEngine
from satgan.satgan_qgis.algorithms import ALGORITHMS
from satgan.satgan_qgis.language import CONTEXT, paragraphs
from satgan.satgan_qgis.models import KEYWORDS
from satgan.satgan_qgis.provider import SatganProvider

SIDE = ROOT / 'satgan_qgis'
FOLDER = SIDE / 'i18n'
MODELS = ROOT / 'resources' / 'models'
MARKS = ('tr', 'translatable')


def texts() -> dict[str, str]:
    """Return all texts that the plugin says to a user, in English, with the file where each stands first.

    The provider has to be registered: a graphical model knows its outputs only by the algorithms that it is made of.
    """
    found: dict[str, str] = {}
    for path, text in (*_marked(), *_of_algorithms(), *_of_jobs(), *_of_models()):
        if text:
            found.setdefault(text, Path(os.path.relpath(path, FOLDER)).as_posix())
    return found


def _marked() -> Iterator[tuple[Path, str]]:
    """Find what the source hands over to `tr` and `translatable` as it stands there."""
    for path in sorted(SIDE.rglob('*.py')):
        for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
                text = node.args[0]
                if isinstance(text, ast.JoinedStr):
                    raise SystemExit(f'{path}:{text.lineno}: an f-string has no translation. Use format().')
                if isinstance(text, ast.Constant):
                    yield path, text.value


def _of_algorithms() -> Iterator[tuple[Path, str]]:
    for algorithm in ALGORITHMS:
        path = Path(inspect.getfile(algorithm)).resolve()
        for text in (algorithm.title, algorithm.summary, *paragraphs(algorithm.description), *algorithm.keywords):
            yield path, text


def _of_jobs() -> Iterator[tuple[Path, str]]:
    for job in (*JOBS.values(), InstallEngine):
        path = Path(inspect.getfile(job)).resolve()
        for parameter in job.parameters().values():
            yield path, parameter.label
            yield path, parameter.help
        for result in job.results:
            yield path, result.label


def _of_models() -> Iterator[tuple[Path, str]]:
    for word in KEYWORDS:
        yield SIDE / 'models.py', word
    for path in sorted(MODELS.glob('*.model3')):
        model = QgsProcessingModelAlgorithm()
        model.fromFile(str(path))
        definitions = model.parameterDefinitions()
        for text in (
            model.displayName(),
            model.shortDescription(),
            *model.helpContent()['ALG_DESC'].split('\n'),
            *(definition.description() for definition in definitions),
            *(definition.help() for definition in definitions),
        ):
            yield path, text


def translations(path: Path) -> dict[str, str]:
    """Return the finished translations of a .ts file; empty where it does not exist yet."""
    if not path.exists():
        return {}
    messages = ElementTree.parse(path).iter('message')
    pairs = {message.findtext('source', ''): message.find('translation') for message in messages}
    return {source: target.text for source, target in pairs.items() if target.get('type') is None and target.text}


def written(language: str, sources: dict[str, str], translated: dict[str, str]) -> str:
    """Return the content of a .ts file.

    Args:
        language: such as `de` or `pt_BR`.
        sources: texts in English, with the files where they stand.
        translated: their translations, as far as they are there.
    """
    root = ElementTree.Element('TS', version='2.1', language=language, sourcelanguage='en')
    context = ElementTree.SubElement(root, 'context')
    ElementTree.SubElement(context, 'name').text = CONTEXT
    for source, file in sources.items():
        message = ElementTree.SubElement(context, 'message')
        ElementTree.SubElement(message, 'location', filename=file)
        ElementTree.SubElement(message, 'source').text = source
        target = ElementTree.SubElement(message, 'translation')
        target.text = translated.get(source)
        if target.text is None:
            target.set('type', 'unfinished')
    ElementTree.indent(root, '    ')
    body = ElementTree.tostring(root, encoding='unicode')
    return f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n'


def compile_translations(path: Path) -> None:
    """Make the .qm file of a .ts file."""
    compiler = shutil.which('lrelease')
    if compiler is None:
        raise SystemExit('lrelease, a tool of Qt, is missing: on Debian it is in qttools5-dev-tools or qt6-l10n-tools.')
    subprocess.run([compiler, '-silent', str(path), '-qm', str(path.with_suffix('.qm'))], check=True)


def main(languages: list[str]) -> None:
    """Bring all languages up to date, and begin those that are named."""
    application = QgsApplication([], False)
    application.initQgis()
    provider = SatganProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    FOLDER.mkdir(exist_ok=True)
    sources = texts()
    for path in sorted({*FOLDER.glob('satgan_*.ts'), *(FOLDER / f'satgan_{language}.ts' for language in languages)}):
        translated = translations(path)
        path.write_text(written(path.stem.removeprefix('satgan_'), sources, translated), encoding='utf-8')
        compile_translations(path)
        print(f'{path.name}: {sum(source not in translated for source in sources)} of {len(sources)} are missing')
    application.exitQgis()


if __name__ == '__main__':
    main(sys.argv[1:])
