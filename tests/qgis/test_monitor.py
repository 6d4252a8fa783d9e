"""The training monitor shows a run folder while it grows, stops its training and leads to its resumption."""

import json
import os
import shutil
import socket
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from pytest_qgis.utils import wait_until
from qgis.core import QgsSettings
from qgis.gui import QgsBrowserGuiModel
from qgis.PyQt.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from qgis.PyQt.QtGui import QColor, QDesktopServices, QDropEvent, QImage, QMouseEvent, QPalette
from qgis.PyQt.QtWidgets import QApplication, QMessageBox

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = 'epoch,G_GAN,G_L1,D_real,MAE,SSIM,CONTRAST,seconds\n'
_LEFT = Qt.MouseButton.LeftButton


def row(epoch: int) -> str:
    """Return a line of metrics.csv."""
    return f'{epoch},{1 + epoch / 10},{40 - epoch},0.5,{30 - epoch},{epoch / 100},0.9,60.0\n'


class Trainer:
    """Writes a run folder as the engine does."""

    def __init__(self, folder: Path):
        self.folder = folder
        (folder / 'samples').mkdir(parents=True)

    def progress(self, state='running', **more):
        content = {'state': state, 'epoch': 3, 'epochs': 20, 'fraction': 0.125, 'seconds_left': 1500.0}
        content |= {'message': '', 'host': 'gis-server', 'time': time.time()}
        (self.folder / 'progress.json').write_text(json.dumps(content | more))

    def epochs(self, count: int, rest=''):
        (self.folder / 'metrics.csv').write_text(COLUMNS + ''.join(map(row, range(1, count + 1))) + rest)

    def sheet(self, epoch: int, width=60):
        image = QImage(width, 40, QImage.Format.Format_RGB32)
        image.fill(epoch)
        assert image.save(str(self.folder / 'samples' / f'epoch_{epoch:04d}.png'))

    def job(self, **more):
        job = {
            'job': 'trainpix2pix',
            'dataset': '/data/chips',
            'epochs': 12,
            'generator': 'unet128',
            'start_from': None,
        }
        (self.folder / 'job.json').write_text(
            json.dumps(job | {'output': 'D:\\elsewhere\\run', 'resume': False} | more)
        )

    def save(self):
        (self.folder / 'checkpoint.pt').touch()


@pytest.fixture
def trainer(tmp_path):
    return Trainer(tmp_path / 'runs' / 'roofs')


@pytest.fixture
def no_runs(qgis_app):
    """Nobody has trained yet."""
    QgsSettings().remove('satgan/recent_runs')
    yield
    QgsSettings().remove('satgan/recent_runs')


@pytest.fixture
def dock(provider, no_runs, monkeypatch):
    from satgan.satgan_qgis.gui.monitor import dock as module

    monkeypatch.setattr(module, '_INTERVAL', 20)
    dock = module.MonitorDock()
    dock.resize(360, 800)
    dock.show()
    yield dock
    dock.close()
    dock.deleteLater()


def shown(dock, trainer):
    """Let the dock watch the folder, and return when it has looked."""
    dock.folder_box.choose(str(trainer.folder))
    until(lambda: dock.run is not None and dock.run.files)


def until(condition):
    assert wait_until(condition)


def points(plot) -> dict[str, dict[int, float]]:
    return {curve.name: dict(curve.points) for curve in plot.curves}


def buttons(dock) -> tuple[bool, bool, bool]:
    """Return whether Stop, Resume and Open report can be pressed."""
    return tuple(button.isEnabled() for button in (dock.head.stop, dock.head.resume, dock.head.report))


# --- What it shows


def test_without_a_folder_it_says_what_to_do(dock):
    assert 'Choose the run folder of a training' in dock.hint.text()
    assert dock.hint.isVisible()
    assert not dock.head.isVisible()


def test_a_running_training_is_shown(dock, trainer):
    trainer.progress()
    trainer.epochs(2)
    trainer.sheet(1)
    trainer.sheet(2)
    shown(dock, trainer)
    assert dock.head.headline.text() == 'Epoch 3 of 20'
    assert dock.head.detail.text() == '25 min left, on gis-server'
    assert dock.head.bar.value() == 125
    assert points(dock.charts.losses) == {
        'G_GAN': {1: 1.1, 2: 1.2},
        'G_L1': {1: 39, 2: 38},
        'D_real': {1: 0.5, 2: 0.5},
    }
    assert points(dock.charts.figure) == {'MAE': {1: 29, 2: 28}}
    assert dock.charts.losses.legend() == ['G_GAN  1.2', 'G_L1  38', 'D_real  0.5']
    assert dock.sheet_title.text() == 'Samples of epoch 2'
    assert dock.sheet.image.pixel(0, 0) & 0xFFFFFF == 2
    assert buttons(dock) == (True, False, False)
    assert not dock.hint.isVisible()


