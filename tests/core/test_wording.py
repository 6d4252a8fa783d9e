"""Words for figures in messages."""

import pytest

from core.wording import counted


@pytest.mark.parametrize(
    ('count', 'words', 'text'),
    [
        (0, ('band',), '0 bands'),
        (1, ('band',), '1 band'),
        (2, ('different pixel',), '2 different pixels'),
        (1, ('class', 'classes'), '1 class'),
        (3, ('class', 'classes'), '3 classes'),
    ],
)
def test_a_noun_stands_in_its_number(count, words, text):
    assert counted(count, *words) == text
