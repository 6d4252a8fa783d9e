"""The algorithm that reports on the engine."""

import pytest
from qgis.core import QgsProcessingException


def test_missing_engine_is_reported_not_raised(run, no_engine, tmp_path):
    page = tmp_path / 'new' / 'report.html'
    results = run('checkengine', {'OUTPUT_HTML': str(page)}).results
    assert results['READY'] == 0
    assert 'Install engine' in results['REPORT']
    assert 'Install engine' in page.read_text(encoding='utf-8')


def test_broken_engine_is_reported_not_raised(run, fake_engine):
    fake_engine('silent')
    results = run('checkengine', {}).results
    assert results['READY'] == 0
    assert 'did not start' in results['REPORT']


def test_engine_is_asked(run, fake_engine):
    fake_engine()
    assert run('checkengine', {}).results == {'FROM_ENGINE': 'checkengine'}


def test_page_that_cannot_be_written_is_told(run, no_engine, tmp_path):
    (tmp_path / 'file').touch()
    with pytest.raises(QgsProcessingException, match=r'file could not be used: .*Check the path'):
        run('checkengine', {'OUTPUT_HTML': str(tmp_path / 'file' / 'report.html')})