def test_it_grows_with_the_training(dock, trainer):
    trainer.progress()
    trainer.epochs(2)
    shown(dock, trainer)
    trainer.epochs(3)
    trainer.sheet(3)
    trainer.progress(epoch=4, seconds_left=59)
    until(lambda: dock.head.headline.text() == 'Epoch 4 of 20' and dock.sheet.isVisible())
    assert dock.head.detail.text() == 'less than a minute left, on gis-server'
    assert points(dock.charts.figure) == {'MAE': {1: 29, 2: 28, 3: 27}}


def test_another_figure_can_be_chosen_and_stays_chosen(dock, trainer):
    trainer.epochs(2)
    shown(dock, trainer)
    figures = dock.charts.figures
    assert [figures.itemText(index) for index in range(figures.count())] == ['MAE', 'SSIM']
    assert dock.charts.meaning.text().startswith('Mean error of a pixel')
    figures.setCurrentText('SSIM')
    assert dock.charts.meaning.text() == 'How much the local structure agrees. 1 is equal.'
    assert points(dock.charts.figure) == {'SSIM': {1: 0.01, 2: 0.02}}
    trainer.epochs(3)
    until(lambda: points(dock.charts.figure) == {'SSIM': {1: 0.01, 2: 0.02, 3: 0.03}})


def test_the_figure_that_decides_is_shown_first(dock, trainer):
    trainer.job(gan_loss='vanilla')
    (trainer.folder / 'metrics.csv').write_text('epoch,G_GAN,MAE,BALANCE\n1,2,30,15\n')
    shown(dock, trainer)
    assert points(dock.charts.figure) == {'BALANCE': {1: 15}}
    (trainer.folder / 'metrics.csv').write_text('epoch,G_A,CYCLE_A,CYCLE_B\n1,2,30,15\n')
    until(lambda: points(dock.charts.figure) == {'CYCLE_A': {1: 30}})


def test_every_figure_of_a_training_is_explained(qgis_app):
    from satgan.core.jobs import JOBS, ResultKind, TrainingJob
    from satgan.satgan_qgis.gui.monitor.figures import meanings

    results = {
        result.name
        for job in JOBS.values()
        if issubclass(job, TrainingJob)
        for result in job.results
        if result.kind is ResultKind.NUMBER and not result.name.startswith(('BEST_', 'EPOCHS_'))
    }
    assert meanings().keys() == results


def test_the_legend_tells_the_values_under_the_mouse(dock, trainer):
    trainer.epochs(5)
    shown(dock, trainer)
    plot = dock.charts.figure
    place = QPointF(plot.width() / 2, plot.height() / 2)
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, place, place, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(plot, move)
    assert plot.legend() == ['MAE  27']
    QApplication.sendEvent(plot, QEvent(QEvent.Type.Leave))
    assert plot.legend() == ['MAE  25']


def test_a_double_click_shows_the_sheet_large(dock, trainer):
    trainer.epochs(2)
    trainer.sheet(2, width=500)
    shown(dock, trainer)
    place = QPointF(5, 5)
    kind, no_key = QEvent.Type.MouseButtonDblClick, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(dock.sheet, QMouseEvent(kind, place, place, _LEFT, _LEFT, no_key))
    [window] = [widget for widget in QApplication.topLevelWidgets() if widget.windowTitle() == 'Samples of epoch 2']
    assert window.sceneRect().width() == 500
    window.close()


@pytest.mark.parametrize(
    ('progress', 'headline', 'detail', 'allowed'),
    [
        ({'epochs': 0, 'epoch': 0, 'seconds_left': None}, 'Starting', 'on gis-server', (True, False, True)),
        ({'seconds_left': 7260, 'host': socket.gethostname()}, 'Epoch 3 of 20', '2 h 1 min left', (True, False, True)),
        ({'state': 'finished', 'seconds_left': None}, 'Finished', '2 epochs in 2 min', (False, True, True)),
        (
            {'state': 'stopped'},
            'Stopped in epoch 3 of 20',
            'Resume goes on after the last saved epoch.',
            (False, True, True),
        ),
        ({'state': 'failed', 'message': 'No memory.'}, 'Failed in epoch 3', 'No memory.', (False, True, True)),
    ],
)
def test_each_state_is_told(dock, trainer, progress, headline, detail, allowed):
    trainer.progress(**progress)
    trainer.epochs(2)
    trainer.job()
    trainer.save()
    (trainer.folder / 'report.html').touch()
    shown(dock, trainer)
    assert (dock.head.headline.text(), dock.head.detail.text()) == (headline, detail)
    assert buttons(dock) == allowed


