"""What is said between QGIS and the engine, and how QGIS takes it when the engine misbehaves."""

import json
import os
import select

import pytest
from qgis.core import QgsProcessingException, QgsProcessingFeedback


@pytest.fixture
def parameters(raster, tmp_path):
    (tmp_path / 'model.safetensors').touch()
    return {
        'MODEL': str(tmp_path / 'model.safetensors'),
        'INPUT': str(raster()),
        'OUTPUT': str(tmp_path / 'results' / 'synthetic.tif'),
    }


@pytest.fixture
def partial(tmp_path):
    folder = tmp_path / 'results'
    folder.mkdir()
    return folder / '.partial-synthetic.tif'


def wait_for_end(pid):
    """Return once the process has ended; it need not be a child of this one."""
    try:
        descriptor = os.pidfd_open(int(pid))
    except ProcessLookupError:
        return
    try:
        ended, _, _ = select.select([descriptor], [], [], 60)
    finally:
        os.close(descriptor)
    assert ended, f'process {pid} still runs'


def is_running(pid):
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    return True


def test_job_arrives_and_results_come_back(run, fake_engine, parameters):
    record = fake_engine()
    done = run('applymodel', parameters)
    started = json.loads((record / 'record.json').read_text())
    assert done.results == {'OUTPUT': parameters['OUTPUT'], 'FROM_ENGINE': 'applymodel'}
    assert started['argv'] == ['-m', 'core', 'serve']
    assert started['request']['job']['input'] == parameters['INPUT']
    assert started['request']['job']['output'] == parameters['OUTPUT']


def test_engine_starts_in_a_neutral_folder_with_the_plugin_as_its_path(run, fake_engine, parameters, monkeypatch):
    record = fake_engine()
    monkeypatch.setenv('PYTHONHOME', '/usr')
    run('applymodel', parameters)
    started = json.loads((record / 'record.json').read_text())
    assert 'PYTHONHOME' not in started['environment']
    assert os.path.isfile(os.path.join(started['environment']['PYTHONPATH'], 'core', 'protocol.py'))
    assert started['folder'] != os.getcwd()


def test_log_shows_the_job_as_a_job_file(run, fake_engine, parameters):
    fake_engine()
    log = run('applymodel', parameters).log
    job = next(json.loads(line) for line in log.splitlines() if line.startswith('{'))
    assert job['job'] == 'applymodel'
    assert job['model'] == parameters['MODEL']


def test_progress_is_shown(run, fake_engine, parameters):
    fake_engine()
    feedback = QgsProcessingFeedback()
    run('applymodel', parameters, feedback=feedback)
    assert feedback.progress() == 50
    assert 'Half-way' in feedback.textLog()


def test_words_of_all_alphabets_arrive(run, fake_engine, parameters):
    fake_engine('words')
    log = run('applymodel', parameters).log
    assert 'Größe 北京 ✓' in log
    assert 'achtung' in log


def test_garbage_between_the_messages_is_kept_as_debug_information(run, fake_engine, parameters):
    fake_engine('garbage')
    done = run('applymodel', parameters)
    assert done.results['FROM_ENGINE'] == 'applymodel'
    assert 'a library talks' in done.log


def test_much_on_stderr_does_not_block(run, fake_engine, parameters):
    fake_engine('stderr')
    assert run('applymodel', parameters).results['FROM_ENGINE'] == 'applymodel'


def test_engine_that_does_not_leave_is_ended(run, fake_engine, parameters):
    record = fake_engine('lingering')
    run('applymodel', parameters)
    assert not is_running((record / 'pid').read_text())


def test_error_is_told_with_its_hint(run, fake_engine, parameters):
    fake_engine('error')
    with pytest.raises(QgsProcessingException, match=r'^The rasters do not overlap\. Choose others\.$'):
        run('applymodel', parameters)


def test_death_by_kill_is_told_as_lack_of_memory(run, fake_engine, parameters, partial):
    fake_engine('killed')
    with pytest.raises(QgsProcessingException, match='out of memory or was killed'):
        run('applymodel', parameters)
    assert list(partial.parent.iterdir()) == []


