"""How far pip is with its downloads."""

import pytest
from qgis.core import QgsProcessingFeedback


@pytest.fixture
def feedback(provider):
    return QgsProcessingFeedback()


def test_files_add_up_to_the_span_of_the_progress(feedback):
    from satgan.satgan_qgis.engine.download import Download

    download = Download(feedback, 1000, 20, 60)
    shown = []
    for line in ('Progress 0 of 600', 'Progress 600 of 600', 'Progress 100 of 300', 'Progress 300 of 300'):
        assert download.takes(line)
        shown.append(feedback.progress())
    assert shown == [20, 44, 48, 56]
    assert download.takes('Progress 300 of 500000')
    assert download.takes('Progress 500000 of 500000')
    assert feedback.progress() == 60


@pytest.mark.parametrize('line', ['Collecting torch', 'Progress', 'Progress is slow', '  Downloading torch (539.1 MB)'])
def test_other_lines_are_not_taken(feedback, line):
    from satgan.satgan_qgis.engine.download import Download

    assert not Download(feedback, 1, 0, 100).takes(line)


def test_progress_moves_the_bar_and_stays_out_of_the_log(feedback):
    from satgan.satgan_qgis.engine.commands import Commands
    from satgan.satgan_qgis.engine.download import Download

    command = ['/usr/bin/python3', '-c', 'print("Collecting x"); print("Progress 5 of 10"); print("Installed x")']
    lines = Commands(feedback).run(command, download=Download(feedback, 10, 0, 100))
    assert lines == ['Collecting x', 'Installed x']
    assert feedback.progress() == 50
    assert 'Progress' not in feedback.textLog()