def test_a_killed_training_is_told_from_a_running_one(dock, trainer):
    trainer.progress(time=time.time() - 600)
    trainer.job()
    trainer.save()
    shown(dock, trainer)
    assert dock.head.headline.text() == 'No sign of life for 10 min'
    assert 'Resume goes on' in dock.head.detail.text()
    assert buttons(dock) == (False, True, False)
    trainer.progress(time=time.time() - 599)  # it lives; the clock of its machine is slow
    until(lambda: dock.head.headline.text() == 'Epoch 3 of 20')
    assert buttons(dock) == (True, False, False)


def test_silence_is_measured_by_our_own_clock(monkeypatch, qgis_app):
    from satgan.satgan_qgis.gui.monitor import status

    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(status, 'time', SimpleNamespace(monotonic=lambda: clock.now, time=lambda: 5000.0))
    pulse = status.Pulse()
    assert pulse.silence(SimpleNamespace(time=9000.0)) == 0  # a clock that is fast
    clock.now += 130
    assert pulse.silence(SimpleNamespace(time=9000.0)) == 130
    assert pulse.silence(SimpleNamespace(time=9001.0)) == 0


def test_an_older_run_folder_is_shown_by_its_figures(dock, trainer):
    trainer.epochs(2)
    shown(dock, trainer)
    assert dock.head.headline.text() == 'Epoch 2 is done'
    (trainer.folder / 'report.html').touch()
    until(lambda: dock.head.headline.text() == 'Finished')


# --- Folders that are not as they should be


def test_an_empty_folder_is_told(dock, trainer):
    dock.folder_box.choose(str(trainer.folder))
    until(lambda: dock.head.headline.text() == 'No training here yet')
    assert buttons(dock) == (False, False, False)
    trainer.progress()
    trainer.epochs(1)
    until(lambda: dock.head.headline.text() == 'Epoch 3 of 20')


def test_a_folder_that_vanishes_while_it_is_read_takes_nothing_away(trainer, monkeypatch):
    from satgan.satgan_qgis.gui.monitor import run

    trainer.progress()
    trainer.epochs(2)
    trainer.save()
    reader = run.RunReader(trainer.folder)
    before = reader.read()
    assert before.history and before.progress

    away = trainer.folder.with_name('away')
    listdir = os.listdir

    def listed_for_the_last_time(folder):
        names = listdir(folder)
        if not away.exists():
            trainer.folder.rename(away)
        return names

    monkeypatch.setattr(run.os, 'listdir', listed_for_the_last_time)
    assert reader.read() == before
    monkeypatch.undo()
    assert not reader.read().is_there
    away.rename(trainer.folder)
    assert reader.read() == before


def test_figures_that_are_moved_away_and_back_are_seen_again(trainer):
    from satgan.satgan_qgis.gui.monitor.run import RunReader

    trainer.epochs(2)
    reader, metrics = RunReader(trainer.folder), trainer.folder / 'metrics.csv'
    before = reader.read()
    metrics.rename(trainer.folder.with_name('metrics.csv'))
    assert before.history and not reader.read().history
    trainer.folder.with_name('metrics.csv').rename(metrics)
    assert reader.read() == before


def test_a_folder_that_vanishes_is_told_and_may_come_back(dock, trainer):
    trainer.progress()
    trainer.epochs(2)
    trainer.job()
    trainer.save()
    shown(dock, trainer)
    away = trainer.folder.with_name('away')
    trainer.folder.rename(away)
    until(lambda: dock.head.headline.text() == 'The folder cannot be reached')
    assert str(trainer.folder) in dock.head.detail.text()
    assert points(dock.charts.figure) == {'MAE': {1: 29, 2: 28}}  # what was read last
    assert buttons(dock) == (False, False, False)
    away.rename(trainer.folder)
    until(lambda: dock.head.headline.text() == 'Epoch 3 of 20')