def test_helpers_of_a_dead_engine_are_ended(run, fake_engine, parameters):
    record = fake_engine('orphaning')
    with pytest.raises(QgsProcessingException, match='out of memory or was killed'):
        run('applymodel', parameters)
    wait_for_end((record / 'helper').read_text())


def test_crash_is_told_with_exit_code_and_last_words(run, fake_engine, parameters, partial):
    fake_engine('crash')
    feedback = QgsProcessingFeedback()
    with pytest.raises(QgsProcessingException, match=r'without a result \(exit code 3\)'):
        run('applymodel', parameters, feedback=feedback)
    assert 'last words' in feedback.textLog()
    assert 'first words' not in feedback.textLog()
    assert list(partial.parent.iterdir()) == []


def test_python_that_is_no_engine_is_named(run, fake_engine, parameters):
    record = fake_engine('silent')
    with pytest.raises(QgsProcessingException, match=f'did not start: {record}/python.*SATGAN_PYTHON.*exit code 1'):
        run('applymodel', parameters)


def test_file_that_is_no_program_is_named(run, no_engine, parameters, tmp_path, monkeypatch):
    (tmp_path / 'python').write_text('no program')
    monkeypatch.setenv('SATGAN_PYTHON', str(tmp_path / 'python'))
    with pytest.raises(QgsProcessingException, match=r'python could not be started: Permission denied\. Name a Python'):
        run('applymodel', parameters)


def test_other_protocol_is_told(run, fake_engine, parameters):
    fake_engine('protocol')
    with pytest.raises(QgsProcessingException, match='version 1 of the engine protocol and the engine version 999'):
        run('applymodel', parameters)


def test_cancel_ends_a_stubborn_engine_and_leaves_nothing(run, fake_engine, parameters, partial):
    record = fake_engine('stubborn')
    feedback = QgsProcessingFeedback()
    feedback.progressChanged.connect(lambda percent: feedback.cancel())
    with pytest.raises(QgsProcessingException, match=r'^Cancelled'):
        run('applymodel', parameters, feedback=feedback)
    assert not is_running((record / 'pid').read_text())
    wait_for_end((record / 'helper').read_text())
    assert list(partial.parent.iterdir()) == []


def test_cancel_of_a_training_keeps_the_run_folder_and_says_how_to_go_on(run, fake_engine, tmp_path):
    fake_engine('stubborn')
    dataset, run_folder = tmp_path / 'dataset', tmp_path / 'run'
    for folder, file in ((dataset, 'dataset.json'), (run_folder, 'checkpoint.pt')):
        folder.mkdir()
        (folder / file).touch()
    feedback = QgsProcessingFeedback()
    feedback.progressChanged.connect(lambda percent: feedback.cancel())
    with pytest.raises(QgsProcessingException, match='Resume'):
        run('trainpix2pix', {'DATASET': str(dataset), 'OUTPUT': str(run_folder)}, feedback=feedback)
    assert (run_folder / 'checkpoint.pt').exists()


def test_no_engine_is_told_in_one_sentence(run, no_engine, parameters):
    with pytest.raises(QgsProcessingException, match=r'^The SatGAN engine is not installed: run "Install engine"'):
        run('applymodel', parameters)


def test_a_warm_engine_runs_one_job_after_the_other_in_one_process(provider, fake_engine, raster, tmp_path):
    from satgan.core.jobs import ApplyModel
    from satgan.satgan_qgis.engine.discovery import find_engine
    from satgan.satgan_qgis.engine.runner import EngineProcess

    record = fake_engine('warm')
    process = EngineProcess(find_engine(), warm=True)
    job = ApplyModel(model='m', input=str(raster()), output=str(tmp_path / 'o.tif'))
    assert [process.run(job, QgsProcessingFeedback())['NUMBER'] for _ in range(3)] == [1, 2, 3]
    assert json.loads((record / 'record.json').read_text())['argv'] == ['-m', 'core', 'serve', '--warm']
    process.close()
    assert not is_running((record / 'pid').read_text())
