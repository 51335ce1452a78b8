"""An import that repeats what was corrected by hand does not bring the mistake back."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from app.access.policies import Actor
from app.access.roles import Role
from app.cases.rules.corrections import WardCorrection
from app.cases.rules.household import Membership, Spell
from app.cases.rules.household_words import CorrectionReason
from app.cases.rules.vocabulary import Ethnicity, Sex
from app.cases.services import correcting, families, homes
from app.cases.services.homes import AddressRecorded
from app.cases.services.people import PersonDetails
from app.intake.report import ImportReport
from app.programme.facts import MemberRole
from tests.conftest import TODAY
from tests.intake.files import Load, a_row, examples
from tests.intake.stored import everything, stored

COORDINATOR = Actor(UUID(int=101), frozenset({Role.PROGRAMME_COORDINATOR}))
TANSY = PersonDetails(
    "Tansy", "Testcase", date(2001, 5, 9), None, Sex.FEMALE, Ethnicity("WBRI"), "English", is_disabled=False
)
MEMBER = Membership(Spell(date(2001, 5, 9)), MemberRole.CHILD)


@pytest.fixture
def imported(load: Load) -> Load:
    """The loader, after a household of one child was loaded, and another ward."""
    load(examples(), wards=[a_row("wards"), a_row("wards", ward="Aspley")])
    return load


def correct(right: PersonDetails = TANSY, membership: Membership = MEMBER) -> None:
    """Corrects the child that was loaded."""
    family_id, version, member_id = stored(
        "select family.id, version, m.id from family join household_member m on m.family_id = family.id"
    )[0]
    correcting.correct_person(
        family_id,
        member_id,
        right,
        membership,
        reason=CorrectionReason.SOURCE_WRONG,
        version=version,
        actor=COORDINATOR,
        today=TODAY,
    )


def notes(report: ImportReport) -> list[tuple[str, str]]:
    return [(note.file, note.sentence) for note in report.notes]


def test_the_list_from_before_a_correction_of_a_person_leaves_it_and_says_so(imported: Load) -> None:
    correct(replace(TANSY, forename="Zoë", born_on=date(2001, 5, 8), is_disabled=True))
    before = everything()

    report = imported(members=[a_row("members")])

    assert everything() == before
    assert report.changed_nothing
    assert notes(report) == [
        (
            "members.csv",
            "4 values were corrected by hand since, and stay as they were corrected.",
        )
    ]


def test_what_was_not_known_and_was_found_out_by_hand_is_not_taken_away_by_a_blank(load: Load) -> None:
    load(examples(), members=[a_row("members", first_language="")])
    correct(replace(TANSY, first_language="Welsh"))

    report = load(members=[a_row("members", first_language="")])

    assert stored("select first_language from person") == [("Welsh",)]
    assert notes(report) == [
        ("members.csv", "1 value was corrected by hand since, and stays as it was corrected.")
    ]


def test_news_that_was_never_on_record_corrects_what_was_corrected(imported: Load) -> None:
    correct(replace(TANSY, forename="Zoe"))

    report = imported(members=[a_row("members", forename="Zoë")])

    assert stored("select forename, forename_key from person") == [("Zoë", "zoe")]
    assert notes(report) == []


def test_a_mistake_corrected_twice_is_still_one(imported: Load) -> None:
    correct(replace(TANSY, surname="Testcaze"))
    correct(replace(TANSY, surname="Test-Case"))

    imported(members=[a_row("members", surname="Testcaze")])
    imported(members=[a_row("members")])

    assert stored("select surname, surname_key from person") == [("Test-Case", "test case")]


def test_corrected_days_in_a_household_make_no_second_spell(imported: Load) -> None:
    correct(membership=Membership(Spell(date(2002, 1, 1), date(2013, 1, 31)), MemberRole.CHILD))

    imported(members=[a_row("members")])

    assert stored("select starts_on::text, ends_on::text from household_member") == [
        ("2002-01-01", "2013-01-31")
    ]


def test_a_corrected_ward_and_address_stay_where_the_list_has_the_old_ones(imported: Load) -> None:
    ((family_id, version, home_id, ward_id),) = stored(
        "select f.id, version, r.id, (select id from ward where name = 'Aspley')"
        " from family f join residence r on r.family_id = f.id"
    )
    version = families.correct_ward(
        family_id,
        ward_id,
        version=version,
        reason=WardCorrection.ADDRESS_MISREAD,
        actor=COORDINATOR,
        today=TODAY,
    )
    homes.correct_address(
        family_id,
        home_id,
        AddressRecorded("2 Example Street", "ZZ1 1ZZ", date(2011, 1, 1), None),
        reason=CorrectionReason.TYPED_WRONG,
        version=version,
        actor=COORDINATOR,
        today=TODAY,
    )
    before = everything()

    report = imported(families=[a_row("families")])

    assert everything() == before
    assert notes(report) == [
        ("families.csv", "3 values were corrected by hand since, and stay as they were corrected.")
    ]