def test_a_drive_that_does_not_answer_is_told(dock, trainer, monkeypatch):
    from satgan.satgan_qgis.gui.monitor import dock as module
    from satgan.satgan_qgis.gui.monitor.run import RunReader

    trainer.progress()
    shown(dock, trainer)
    answer, read = threading.Event(), RunReader.read

    def late(reader):
        assert answer.wait(60)
        return read(reader)

    monkeypatch.setattr(RunReader, 'read', late)
    monkeypatch.setattr(module, '_PATIENCE', 0)
    until(lambda: dock.head.headline.text() == 'The drive of the run folder does not answer')
    assert buttons(dock) == (False, False, False)
    monkeypatch.setattr(module, '_PATIENCE', 60)
    answer.set()
    until(lambda: dock.head.headline.text() == 'Epoch 3 of 20')


def test_half_written_files_are_as_they_were_before(dock, trainer):
    trainer.progress()
    trainer.epochs(2)
    trainer.sheet(2)
    trainer.job()
    trainer.save()
    shown(dock, trainer)
    before = dock.run
    (trainer.folder / 'progress.json').write_text('{"state": "runn')
    trainer.epochs(2, rest='3,1.3,37,0.')
    (trainer.folder / 'samples' / 'epoch_0003.png').write_bytes(b'\x89PNG\r\n')
    (trainer.folder / 'job.json').write_text('')
    (trainer.folder / 'seen').touch()
    until(lambda: 'seen' in dock.run.files)
    assert dock.run.progress == before.progress
    assert points(dock.charts.losses)['G_L1'] == {1: 39, 2: 38}
    assert dock.sheet_title.text() == 'Samples of epoch 2'
    assert dock.run.job == before.job
    trainer.epochs(3)
    trainer.sheet(3)
    until(lambda: dock.sheet_title.text() == 'Samples of epoch 3')
    assert points(dock.charts.losses)['G_L1'] == {1: 39, 2: 38, 3: 37}


@pytest.mark.parametrize(
    'content',
    [
        '[]',
        '{}',
        'null',
        '\ufeff',
        'a\0b\n1\n',
        'a,b\n1,2\n',
        'epoch,b\nnan,2\ninf,2\n1,2,3\n',
        '{"state": "running", "epoch": "x", "epochs": [], "fraction": {}, "seconds_left": null, "message": "", "host": ""}',
        '{"state": "running", "epoch": 1, "epochs": 2, "fraction": NaN, "seconds_left": 1, "message": "", "host": "", "time": 1}',
        '{"state": "running", "epoch": 1, "epochs": 2, "fraction": 0, "seconds_left": Infinity, "message": "", "host": ""}',
        '{"state": "running", "epoch": Infinity}',
    ],
)
def test_files_of_other_programs_do_no_harm(dock, trainer, content):
    for name in ('progress.json', 'job.json', 'metrics.csv'):
        (trainer.folder / name).write_text(content, encoding='utf-8')
    (trainer.folder / 'stop').mkdir()
    shown(dock, trainer)
    assert dock.head.headline.text() == 'No training here yet'
    assert buttons(dock)[:2] == (False, False)


def test_numbers_that_are_none_leave_a_gap(dock, trainer):
    trainer.epochs(2, rest='3,nan,37,inf,27,,0.9,60\n')
    shown(dock, trainer)
    until(lambda: len(dock.run.history) == 3)
    assert points(dock.charts.losses)['G_GAN'] == {1: 1.1, 2: 1.2}
    assert points(dock.charts.losses)['G_L1'] == {1: 39, 2: 38, 3: 37}
    dock.charts.figures.setCurrentText('SSIM')
    assert dock.charts.figure.legend() == ['SSIM  0.02']


# --- Which folder


def test_the_last_folders_are_offered_the_newest_first(dock, trainer, tmp_path):
    shown(dock, trainer)
    other = Trainer(tmp_path / 'runs' / 'roads')
    dock.folder_box.choose(str(other.folder))
    assert dock.folder_box.folders() == [str(other.folder), str(trainer.folder)]
    assert dock.folder_box.folder() == str(other.folder)


def test_no_more_than_ten_folders_are_kept(no_runs):
    from satgan.satgan_qgis.recent_runs import recent_runs, remember_run

    for number in (*range(12), 5):
        remember_run(f'/runs/{number}')
    assert recent_runs() == [f'/runs/{number}' for number in (5, 11, 10, 9, 8, 7, 6, 4, 3, 2)]


