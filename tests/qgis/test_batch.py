"""The batch dialog: a folder of rasters, one row each."""

import json
from pathlib import Path

import pytest
from pytest_qgis.utils import wait
from qgis.core import QgsProject
from qgis.gui import QgsBrowserGuiModel
from qgis.PyQt.QtWidgets import QFileDialog


@pytest.fixture
def batch(provider, qgis_iface, qgis_new_project, monkeypatch, tmp_path):
    """Returns a function that opens the dialog of an algorithm with a row for each raster of a folder."""
    browser = QgsBrowserGuiModel()
    monkeypatch.setattr(qgis_iface, 'browserModel', lambda: browser, raising=False)

    def open_dialog(name, parameter, folder):
        from processing.gui.BatchAlgorithmDialog import BatchAlgorithmDialog

        monkeypatch.setattr(QFileDialog, 'getExistingDirectory', lambda *arguments: str(folder))
        dialog = BatchAlgorithmDialog(provider.algorithm(name).create())
        dialog.show()  # a hidden one is deleted as soon as it is done
        _column(dialog, parameter).showDirectorySelectionDialog()
        return dialog

    return open_dialog


@pytest.fixture
def images(raster, tmp_path):
    folder = tmp_path / 'images'
    folder.mkdir()
    for name in ('north', 'middle', 'south'):
        raster(f'images/{name}.tif')
    (folder / 'notes.txt').write_text('no raster')
    return folder


def _column(dialog, parameter):
    """Return the head of a column, where values for all rows are filled in."""
    panel = dialog.mainWidget()
    return panel.tblParameters.cellWidget(0, panel.parameter_to_column[parameter])


def _rows(dialog, parameter):
    panel = dialog.mainWidget()
    return [Path(panel.valueForParameter(row, parameter)).stem for row in range(panel.batchRowCount())]


def _write_to(dialog, names, parameter, folder, ending):
    """Name the output of each row after its input."""
    panel = dialog.mainWidget()
    for row, name in enumerate(names):
        widget = panel.tblParameters.cellWidget(row + 1, panel.parameter_to_column[parameter])
        widget.setValue(str(folder / f'{name}{ending}'))


def _jobs(record):
    return [json.loads(line) for line in (record / 'jobs.jsonl').read_text().splitlines()]


def _run(dialog, layers):
    dialog.mainWidget().checkLoadLayersOnCompletion.setChecked(True)
    dialog.runAlgorithm()
    while len(QgsProject.instance().mapLayers()) < layers:
        wait(10)
    dialog.close()


def test_a_model_is_applied_to_a_folder_of_rasters(batch, fake_engine, images, tmp_path):
    record = fake_engine()
    (tmp_path / 'model.safetensors').touch()
    dialog = batch('applymodel', 'INPUT', images)
    assert sorted(_rows(dialog, 'INPUT')) == ['middle', 'north', 'south']
    model = _column(dialog, 'MODEL')
    model.setRowValue(0, str(tmp_path / 'model.safetensors'), dialog.processingContext())
    model.fillDown()
    _write_to(dialog, _rows(dialog, 'INPUT'), 'OUTPUT', tmp_path, ' made.tif')
    _run(dialog, 3)
    jobs = _jobs(record)
    assert {(Path(job['input']).stem, Path(job['output']).name) for job in jobs} == {
        (name, f'{name} made.tif') for name in ('north', 'middle', 'south')
    }
    assert {job['model'] for job in jobs} == {str(tmp_path / 'model.safetensors')}
    layers = QgsProject.instance().mapLayers().values()
    assert all(layer.name().endswith('(synthetic)') and 'Synthetic' in layer.metadata().abstract() for layer in layers)
    assert {Path(layer.source()).name for layer in layers} == {
        f'{name} made.tif' for name in ('north', 'middle', 'south')
    }


def test_a_graphical_model_runs_for_each_raster(batch, fake_engine, images, tmp_path):
    """Each row trains a model of its own in a folder of its own, and loads its class raster and its image."""
    record = fake_engine('whole')
    dialog = batch('labelstoimage', 'image', images)
    names = _rows(dialog, 'image')
    _write_to(dialog, names, 'class_raster', tmp_path, ' classes.tif')
    _write_to(dialog, names, 'generated_image', tmp_path, ' generated.tif')
    _write_to(dialog, names, 'dataset_folder', tmp_path, ' chips')
    _write_to(dialog, names, 'run_folder', tmp_path, ' run')
    _run(dialog, 6)
    jobs = _jobs(record)
    steps = ['kmeanssegmentation', 'exportpairedchips', 'trainpix2pix', 'applymodel']
    assert [job['job'] for job in jobs] == steps * 3
    for translation in jobs[3::4]:
        name = Path(translation['output']).name.removesuffix(' generated.tif')
        assert translation['model'] == str(tmp_path / f'{name} run' / 'model.safetensors')
        assert translation['input'] == str(tmp_path / f'{name} classes.tif')


def test_one_bad_raster_does_not_keep_the_others_from_their_results(batch, fake_engine, images, tmp_path):
    fake_engine()
    (tmp_path / 'model.safetensors').touch()
    dialog = batch('applymodel', 'INPUT', images)
    model = _column(dialog, 'MODEL')
    model.setRowValue(0, str(tmp_path / 'model.safetensors'), dialog.processingContext())
    model.fillDown()
    _write_to(dialog, _rows(dialog, 'INPUT'), 'OUTPUT', tmp_path, ' made.tif')
    bad = _rows(dialog, 'INPUT')[1]
    (images / f'{bad}.tif').write_bytes(b'no raster any more')
    _run(dialog, 2)
    made = {path.name for path in tmp_path.glob('* made.tif')}
    assert made == {f'{name} made.tif' for name in {'north', 'middle', 'south'} - {bad}}
