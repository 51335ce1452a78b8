"""An import that still has somebody in a family who was taken out of it by hand does not bring them back."""

from pathlib import Path
from uuid import UUID

import pytest

from app.access.policies import Actor
from app.cases.rules.household import Membership, Spell
from app.cases.rules.household_words import CorrectionReason
from app.cases.services import correcting, withdrawing
from app.intake import services
from app.programme.facts import MemberRole
from tests.conftest import COORDINATOR, TODAY
from tests.intake.files import Load, a_row, examples, write_folder
from tests.intake.stored import everything, stored
from tests.intake.test_corrections_kept import TANSY, notes

LEFT_OUT = "1 row has somebody in a family who was taken out of it by hand since, and was left out."
LISTS = ("members", "criteria")


@pytest.fixture
def imported(load: Load) -> Load:
    """The loader, after a household of one child was loaded who has been assessed nowhere."""
    load({name: rows for name, rows in examples().items() if name not in ("assessments", "consents")})
    return load


def the_child() -> tuple[UUID, int, UUID]:
    ((family_id, version, member_id),) = stored(
        "select family.id, version, m.id from family join household_member m on m.family_id = family.id"
    )
    return family_id, version, member_id


def take_out() -> None:
    family_id, version, member_id = the_child()
    withdrawing.withdraw_membership(
        family_id,
        member_id,
        CorrectionReason.SOURCE_WRONG,
        version=version,
        actor=COORDINATOR,
        today=TODAY,
    )


def test_who_was_taken_out_stays_out_with_their_evidence_and_it_is_said(imported: Load) -> None:
    take_out()
    before = everything()

    report = imported(**{name: [a_row(name)] for name in LISTS})

    assert everything() == before
    assert before["household_member"] == before["criterion_evidence"] == []
    assert report.changed_nothing
    assert notes(report) == [(f"{name}.csv", LEFT_OUT) for name in LISTS]


def test_evidence_alone_of_who_was_taken_out_is_left_out_and_refuses_no_import(imported: Load) -> None:
    take_out()

    report = imported(criteria=[a_row("criteria"), a_row("criteria", from_="2010-01-01")])

    assert stored("select id from criterion_evidence") == []
    assert notes(report) == [
        (
            "criteria.csv",
            "2 rows have somebody in a family who was taken out of it by hand since, and were left out.",
        )
    ]


def test_who_was_put_back_is_imported_as_ever(imported: Load) -> None:
    before = everything()
    take_out()
    ((family_id, version, withdrawal_id),) = stored(
        "select f.id, version, w.id from family f join withdrawn_membership w on w.family_id = f.id"
    )
    withdrawing.put_back(family_id, withdrawal_id, version=version, actor=COORDINATOR, today=TODAY)

    report = imported(**{name: [a_row(name)] for name in LISTS})

    after = everything()
    assert {name for name in before if before[name] != after[name]} == {"family"}  # its version
    assert notes(report) == []


def test_days_that_were_corrected_first_are_known_again_under_their_old_first_day(imported: Load) -> None:
    imported(members=[a_row("members", to="2002-01-31")])
    family_id, version, member_id = the_child()
    correcting.correct_person(
        family_id,
        member_id,
        TANSY,
        Membership(Spell(TODAY), MemberRole.CHILD),
        reason=CorrectionReason.TYPED_WRONG,
        version=version,
        actor=COORDINATOR,
        today=TODAY,
    )
    take_out()

    report = imported(members=[a_row("members", to="2002-01-31")])

    assert stored("select id from household_member") == []
    assert notes(report) == [("members.csv", LEFT_OUT)]


def test_other_days_in_the_same_family_are_news(imported: Load) -> None:
    imported(members=[a_row("members", to="2002-01-31")])
    take_out()

    report = imported(members=[a_row("members", from_="2012-01-01")])

    assert stored("select starts_on::text from household_member") == [("2012-01-01",)]
    assert notes(report) == []


def test_another_family_is_news(imported: Load) -> None:
    take_out()

    imported(families=[a_row("families", family="HH-2")], members=[a_row("members", family="HH-2")])

    assert stored("select f.import_key from family f join household_member m on m.family_id = f.id") == [
        ("HH-2",)
    ]


def test_an_assessment_of_who_was_taken_out_is_a_fault_for_people_to_settle(
    imported: Load, analyst: Actor, tmp_path: Path
) -> None:
    take_out()
    lists = {name: [a_row(name)] for name in ("members", "assessments")}

    report = services.load_import(write_folder(tmp_path / "again", lists), actor=analyst, today=TODAY)

    assert [(fault.code, fault.column) for fault in report.faults] == [("not-of-this-household", "children")]
    assert not report.is_loaded
