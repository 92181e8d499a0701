"""The lists of words hold together with the dictionary data that is installed."""

from __future__ import annotations

import pytest

from langbridge.checks import region_words
from langbridge.dictionaries import read_dictionary


@pytest.mark.parametrize(("listed", "dictionary"), region_words._OF_OPENCC.values(), ids=lambda value: str(value)[:12].strip())
def test_each_word_has_one_outcome_in_opencc(listed: str, dictionary: str) -> None:
    table = read_dictionary(dictionary)
    words = listed.split()
    assert len(words) == len(set(words))
    assert [word for word in words if " " in table.get(word, " ") or table[word] == word] == []