def test_damaged_settings_offer_nothing(no_runs):
    from satgan.satgan_qgis.recent_runs import recent_runs

    QgsSettings().setValue('satgan/recent_runs', 'no JSON')
    assert recent_runs() == []


def test_a_folder_or_a_file_in_it_can_be_dragged_here(dock, trainer):
    trainer.progress()
    for path in (trainer.folder, trainer.folder / 'progress.json'):
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path))])
        drop = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, _LEFT, Qt.KeyboardModifier.NoModifier)
        dock.dropEvent(drop)
        assert dock.folder_box.folder() == str(trainer.folder)
    until(lambda: dock.head.headline.text() == 'Epoch 3 of 20')


def test_a_training_that_begins_shows_itself(dock, trainer, fake_engine, run, tmp_path):
    fake_engine()
    trainer.progress('finished')
    shown(dock, trainer)
    (tmp_path / 'dataset').mkdir()
    (tmp_path / 'dataset' / 'dataset.json').touch()
    log = run('trainpix2pix', {'DATASET': str(tmp_path / 'dataset'), 'OUTPUT': str(tmp_path / 'new')}).log
    assert 'Plugins > SatGAN > Training monitor shows this training' in log
    until(lambda: dock.folder_box.folder() == str(tmp_path / 'new'))


def test_a_training_that_runs_stays_in_view_when_another_one_begins(dock, trainer):
    from satgan.satgan_qgis.recent_runs import remember_run

    trainer.progress()
    shown(dock, trainer)
    remember_run('/runs/another')
    until(lambda: len(dock.folder_box.folders()) == 2)
    assert dock.folder_box.folder() == str(trainer.folder)


def test_a_late_answer_about_another_folder_is_not_shown(dock, trainer, tmp_path):
    from satgan.satgan_qgis.gui.monitor.run import Run

    trainer.progress()
    shown(dock, trainer)
    dock._show(Run(tmp_path / 'another', is_there=True))
    assert dock.run.folder == trainer.folder


def test_it_looks_at_nothing_while_it_is_hidden(dock, trainer):
    trainer.progress()
    shown(dock, trainer)
    dock.hide()
    assert not dock._timer.isActive()
    dock.show()
    assert dock._timer.isActive()


# --- Buttons


def test_stop_puts_the_request_into_the_folder(dock, trainer):
    trainer.progress()
    shown(dock, trainer)
    dock.head.stop.click()
    assert (trainer.folder / 'stop').read_bytes() == b''
    until(lambda: dock.head.headline.text() == 'Stopping')
    assert buttons(dock) == (False, False, False)
    (trainer.folder / 'stop').unlink()
    trainer.progress('stopped')
    until(lambda: dock.head.headline.text() == 'Stopped in epoch 3 of 20')
    assert dock.head.detail.text() == 'No epoch has been saved: there is nothing to go on from.'


def test_a_request_that_cannot_be_written_is_told(dock, trainer, monkeypatch):
    trainer.progress()
    shown(dock, trainer)
    told = []
    monkeypatch.setattr(QMessageBox, 'warning', lambda parent, title, text: told.append(text))
    dock.hide()  # looks no more
    shutil.rmtree(trainer.folder)
    dock.head.stop.click()
    [sentence] = told
    assert f'{trainer.folder} cannot be written to (No such file or directory)' in sentence


def test_resume_opens_the_dialog_as_the_training_was_started(dock, trainer, qgis_iface, monkeypatch):
    from processing.gui.AlgorithmDialog import AlgorithmDialog

    model = QgsBrowserGuiModel()
    monkeypatch.setattr(qgis_iface, 'browserModel', lambda: model, raising=False)
    trainer.progress('stopped')
    trainer.epochs(2)
    trainer.job()
    trainer.save()
    shown(dock, trainer)
    dock.head.resume.click()
    [dialog] = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, AlgorithmDialog)]
    parameters = dialog.createProcessingParameters()
    assert dialog.algorithm().id() == 'satgan:trainpix2pix'
    assert {name: parameters[name] for name in ('DATASET', 'OUTPUT', 'RESUME', 'EPOCHS', 'GENERATOR')} == {
        'DATASET': '/data/chips',
        'OUTPUT': str(trainer.folder),  # where it is now, not where it was started
        'RESUME': True,
        'EPOCHS': 12,
        'GENERATOR': 'unet128',
    }
    dialog.close()


