"""Names as they are searched for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.rules.names import LONGEST_KEY, name_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        pytest.param("Tansy", "tansy", id="capitals"),
        pytest.param("O'Brien", "obrien", id="apostrophe"),
        pytest.param("O’Brien", "obrien", id="curled apostrophe"),
        pytest.param("Zoë-Ann  Smith", "zoe ann smith", id="accent, hyphen and spaces"),
        pytest.param("Zoe\u0308", "zoe", id="accent apart"),
        pytest.param("Straße", "strasse", id="sharp s"),
        pytest.param("Łukasz Ørsted", "lukasz orsted", id="letters with strokes"),
        pytest.param("St. John", "st john", id="full stop"),
        pytest.param("محمد", "محمد", id="another script"),
        pytest.param("?", "?", id="no letter at all"),
        pytest.param("A" * 300, "a" * LONGEST_KEY, id="very long"),
    ],
)
def test_a_name_is_found_however_it_is_typed(name: str, key: str) -> None:
    assert name_key(name) == key


@given(st.text(min_size=1, max_size=200).filter(str.strip))
def test_every_name_has_a_key_of_bounded_length_and_the_key_is_its_own(name: str) -> None:
    key = name_key(name)

    assert 0 < len(key) <= LONGEST_KEY
    assert name_key(key) == key
