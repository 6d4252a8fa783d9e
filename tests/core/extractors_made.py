"""Feature extractors of a few operators."""

from __future__ import annotations

from pathlib import Path

import onnx
from onnx import TensorProto, helper


def mean_colours(
    path: Path, shape=('n', 3, 'h', 'w'), kind=TensorProto.FLOAT, operators=('GlobalAveragePool', 'Flatten')
):
    """Write an extractor whose three features are the mean of each colour, or that does something else, to a file."""
    names = ['cast', *(f'after {operator}' for operator in operators[:-1]), 'features']
    nodes = [helper.make_node('Cast', ['image'], ['cast'], to=TensorProto.FLOAT)]
    nodes += [helper.make_node(operator, [names[i]], [names[i + 1]]) for i, operator in enumerate(operators)]
    graph = helper.make_graph(
        nodes,
        'extractor',
        [helper.make_tensor_value_info('image', kind, shape)],
        [helper.make_tensor_value_info('features', TensorProto.FLOAT, None)],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid('', 17)], ir_version=8), path)
    return path
