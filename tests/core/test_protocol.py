"""The messages between QGIS and the engine."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.protocol import (
    PROTOCOL,
    message_line,
    parse_message,
    parse_request,
    partial_path,
    remove_partial,
    request_line,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_a_request_is_one_line_and_arrives_as_it_was(job):
    line = request_line(job)
    assert line.count('\n') == 1 and line.endswith('\n')
    assert parse_request(line) == job


@given(st.text(), JSON)
def test_a_message_is_one_line_and_arrives_as_it_was(text, value):
    line = message_line('log', level='info', text=text, value=value)
    assert line.count('\n') == 1 and line.endswith('\n')
    assert parse_message(line) == {'type': 'log', 'level': 'info', 'text': text, 'value': value}


@given(st.text())
def test_what_a_library_prints_is_no_message_and_no_error(text):
    message = parse_message(text)
    assert message is None or isinstance(message, dict)


@pytest.mark.parametrize('line', ['', '\n', 'nonsense', '[]', '{}', '{"protocol": 1}', '{"job": {}}'])
def test_what_is_no_request_is_told(line):
    with pytest.raises(ValueError, match='not a job request'):
        parse_request(line)


def test_a_request_without_a_job_inside_is_told():
    with pytest.raises(ValueError, match='holds no job'):
        parse_request(json.dumps({'protocol': PROTOCOL, 'job': 'applymodel'}))


def test_another_protocol_is_told_with_the_remedy():
    with pytest.raises(ValueError, match=r'version 99 .* version 1: .*Install engine'):
        parse_request(json.dumps({'protocol': 99, 'job': {}}))


def test_a_partial_output_lies_beside_the_output_and_keeps_its_suffix(tmp_path):
    partial = partial_path(tmp_path / 'out.tif')
    assert partial.parent == tmp_path
    assert partial.suffix == '.tif'


def test_partial_outputs_go_with_their_sidecars_and_nothing_else_does(tmp_path):
    output = tmp_path / 'a[1]*.tif'
    partial = partial_path(output)
    partial.touch()
    for suffix in ('.aux.xml', '.provenance.json', '.qml'):
        partial.with_name(f'{partial.name}{suffix}').touch()
    kept = [output, tmp_path / 'a1x.tif', partial_path(tmp_path / 'a1x.tif')]
    for path in kept:
        path.touch()
    remove_partial(output)
    assert sorted(tmp_path.iterdir()) == sorted(kept)


def test_a_partial_folder_goes_with_all_that_is_in_it(tmp_path):
    partial = partial_path(tmp_path / 'dataset')
    (partial / 'A').mkdir(parents=True)
    (partial / 'A' / '0.tif').touch()
    remove_partial(tmp_path / 'dataset')
    assert list(tmp_path.iterdir()) == []


def test_nothing_to_remove_is_no_error(tmp_path):
    remove_partial(tmp_path / 'nowhere' / 'x.tif')
