"""The jobs: defaults, checks, schema, and the way to a job file and back."""

import dataclasses
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.jobs import JOBS, OUTPUT_KINDS, JobError, Kind, is_many, job_from_mapping, json_schema, rasters_in

ALL = list(JOBS.values())


@pytest.fixture
def files(tmp_path):
    """The smallest valid mapping of each job, over files that exist."""
    raster, vector, model = tmp_path / 'a.tif', tmp_path / 'v.gpkg', tmp_path / 'm.safetensors'
    dataset = tmp_path / 'dataset'
    dataset.mkdir()
    for path in (raster, vector, model, dataset / 'dataset.json'):
        path.touch()
    values = {Kind.RASTER: raster, Kind.VECTOR: vector, Kind.MODEL: model, Kind.FILE: model, Kind.DATASET: dataset}

    def minimal(job):
        needed = [field.name for field in dataclasses.fields(job) if field.default is dataclasses.MISSING]
        kinds = job.parameters()
        return {name: str(values.get(kinds[name].kind, tmp_path / 'out.tif')) for name in needed}

    return minimal


@pytest.mark.parametrize('job', ALL, ids=lambda job: job.id)
def test_a_job_with_its_defaults_survives_the_way_to_a_job_file_and_back(job, files):
    first = job.from_mapping(files(job))
    text = json.dumps(first.to_mapping())
    assert job_from_mapping(json.loads(text)) == first


@pytest.mark.parametrize('job', ALL, ids=lambda job: job.id)
def test_every_parameter_is_explained(job):
    for name, parameter in job.parameters().items():
        assert parameter.label and parameter.help.endswith(('.', '0 to 1.')), name
        assert name == name.lower()
        if parameter.parent:
            assert parameter.parent in job.parameters()


@pytest.mark.parametrize('job', ALL, ids=lambda job: job.id)
def test_defaults_are_allowed_values(job):
    for name, parameter in job.parameters().items():
        default = job.default(name)
        if parameter.choices:
            assert default in parameter.choices
        if default is not None and parameter.minimum is not None:
            assert default >= parameter.minimum
        if default is not None and parameter.maximum is not None:
            assert default <= parameter.maximum


@pytest.mark.parametrize('job', ALL, ids=lambda job: job.id)
def test_schema_lists_every_parameter_and_only_what_has_no_default_is_required(job, files):
    schema = json_schema(job)
    assert set(schema['properties']) == {'job', *job.parameters()}
    assert set(schema['required']) == {'job', *files(job)}
    json.dumps(schema)


@pytest.mark.parametrize('job', ALL, ids=lambda job: job.id)
def test_results_do_not_repeat_outputs(job):
    outputs = {name.upper() for name, parameter in job.parameters().items() if parameter.kind in OUTPUT_KINDS}
    assert not outputs & {result.name for result in job.results}


def test_outputs_are_the_paths_that_are_given(files):
    job = JOBS['exportpairedchips'].from_mapping(files(JOBS['exportpairedchips']))
    assert [path.name for path in job.outputs()] == ['out.tif']


def test_numbers_and_lists_are_taken_in_the_forms_that_json_and_processing_use(files):
    job = JOBS['exportpairedchips']
    made = job.from_mapping(files(job) | {'chip_size': 128.0, 'input_bands': [3, 1], 'target_bands': 2})
    assert (made.chip_size, made.input_bands, made.target_bands) == (128, (3, 1), (2,))
    assert isinstance(made.chip_size, int)
    assert job.from_mapping(files(job) | {'input_bands': []}).input_bands is None


