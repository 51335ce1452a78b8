"""A column that is made as it is read."""

from collections.abc import Sequence

from app.intake.loading.writing import BLOCK, Made


def test_a_made_column_reads_as_the_list_that_it_stands_for() -> None:
    given = [str(number) for number in range(3 * BLOCK + 5)]

    column = Made(given, _doubled)

    assert column[BLOCK : BLOCK + 2] == [f"{BLOCK}" * 2, f"{BLOCK + 1}" * 2]
    assert (column[0], column[-1], len(column)) == ("00", given[-1] * 2, len(given))
    assert list(column) == [text * 2 for text in given]


def test_a_made_column_is_made_once_and_no_further_than_it_is_read() -> None:
    asked: list[int] = []

    def make(some: Sequence[str]) -> Sequence[str]:
        asked.append(len(some))
        return _doubled(some)

    column = Made(["x"] * (2 * BLOCK), make)

    assert column[:10] == column[:10] == ["xx"] * 10
    assert asked == [BLOCK]


def _doubled(some: Sequence[str]) -> Sequence[str]:
    return [text * 2 for text in some]
