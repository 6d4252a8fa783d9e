"""The help of the dialogs: plain where it is printed, with a picture and a link in the window of QGIS."""

import re
from pathlib import Path

import pytest
from qgis import utils
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QImage, QTextDocument

HELP = Path(__file__).resolve().parents[2] / 'resources' / 'help'
#: As wide as the help panel first is, with a scroll bar.
WIDEST = 232
WITHOUT_PICTURE = {'checkengine', 'installengine'}


@pytest.fixture
def algorithms(provider):
    return {algorithm.name(): algorithm for algorithm in provider.algorithms()}


@pytest.fixture
def headless(monkeypatch):
    monkeypatch.setattr(utils, 'iface', None)


@pytest.fixture
def window(qgis_iface, monkeypatch):
    monkeypatch.setattr(utils, 'iface', qgis_iface)


def picture_in(algorithm):
    """Return the path of the picture in the help of an algorithm; None where there is none."""
    found = re.search('<img src="([^"]+)">', algorithm.shortHelpString())
    return Path(QUrl(found.group(1)).toLocalFile()) if found else None


def test_help_is_plain_without_a_window(algorithms, headless):
    for algorithm in algorithms.values():
        assert not re.search('<[a-z/]', algorithm.shortHelpString()), algorithm.name()


def test_help_has_a_picture_that_fits_and_a_link_in_the_window(algorithms, window):
    shown = {name: picture_in(algorithm) for name, algorithm in algorithms.items()}
    assert {name for name, picture in shown.items() if picture is None} == WITHOUT_PICTURE
    assert {picture for picture in shown.values() if picture} == set(HELP.resolve().glob('*.png'))
    for name, picture in shown.items():
        assert picture is None or (picture.stem == name and 0 < QImage(str(picture)).width() <= WIDEST)
        assert f'<a href="{algorithms[name].helpUrl()}">More in the manual</a>' in algorithms[name].shortHelpString()


def test_help_in_the_window_says_what_is_printed(algorithms, window, monkeypatch):
    for algorithm in algorithms.values():
        document = QTextDocument()
        document.setHtml('<br>'.join(algorithm.shortHelpString().split('\n')))
        with monkeypatch.context() as without:
            without.setattr(utils, 'iface', None)
            assert ' '.join(algorithm.shortHelpString().split()) in ' '.join(document.toPlainText().split())


def test_pictures_are_small_files():
    assert sum(picture.stat().st_size for picture in HELP.glob('*.png')) < 600_000
