"""The documents tell the truth: the reference is up to date, links lead somewhere, examples are valid jobs."""

import importlib.util
import json
import re
from pathlib import Path

import pytest
from satgan.core.jobs import JOBS

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / 'README.md', *sorted((ROOT / 'docs').glob('*.md'))]


def test_the_reference_of_the_algorithms_is_up_to_date():
    """docs/algorithms.md is what docs/write_algorithms.py would write now."""
    spec = importlib.util.spec_from_file_location('write_algorithms', ROOT / 'docs' / 'write_algorithms.py')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (ROOT / 'docs' / 'algorithms.md').read_text() == module.page()


@pytest.mark.parametrize('page', PAGES, ids=lambda page: page.name)
def test_links_and_pictures_are_there(page):
    """Every relative link of a page names a file of the checkout."""
    targets = re.findall(r'\]\(([^)#]+)', page.read_text())
    missing = [target for target in targets if '://' not in target and not (page.parent / target).is_file()]
    assert missing == []


def test_the_commands_of_the_readme_name_real_parameters():
    """Each qgis_process line of the README uses ids and parameters that exist."""
    text = (ROOT / 'README.md').read_text().replace('\\\n', ' ')
    commands = re.findall(r'qgis_process run satgan:(\w+) -- (.+)', text)
    assert [name for name, _ in commands] == [
        'rasterizefootprints',
        'exportpairedchips',
        'trainpix2pix',
        'applymodel',
    ]
    for name, arguments in commands:
        given = {word.partition('=')[0].lower() for word in arguments.split()}
        assert given <= JOBS[name].parameters().keys()


def test_the_job_file_of_the_readme_is_one():
    """The JSON in the README has the parameters of its job."""
    job = json.loads(re.search(r"echo '(\{.+\})' > job\.json", (ROOT / 'README.md').read_text())[1])
    assert set(job) - {'job'} <= JOBS[job['job']].parameters().keys()


@pytest.mark.parametrize('file', sorted((ROOT / 'docs' / 'gallery').glob('*.json')), ids=lambda file: file.stem)
def test_the_job_files_of_the_gallery_name_real_parameters_and_the_page_links_them(file):
    job = json.loads(file.read_text())
    parameters = JOBS[job.pop('job')].parameters()
    assert job.keys() <= parameters.keys()
    assert all(value in parameters[name].choices for name, value in job.items() if parameters[name].choices)
    assert f'(gallery/{file.name})' in (ROOT / 'docs' / 'gallery.md').read_text()