def test_every_training_can_be_resumed_with_all_that_job_json_holds(provider):
    from satgan.core.jobs import JOBS, TrainingJob
    from satgan.satgan_qgis.gui.monitor.resume import resumption
    from satgan.satgan_qgis.gui.monitor.run import Run

    trainings = [job for job in JOBS.values() if issubclass(job, TrainingJob)]
    assert len(trainings) == 3
    for training in trainings:
        job = training(dataset='/data/chips', output='/old').to_mapping()
        algorithm, parameters = resumption(Run(Path('/new'), job=job))
        assert algorithm == f'satgan:{training.id}'
        known = {definition.name() for definition in provider.algorithm(training.id).parameterDefinitions()}
        assert parameters.keys() == known - {name.upper() for name, value in job.items() if value is None}
        assert (parameters['OUTPUT'], parameters['RESUME']) == ('/new', True)


@pytest.mark.parametrize('job', [{}, {'job': 'applymodel'}, {'job': 'unknown'}, {'job': ['trainpix2pix']}])
def test_what_is_no_training_cannot_be_resumed(job, qgis_app):
    from satgan.satgan_qgis.gui.monitor.resume import resumption
    from satgan.satgan_qgis.gui.monitor.run import Run

    assert resumption(Run(Path('/new'), job=job)) is None


def test_the_report_is_opened(dock, trainer, monkeypatch):
    trainer.progress('finished')
    (trainer.folder / 'report.html').touch()
    shown(dock, trainer)
    opened = []
    monkeypatch.setattr(QDesktopServices, 'openUrl', opened.append)
    dock.head.report.click()
    assert opened == [QUrl.fromLocalFile(str(trainer.folder / 'report.html'))]


# --- How it is drawn


def luminance(colour: QColor) -> float:
    """Return the relative luminance of WCAG 2, 0 to 1."""
    channels = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(('ground', 'text'), [('#efefef', '#000000'), ('#2b2b2b', '#e0e0e0')])
def test_eight_curves_are_told_apart_on_light_and_on_dark(ground, text, qgis_app):
    from satgan.satgan_qgis.gui.monitor.colours import pen_of

    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, QColor(ground))
    palette.setColor(QPalette.ColorRole.WindowText, QColor(text))
    pens = [pen_of(number, palette) for number in range(8)]
    assert len({(pen.color().name(), pen.style()) for pen in pens}) == 8
    for pen in pens:
        darker, lighter = sorted((luminance(pen.color()), luminance(QColor(ground))))
        assert (lighter + 0.05) / (darker + 0.05) > 2.5


@pytest.mark.parametrize(('width', 'more_lines'), [(60, 2), (2000, 0)])
def test_the_legend_takes_the_lines_that_it_needs(dock, trainer, width, more_lines):
    trainer.epochs(2)
    shown(dock, trainer)
    one, three = dock.charts.figure.heightForWidth(width), dock.charts.losses.heightForWidth(width)
    assert three - one == more_lines * 18


@pytest.mark.parametrize(
    ('values', 'ticks', 'is_logarithmic'),
    [
        ([0, 1], (0, 0.5, 1), False),
        ([31, 52], (30, 40, 50, 60), False),
        ([-3, 3], (-4, -2, 0, 2, 4), False),
        ([5, 5], (4.5, 5, 5.5), False),
        ([0, 0], (-1, -0.5, 0, 0.5, 1), False),
        ([0.3, 45], (0.1, 1, 10, 100), True),
        ([-0.3, 45], (-20, 0, 20, 40, 60), False),
        ([], (0, 0.5, 1), False),
    ],
)
def test_the_scale_shows_all_values_at_round_ones(values, ticks, is_logarithmic, qgis_app):
    from satgan.satgan_qgis.gui.monitor.axis import axis_for

    axis = axis_for(values, 4)
    assert axis.ticks == pytest.approx(ticks)
    assert axis.is_logarithmic == is_logarithmic
    assert all(0 <= axis.place(value) <= 1 for value in values)
    assert (axis.place(axis.low), axis.place(axis.high)) == (0, 1)


@pytest.mark.parametrize(
    ('last', 'ticks'), [(1, [1, 2]), (4, [1, 2, 3, 4]), (12, [1, 5, 10]), (200, [1, 50, 100, 150, 200])]
)
def test_epochs_are_whole_numbers(last, ticks, qgis_app):
    from satgan.satgan_qgis.gui.monitor.axis import epoch_axis

    assert list(epoch_axis(last, 4).ticks) == ticks
