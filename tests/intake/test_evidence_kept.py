"""An import does not undo what was entered or checked by hand, unless its source was read later."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from app.access.policies import Actor
from app.access.roles import Role
from app.claims.services import checking, supplying
from app.claims.services.recording import Supplied
from app.programme.facts import Criterion, MeasurementKind
from tests.conftest import TODAY
from tests.intake.files import Load, a_row, examples
from tests.intake.stored import everything, stored

COORDINATOR = Actor(UUID(int=101), frozenset({Role.PROGRAMME_COORDINATOR}))
ANOTHER = Actor(UUID(int=102), frozenset({Role.PROGRAMME_COORDINATOR}))
ABSENCE = Supplied(
    source="School office",
    extract_on=date(2013, 7, 9),
    kind=MeasurementKind.UNAUTHORISED_ABSENCE,
    term="2012-autumn",
    figure="4",
)


@pytest.fixture
def imported(load: Load) -> Load:
    """The loader, after a child with one figure of absence and one unverified criterion was loaded."""
    load(examples(), measurements=[a_row("measurements")], criteria=[unverified()])
    return load


def unverified(**given: str) -> dict[str, str]:
    return a_row("criteria", **{"verified_on": "", "verified_by": "", **given})


def child() -> tuple[UUID, UUID]:
    family_id, person_id = stored("select family_id, person_id from household_member")[0]
    return family_id, person_id


def enter(given: Supplied) -> UUID:
    family_id, person_id = child()
    about = replace(given, person_id=person_id)
    held = supplying.on_record(family_id, about, actor=COORDINATOR, today=TODAY)
    assert held is not None
    return supplying.enter(family_id, replace(about, replaces=held.tag), actor=COORDINATOR, today=TODAY)


def test_a_figure_corrected_by_hand_stays_when_the_same_file_comes_again(imported: Load) -> None:
    enter(ABSENCE)
    before = everything()

    report = imported(measurements=[a_row("measurements")])

    assert everything() == before
    assert [note.sentence for note in report.notes] == [
        "1 value was corrected by hand since, and stays as it was corrected."
    ]


def test_a_figure_whose_source_was_read_later_takes_its_place_and_the_entry_still_says_what_it_said(
    imported: Load,
) -> None:
    enter(ABSENCE)

    imported(measurements=[a_row("measurements", value="900", extract_on="2013-07-10")])

    assert stored("select value, source from measurement") == [(900, "School census")]
    (entry,) = supplying.family_evidence(child()[0], actor=COORDINATOR, today=TODAY).entries
    assert entry.now is not None
    assert (entry.said.words, entry.now.words) == ("4.00%", "9.00%")


def test_a_criterion_checked_here_stays_verified_when_the_file_comes_again(imported: Load) -> None:
    family_id, _ = child()
    (waiting,) = supplying.family_evidence(family_id, actor=COORDINATOR, today=TODAY).to_check
    checking.check_criterion(family_id, waiting.id, actor=COORDINATOR, today=TODAY)

    imported(criteria=[unverified()])
    assert stored("select verified_on from criterion_evidence") == [(TODAY,)]

    imported(criteria=[unverified(met="no")])
    assert stored("select met, verified_on from criterion_evidence") == [(False, None)]

    imported(practitioners=[a_row("practitioners")], criteria=[a_row("criteria")])
    ((met, verified_on, verified_by),) = stored(
        "select met, verified_on, verified_by from criterion_evidence"
    )
    assert (met, verified_on) == (True, date(2012, 11, 26))
    assert verified_by is not None


def test_a_finding_corrected_by_hand_and_checked_stays_so(imported: Load) -> None:
    criterion = Criterion(stored("select criterion from criterion_evidence")[0][0])
    starts_on = stored("select starts_on from criterion_evidence")[0][0]
    entry = enter(
        Supplied(
            source="School office",
            extract_on=date(2013, 7, 9),
            criterion=criterion,
            met=False,
            starts_on=starts_on,
        )
    )
    checking.check_entry(child()[0], entry, actor=ANOTHER, today=TODAY)
    before = everything()

    imported(criteria=[unverified()])

    assert everything() == before