@pytest.mark.parametrize(
    ('change', 'words'),
    [
        ({'nonsense': 1}, 'no parameter "nonsense"'),
        ({'chip_size': 8}, 'from 16 to 4096'),
        ({'chip_size': 'big'}, 'whole number'),
        ({'chip_size': 16.5}, 'whole number'),
        ({'chip_size': True}, 'whole number'),
        ({'chip_size': None}, 'is empty'),
        ({'max_nodata': 'none'}, 'must be a number'),
        ({'max_nodata': math.nan}, 'must be a number from 0 to 1'),
        ({'max_nodata': math.inf}, 'must be a number from 0 to 1'),
        ({'input_bands': [0]}, 'counted from 1'),
        ({'grid': 'mine'}, 'one of target, input'),
        ({'output': 3}, 'must be text'),
        ({'validation': 0.6, 'test': 0.4}, 'leave nothing to train on'),
        ({'input': '/nowhere/x.tif'}, '/nowhere/x.tif ("input") does not exist'),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(files, change, words):
    job = JOBS['exportpairedchips']
    with pytest.raises(JobError) as caught:
        job.from_mapping(files(job) | change)
    assert words in str(caught.value)
    assert str(caught.value).endswith('.')


@pytest.mark.parametrize(
    ('change', 'words'),
    [
        ({'gan_loss': 'none', 'lambda_features': 10}, '"lambda_features" is 10, but "gan_loss" is none'),
        ({'lambda_perceptual': 10}, '"lambda_perceptual" is 10, but "perceptual_weights" is empty'),
    ],
)
def test_losses_that_lack_what_they_need_are_told(files, change, words):
    job = JOBS['trainpix2pix']
    with pytest.raises(JobError) as caught:
        job.from_mapping(files(job) | change)
    assert words in str(caught.value)
    assert str(caught.value).endswith('.')


def test_a_list_names_rasters_from_its_own_folder(tmp_path):
    far, near = tmp_path / 'far' / 'b é.tif', tmp_path / 'lists' / 'c.tif'
    for path in (far, near):
        path.parent.mkdir()
        path.touch()
    listed = tmp_path / 'lists' / 'rasters.TXT'
    listed.write_text(f'\ufeffc.tif\r\n\r\n  {far}\n/vsizip/a.zip/a.tif\n', encoding='utf-8')
    assert is_many(str(listed))
    assert rasters_in(str(listed)) == ['/vsizip/a.zip/a.tif', str(far), str(near)]


@pytest.mark.parametrize(
    ('content', 'words'),
    [
        (b'a.tif\n\nb.tif\n', 'Line 3 of {list} ("input") names {folder}/b.tif, which does not exist'),
        (b'a.tif\n/nowhere/\xff.tif', 'Line 2 of {list} ("input") names /nowhere/\ufffd.tif, which does not exist'),
        (b'x' * 300, 'Line 1 of {list}'),
        (b'\0', 'Line 1 of {list}'),
        (b' \n\n', 'The list {list} ("input") is empty'),
    ],
)
def test_a_list_that_is_of_no_use_is_told_with_its_line(files, tmp_path, content, words):
    job = JOBS['exportpairedchips']
    path = tmp_path / 'list.txt'
    path.write_bytes(content)
    with pytest.raises(JobError) as caught:
        job.from_mapping(files(job) | {'input': str(path)})
    assert words.format(list=path, folder=tmp_path) in str(caught.value)


def test_a_list_that_does_not_exist_is_told(files, tmp_path):
    job = JOBS['exportpairedchips']
    with pytest.raises(JobError, match=r'The file .*no\.txt \("target"\) does not exist'):
        job.from_mapping(files(job) | {'target': str(tmp_path / 'no.txt')})


@pytest.mark.parametrize('value', [math.inf, math.nan])
def test_a_whole_number_that_is_none_is_told(files, value):
    job = JOBS['exportpairedchips']
    with pytest.raises(JobError, match='whole number'):
        job.from_mapping(files(job) | {'chip_size': value})


@pytest.mark.parametrize(
    'mapping',
    [
        {},
        {'job': 'nonsense'},
        {'job': None},
        {'job': ['applymodel']},
        {'job': {}},
    ],
)
def test_an_unknown_job_is_told_which_ones_there_are(mapping):
    with pytest.raises(JobError, match='applymodel'):
        job_from_mapping(mapping)


def test_a_folder_that_is_no_dataset_is_told(tmp_path):
    with pytest.raises(JobError, match=r'has no dataset\.json'):
        JOBS['trainpix2pix'].from_mapping({'dataset': str(tmp_path), 'output': str(tmp_path / 'run')})


def test_a_folder_of_folders_may_be_a_dataset(tmp_path):
    (tmp_path / 'trainA').mkdir()
    job = JOBS['trainpix2pix'].from_mapping({'dataset': str(tmp_path), 'output': str(tmp_path / 'run')})
    assert job.dataset == str(tmp_path)


@given(
    st.dictionaries(
        st.text(max_size=12) | st.sampled_from(list(JOBS['checkengine'].parameters())),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.integers()),
        max_size=4,
    ),
    st.sampled_from(['applymodel', 'checkengine', 'trainpix2pix']),
)
def test_whatever_a_job_file_holds_there_is_a_job_or_a_sentence(mapping, job_id):
    try:
        job = job_from_mapping(mapping | {'job': job_id})
    except JobError as error:
        assert str(error).endswith('.')
    else:
        assert job.id == job_id


@pytest.mark.parametrize(
    ('job', 'read', 'written'),
    [
        ('applymodel', 'input', 'output'),
        ('applymodel', 'model', 'output_uncertainty'),
        ('rasterizefootprints', 'reference', 'output'),
        ('forgefootprints', 'footprints', 'output'),
    ],
)
def test_no_job_overwrites_what_it_reads(job, read, written, files, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    mapping = files(JOBS[job])
    mapping[written] = mapping[read].rpartition('/')[2]
    with pytest.raises(JobError, match='is read by this job and would be overwritten: write to another path'):
        JOBS[job].from_mapping(mapping)


def test_the_layer_of_a_file_and_one_of_many_rasters_are_not_overwritten_either(files, tmp_path):
    forging = files(JOBS['forgefootprints'])
    layer = f'{forging["footprints"]}|layername=buildings'
    with pytest.raises(JobError, match='would be overwritten'):
        JOBS['forgefootprints'].from_mapping(forging | {'footprints': layer, 'output': forging['footprints']})
    exporting = files(JOBS['exportpairedchips'])
    extra = tmp_path / 'extra'
    extra.mkdir()
    with pytest.raises(JobError, match='would be overwritten'):
        JOBS['exportpairedchips'].from_mapping(exporting | {'extra_inputs': [str(extra)], 'output': str(extra)})
