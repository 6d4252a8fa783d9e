"""The documents tell the truth: the reference is up to date, links lead somewhere, examples are valid jobs."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import tutorial_commands
import write_algorithms
from satgan.core.jobs import JOBS

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / 'README.md', *sorted((ROOT / 'docs').rglob('*.md'))]
TUTORIALS = [page for page in PAGES if page.parent.name == 'tutorials' and page.name != 'index.md']


def test_the_reference_of_the_algorithms_is_up_to_date():
    """docs/algorithms.md is what docs/write_algorithms.py would write now."""
    assert (ROOT / 'docs' / 'algorithms.md').read_text() == write_algorithms.page()


@pytest.mark.parametrize('page', PAGES, ids=lambda page: page.name)
def test_links_and_pictures_are_there(page):
    """Every relative link of a page names a file of the checkout."""
    targets = re.findall(r'\]\(([^)#]+)', page.read_text())
    missing = [target for target in targets if '://' not in target and not (page.parent / target).is_file()]
    assert missing == []


@pytest.mark.parametrize('page', PAGES, ids=lambda page: page.name)
def test_the_commands_of_a_page_are_jobs(page):
    """Each qgis_process line uses ids and parameters that exist, and has what is required."""
    text = page.read_text()
    named = set(re.findall(r'qgis_process run satgan:(\w+)', text))
    assert named <= JOBS.keys() | {'installengine'} | {
        model.stem for model in (ROOT / 'resources' / 'models').iterdir()
    }
    for job in tutorial_commands.jobs(text):
        kind = JOBS[job.pop('job')]
        required = {name for name, p in kind.parameters().items() if not p.optional and kind.default(name) is None}
        assert required <= job.keys() <= kind.parameters().keys()


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


@pytest.mark.parametrize('page', TUTORIALS, ids=lambda page: page.stem)
def test_each_command_of_a_tutorial_is_told_for_the_dialog_too(page):
    text = ' '.join(page.read_text().split())
    jobs = tutorial_commands.jobs(page.read_text())
    assert jobs
    assert all(tutorial_commands.in_the_dialog(job) in text for job in jobs)


@pytest.mark.parametrize(
    'record', sorted((ROOT / 'docs' / 'tutorials' / 'figures').glob('*.json')), ids=lambda record: record.stem
)
def test_the_figures_of_a_tutorial_are_those_that_its_commands_gave(record):
    steps, page = json.loads(record.read_text()), (ROOT / 'docs' / 'tutorials' / f'{record.stem}.md').read_text()
    assert [step['job'] for step in steps] == tutorial_commands.jobs(page)
    tables = [tutorial_commands.table(step) for step in steps if step['job']['job'] == 'evaluatemodel']
    assert tables
    assert all(table in page for table in tables)


def test_each_tutorial_has_its_figures_but_the_one_of_the_gallery():
    """That one trains what the gallery shows."""
    records = {record.stem for record in (ROOT / 'docs' / 'tutorials' / 'figures').glob('*.json')}
    assert {page.stem for page in TUTORIALS} - records == {'noise'}
    training = tutorial_commands.jobs((ROOT / 'docs' / 'tutorials' / 'noise.md').read_text())[0]
    shown = json.loads((ROOT / 'docs' / 'gallery' / 'lakes_training.json').read_text())
    elsewhere = {'dataset': '', 'output': ''}
    assert training | elsewhere == shown | elsewhere


def test_the_site_is_built_without_a_warning_and_loads_nothing_from_elsewhere(tmp_path):
    """As `make docs` does it: every page is in the navigation, and all links and anchors lead somewhere."""
    pytest.importorskip('material', reason='the site needs the extra "docs"')
    command = [sys.executable, '-m', 'mkdocs', 'build', '--strict', '--site-dir', str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, env=os.environ | {'NO_MKDOCS_2_WARNING': '1'})
    pages = [page.read_text() for page in tmp_path.rglob('*.html')]
    assert len(pages) >= len(PAGES)
    loaded = r'<(?:script|img|iframe)[^>]*\ssrc="?(https?:|//)|<link[^>]*rel="?(?:stylesheet|preconnect)[^>]*href="?(?:https?:|//)'
    assert not any(re.search(loaded, page) for page in pages)
    assert not list(tmp_path.rglob('*.py'))
