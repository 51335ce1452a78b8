"""The pseudonymised extract: nothing that names, and what is said of the risk."""

from datetime import date
from uuid import UUID

from app.exports.rules import extract
from app.exports.rules.adcs import Outcome
from app.exports.rules.columns import names
from app.exports.rules.extract import Crowd, Pseudonyms
from tests.exports.an_episode import AS_AT, an_episode

STABLE = Pseudonyms(b"a key")


def test_a_row_is_coarse_and_names_nobody() -> None:
    closed = an_episode(closed_on=date(2013, 6, 3), closure_reason="needs-met")
    row = dict(zip(names(extract.COLUMNS), extract.row(closed, AS_AT, STABLE), strict=True))

    assert list(row.values())[4:] == [
        2004, "male", "White", "caf", "2012/13 Q4", "behaviour", 1, 3, 4, None, 21, "needs-met",
        Outcome.SUPPORT, 3, 2, "yes",
    ]  # fmt: skip
    said = " ".join(str(cell) for cell in row.values())
    for given in (
        "P-0001",
        "PF-000012K",
        "2004-02-29",
        "2013-01-07",
        "Schools",
        "LP-0001",
        str(closed.child_id),
    ):
        assert given not in said


def test_an_open_assessment_has_no_end_and_no_outcome() -> None:
    row = dict(
        zip(names(extract.COLUMNS), extract.row(an_episode(is_listed=False), AS_AT, STABLE), strict=True)
    )

    assert (row["weeks_to_closure"], row["closure_reason"], row["adcs_outcome"]) == (None, None, None)
    assert row["on_programme"] == "no"


def test_a_birth_after_the_day_and_one_that_nobody_recorded_are_empty() -> None:
    for born_on in (None, date(2013, 7, 13)):
        assert extract.row(an_episode(born_on=born_on), AS_AT, STABLE)[4] is None


def test_ethnicities_fall_into_six_groups() -> None:
    def group(code: str | None) -> object:
        return extract.row(an_episode(ethnicity=code), AS_AT, STABLE)[6]

    assert [group(code) for code in ("WROM", "MWBC", "ABAN", "BOTH", "CHNE", "OOTH")] == [
        "White", "Mixed", "Asian", "Black", "Other", "Other",
    ]  # fmt: skip
    assert {group(code) for code in (None, "REFU", "NOBT", "UNKNOWN", "MARTIAN")} == {"Not known"}


def test_a_pseudonym_depends_on_the_key_the_kind_and_the_record() -> None:
    record = UUID(int=4)
    found = {
        STABLE.of("child", record),
        STABLE.of("family", record),
        STABLE.of("child", UUID(int=5)),
        Pseudonyms(b"another key").of("child", record),
        Pseudonyms(b"a key", "salt").of("child", record),
    }

    assert len(found) == 5
    assert all(len(each) == 20 and int(each, 16) >= 0 for each in found)


def test_stable_pseudonyms_are_the_same_each_time_and_fresh_ones_are_not() -> None:
    assert STABLE.of("child", UUID(int=4)) == Pseudonyms(b"a key").of("child", UUID(int=4))
    one, other = Pseudonyms(b"a key", "one"), Pseudonyms(b"a key", "other")
    assert one.of("child", UUID(int=4)) != other.of("child", UUID(int=4))


def test_the_key_is_not_shown_with_the_pseudonyms_that_it_makes() -> None:
    assert "a key" not in repr(STABLE)


def test_the_file_says_how_many_rows_share_what_they_are_with_few_others() -> None:
    crowd = Crowd()
    for _ in range(6):
        crowd.add(an_episode(), AS_AT)
    for _ in range(5):
        crowd.add(an_episode(sex="female"), AS_AT)
    crowd.add(an_episode(ethnicity="CHNE"), AS_AT)

    (found,) = crowd.faults(Pseudonyms(b"a key", "salt"))

    assert found.rule is extract.ALONE
    assert found.sentence is not None
    assert "6 rows share" in found.sentence
    assert "1 of them with nobody" in found.sentence


def test_a_crowd_without_anybody_alone_says_nothing_and_stable_pseudonyms_are_said() -> None:
    crowd = Crowd()
    for _ in range(6):
        crowd.add(an_episode(), AS_AT)

    assert list(crowd.faults(Pseudonyms(b"a key", "salt"))) == []
    assert [each.rule for each in crowd.faults(STABLE)] == [extract.STABLE]


def test_what_is_missing_in_a_row_is_to_be_looked_at() -> None:
    assert list(extract.faults(an_episode())) == []
    assert list(extract.faults(an_episode(ethnicity=None))) == [extract.NO_GROUP]
    assert list(extract.faults(an_episode(primary_reason=None))) == [extract.NO_REASON]
