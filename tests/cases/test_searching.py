"""Finding a family by what is known of it, on a real database: by whom, why, and for whom."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from app.access.models import Posting
from app.access.policies import SYSTEM, Actor
from app.access.roles import Responsibility, Role
from app.audit import AuditEvent
from app.cases.models.merging import RecordMerge
from app.cases.models.people import Family, HouseholdMember, Person, Residence
from app.cases.models.teams import TeamMember
from app.cases.queries.elsewhere import KnownElsewhere
from app.cases.queries.families import FamilyFilters
from app.cases.rules.matches import Match
from app.cases.rules.merge_words import MergeKind
from app.cases.rules.standing import FamilyStatus
from app.cases.services.searching import search_families
from app.db import Sessions, reading, transaction
from app.errors import Forbidden
from app.programme.facts import MemberRole
from tests.cases.builders import (
    CHANGED_AT,
    TODAY,
    a_family,
    a_lead,
    a_person,
    a_practitioner,
    a_ward,
    an_agency,
    an_allocation,
    an_establishment,
)
from tests.lengths import examples

COORDINATOR = Actor(UUID(int=101), frozenset({Role.PROGRAMME_COORDINATOR}))
AUDITOR = Actor(UUID(int=103), frozenset({Role.INTERNAL_AUDITOR}))

find = partial(search_families, filters=FamilyFilters(), actor=COORDINATOR, today=TODAY)


def ids(found):
    return [family.id for family in found.families]


@pytest.fixture
def led(database):
    """A family at an address, led from a clinic, and one that must not be found."""

    class Led:
        ward = a_ward()
        agency = an_agency("HEALTH")
        clinic = an_establishment(agency, "Alder Example Clinic")
        lead = a_practitioner("Róisín Example")
        family = a_family(ward)
        person = a_person(family, "Elizabeth", "Quillfeather", born_on=date(2004, 3, 12))
        other = a_family(ward)

    a_lead(an_allocation(Led.family, Led.agency), Led.lead, Led.clinic)
    a_person(Led.other, "Tansy", "Testcase")
    at_home(Led.family, "Flat 3, 12 St John’s Road", "ZZ7 4QD")
    at_home(Led.other, "120 Poplar Lane", "ZZ8 1AA")
    return Led


def at_home(family_id, address, postcode):
    with transaction(SYSTEM) as session:
        home = session.exec(select(Residence).where(Residence.family_id == family_id)).one()
        home.address, home.postcode = address, postcode


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("Elizabeth Quillfeather", [Match.SAME_NAME], id="the name"),
        pytest.param("QUILLFEATHER, elizabeth", [Match.SAME_NAME], id="the surname first, in capitals"),
        pytest.param("quillf", [Match.NAME_BEGINS], id="the beginning of a surname"),
        pytest.param("Liz Quillfeather", [Match.OTHER_FORM], id="another form of the forename"),
        pytest.param("Élizabeth Quillfèather", [Match.SAME_NAME], id="accents that are not on file"),
        pytest.param("Elizabeth Quillfaether", [Match.NEARLY_SPELLED], id="two letters changed places"),
        pytest.param("Elizabeth Kwillfether", [Match.SOUNDS_LIKE], id="as it sounds"),
        pytest.param("Elizabeth Quill Feather", [Match.SAME_NAME], id="a name written as two"),
        pytest.param("Elizabeth Ann Quillfeather", [Match.PART_OF_THE_NAME], id="a middle name not on file"),
        pytest.param("12/3/2004", [Match.BORN], id="a date of birth"),
        pytest.param("2004-03-12", [Match.BORN], id="a date of birth as programs write it"),
        pytest.param("12 March 2004", [Match.BORN], id="a date of birth in words"),
        pytest.param("Liz 12.3.04", [Match.OTHER_FORM, Match.BORN], id="a forename and a date of birth"),
        pytest.param("12 st johns rd", [Match.ADDRESS], id="an address"),
        pytest.param("12 st jonhs rd", [Match.ADDRESS_NEARLY], id="an address, two letters changed places"),
        pytest.param("st johns roda", [Match.ADDRESS_NEARLY], id="a street without its number, misspelled"),
        pytest.param("zz74qd", [Match.POSTCODE], id="a postcode"),
        pytest.param("ZZ7", [Match.POSTCODE], id="a district"),
        pytest.param("Quillfeather ZZ7 4QD", [Match.SAME_NAME, Match.POSTCODE], id="a name and a postcode"),
        pytest.param("alder clinic", [Match.WORKPLACE], id="where the lead works"),
        pytest.param("Roisin Exampel", [Match.LEAD], id="the lead, misspelled"),
    ],
)
def test_a_family_is_found_by_anything_known_of_it_and_no_other(led, text, why):
    found = find(text)

    assert ids(found) == [led.family]
    assert list(found.families[0].why) == why


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("12 Poplat Lane", id="another number of the street"),
        pytest.param("Poplat", id="one word alone, which may be a name"),
        pytest.param("120 Pxqlat Lane", id="too many letters wrong"),
        pytest.param("120 Poplat Road", id="another kind of street"),
        pytest.param("120 Lane Poplat Nowhere", id="a word that no address has"),
    ],
)
def test_a_misspelled_street_finds_nobody_else(led, text):
    assert ids(find(text)) == []


def test_a_home_without_an_address_is_at_no_misspelled_street(led):
    a_family(led.ward)

    assert ids(find("120 poplur lane")) == [led.other]


def test_a_street_is_found_as_it_sounds_and_under_an_address_that_was_corrected(led):
    assert ids(find("120 poplur lane")) == [led.other]
    at_home(led.other, "7 Hawthorn Rise", "ZZ8 1AA")

    found = find("7 hawthorne rize")

    assert [(each.id, list(each.why)) for each in found.families] == [(led.other, [Match.ADDRESS_NEARLY])]
    assert ids(find("120 poplur lane")) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("izabeth", id="not a beginning"),
        pytest.param("Elizabeth Testcase", id="names of two families"),
        pytest.param("Elizabeth 13/3/2004", id="another day"),
        pytest.param("Quillfeather ZZ8 1AA", id="another postcode"),
        pytest.param("1 st johns road", id="another house"),
        pytest.param("qu%r", id="a wildcard"),
        pytest.param("q__________r", id="a wildcard of one letter"),
        pytest.param("x' or 1=1 --", id="a quotation"),
        pytest.param("qu\\r", id="a backslash"),
    ],
)
def test_what_does_not_fit_finds_nothing(led, text):
    assert ids(find(text)) == []


@pytest.mark.parametrize(
    "shorter", ["reference", "without its letter", "without PF", "the number", "wrong letter"]
)
def test_a_reference_is_found_however_it_is_written(led, shorter):
    with Sessions() as session:
        reference = session.execute(
            sa.text("select reference from family where id = :id"), {"id": led.family}
        ).scalar_one()
    written = {
        "reference": reference.lower(),
        "without its letter": reference[:-1],
        "without PF": reference[3:],
        "the number": reference[3:-1].lstrip("0"),
        "wrong letter": reference[:-1] + ("A" if reference[-1] != "A" else "B"),
    }[shorter]

    assert ids(find(written)) == [led.family]


def test_the_best_fit_comes_first(led):
    sounds, begins = a_family(), a_family()
    a_person(sounds, "Elizabeth", "Kwillfether")
    a_person(begins, "Elizabeth", "Quillfeathers")

    assert ids(find("Elizabeth Quillfeather")) == [led.family, begins, sounds]


def test_filters_narrow_what_is_found_and_a_limit_says_that_there_is_more(led):
    a_person(a_family(), "Elizabeth", "Quillfeather")

    assert ids(find("quillfeather", filters=FamilyFilters(status=FamilyStatus.WORKED_WITH))) == [led.family]
    assert ids(find("quillfeather", filters=FamilyFilters(ward="Bulwell"))) == []
    assert find("quillfeather", limit=1).more
    assert not find("quillfeather", limit=2).more


def test_a_search_is_audited_by_how_many_it_found_and_never_by_its_words(led):
    find("Elizabeth Quillfeather")

    with reading(COORDINATOR) as session:
        event = session.exec(select(AuditEvent)).one()
    assert (event.action, event.subject_id) == ("family.searched", None)
    assert event.details == {"found": 1, "more": False, "elsewhere": 0}


def test_a_role_without_families_is_refused(led):
    with pytest.raises(Forbidden):
        find("Quillfeather", actor=AUDITOR)


def test_a_family_is_found_by_its_new_name_once_somebody_is_renamed(led):
    with transaction(SYSTEM) as session:
        person = session.get_one(Person, led.person)
        person.surname, person.surname_key = "Ysolde", "ysolde"

    assert ids(find("Elizabeth Isolde")) == [led.family]
    assert ids(find("Quillfeather")) == []


@pytest.mark.parametrize(
    "text",
    ["Elizabeth Quillfeather", "12/3/2004", "12 st johns road", "ZZ7 4QD", "alder clinic", "Roisin Example"],
)
def test_nobody_finds_a_family_that_they_may_not_open_in_any_way(led, text):
    own = an_allocation(led.other, led.agency)
    a_lead(own, a_practitioner("Robin Other"), an_establishment(led.agency, "Birch House"))
    lead = Actor(uuid4(), frozenset({Role.LEAD_PROFESSIONAL}), practitioner_id=a_practitioner())
    manager = Actor(uuid4(), frozenset({Role.AGENCY_MANAGER}), managed_agencies=frozenset({an_agency("YOT")}))

    assert [ids(find(text, actor=actor)) for actor in (lead, manager)] == [[], []]


@pytest.fixture
def known_for_long(led):
    """A family with somebody who left, a former home, and names and a reference from before merges."""
    left = a_person(led.family, "Rowan", "Leftlongago", born_on=date(1999, 5, 6))
    with transaction(SYSTEM) as session:
        gone = session.exec(select(HouseholdMember).where(HouseholdMember.person_id == left)).one()
        gone.ends_on = date(2013, 1, 1)
        home = session.exec(select(Residence).where(Residence.family_id == led.family)).one()
        home.ends_on = date(2013, 1, 1)
        session.add(
            Residence(
                family_id=led.family,
                ward_id=led.ward,
                starts_on=date(2013, 1, 2),
                address="9 Hawthorn Rise",
                postcode="ZZ9 2BB",
            )
        )
        session.execute(sa.text("insert into known_name (key) values ('elspeth'), ('formername')"))
        for kind, alias in (
            (
                MergeKind.PERSON,
                {
                    "person_id": led.person,
                    "forename_key": "elspeth",
                    "surname_key": "formername",
                    "born_on": date(2004, 3, 13),
                },
            ),
            (MergeKind.FAMILY, {"family_id": led.family, "reference": "PF-99999X"}),
        ):
            session.add(
                RecordMerge(
                    kind=kind,
                    merged_id=uuid4(),
                    import_key=str(uuid4()),
                    merged_at=CHANGED_AT,
                    merged_by=SYSTEM.user_id,
                    **alias,
                )
            )
    return led


FORMER = (
    "Rowan Leftlongago",
    "6/5/1999",
    "Rowan 6/5/1999",
    "12 st johns road",
    "12 st jonhs rd",
    "ZZ7 4QD",
    "Elspeth Formername",
    "13/3/2004",
    "PF-99999X",
    "Elspeth 13/3/2004",
    "Quillfeather ZZ7 4QD",
    "Quillfeather PF-99999X",
    "hawthorn rise 6/5/1999",
)


@pytest.mark.parametrize("text", FORMER)
def test_whoever_is_only_in_its_team_finds_a_family_by_nothing_that_was(known_for_long, text):
    member = a_team_member(known_for_long.family)

    assert ids(find(text, actor=member)) == []
    assert ids(find(text)) == [known_for_long.family]


@pytest.mark.parametrize(
    "text",
    [
        "Elizabeth Quillfeather",
        "12/3/2004",
        "Liz 12/3/2004",
        "9 hawthorn rise",
        "9 hawthorne rize",
        "ZZ9 2BB",
        "Quillfeather ZZ9 2BB",
        "hawthorn rise 12/3/2004",
        "Róisín Example",
        "alder clinic",
    ],
)
def test_whoever_is_only_in_its_team_finds_a_family_by_what_holds_now(known_for_long, text):
    assert ids(find(text, actor=a_team_member(known_for_long.family))) == [known_for_long.family]


@pytest.mark.parametrize("text", FORMER)
def test_whoever_leads_a_family_finds_it_by_what_was_too(known_for_long, text):
    lead = Actor(uuid4(), frozenset({Role.LEAD_PROFESSIONAL}), practitioner_id=known_for_long.lead)

    assert ids(find(text, actor=lead)) == [known_for_long.family]


def test_a_reference_that_a_family_has_now_is_found_by_its_team(known_for_long):
    with reading(COORDINATOR) as session:
        reference = session.get_one(Family, known_for_long.family).reference

    assert ids(find(reference, actor=a_team_member(known_for_long.family))) == [known_for_long.family]


def a_team_member(family_id):
    member, school = a_practitioner("Sam Example"), an_establishment(an_agency("SCHOOL"), "Birch School")
    with transaction(SYSTEM) as session:
        session.add(
            Posting(
                practitioner_id=member,
                establishment_id=school,
                responsibility=Responsibility.OWN_CASELOAD,
                starts_on=date(2012, 1, 1),
            )
        )
        session.add(
            TeamMember(
                family_id=family_id,
                practitioner_id=member,
                establishment_id=school,
                starts_on=date(2013, 3, 1),
            )
        )
    return Actor(uuid4(), frozenset({Role.TEAM_MEMBER}), practitioner_id=member)


class TestOfOtherFamilies:
    """What a lead professional learns of a family that is not theirs."""

    ELSEWHERE = Actor(uuid4(), frozenset({Role.LEAD_PROFESSIONAL}), practitioner_id=uuid4())
    look = staticmethod(partial(find, actor=ELSEWHERE))

    def test_by_name_and_date_of_birth_that_the_child_is_known_and_whom_to_ask(self, led):
        self.manages(led, "Robin Manager", Responsibility.ESTABLISHMENT)

        found = self.look("Liz Quillfeather 12/3/2004")

        assert found.families == ()
        assert found.elsewhere == (KnownElsewhere("HEALTH agency", "Robin Manager", "robin@example.org"),)

    def test_the_agency_s_manager_answers_where_the_place_has_none(self, led):
        self.manages(led, "Sam Manager", Responsibility.AGENCY)

        assert self.look("Elizabeth Quillfeather 12/3/2004").elsewhere[0].contact == "Sam Manager"

    def test_a_middle_name_that_is_not_on_file_does_not_hide_the_child(self, led):
        assert len(self.look("Elizabeth Ulla Quillfeather 12/3/2004").elsewhere) == 1

    def test_where_nobody_leads_or_manages_the_programme_team_is_to_be_asked(self, led):
        assert self.look("Tansy Testcase 9/5/2001").elsewhere == (KnownElsewhere(None, None, None),)

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param("Elizabeth Quillfeather", id="no date of birth"),
            pytest.param("12/3/2004", id="no name"),
            pytest.param("Elizabeth 12/3/2004", id="no surname"),
            pytest.param("Elizabeth Liz 12/3/2004", id="the forename twice"),
            pytest.param("Eliz Quill 12/3/2004", id="beginnings of the names"),
            pytest.param("Elizabeth Quillfeather 13/3/2004", id="another day"),
            pytest.param("Elizabeth Testcase 12/3/2004", id="another name"),
            pytest.param("Elizabeth Ulla Oswald Quillfeather 12/3/2004", id="more words than fit"),
            pytest.param("12 st johns road 12/3/2004", id="an address"),
        ],
    )
    def test_by_anything_less_nothing(self, led, text):
        found = self.look(text)

        assert (found.families, found.elsewhere) == ((), ())

    def test_nothing_of_an_adult_nor_of_a_household_that_is_not_on_the_list(self, led):
        a_person(led.family, "Wilfred", "Grownup", born_on=date(1970, 1, 2), role=MemberRole.PARENT_OR_CARER)
        a_person(a_family(listed_on=None), "Only", "Cafchild", born_on=date(2003, 1, 2))

        assert self.look("Wilfred Grownup 2/1/1970").elsewhere == ()
        assert self.look("Only Cafchild 2/1/2003").elsewhere == ()

    def test_whoever_leads_the_family_finds_it_as_theirs(self, led):
        found = find(
            "Elizabeth Quillfeather 12/3/2004", actor=replace(self.ELSEWHERE, practitioner_id=led.lead)
        )

        assert ids(found) == [led.family]
        assert found.elsewhere == ()

    def test_it_is_audited_as_a_number(self, led):
        self.look("Elizabeth Quillfeather 12/3/2004")

        with reading(COORDINATOR) as session:
            assert session.exec(select(AuditEvent)).one().details == {
                "found": 0,
                "more": False,
                "elsewhere": 1,
            }

    @staticmethod
    def manages(led, name, responsibility):
        manager = a_practitioner(name, work_email=f"{name.split()[0].lower()}@example.org")
        with transaction(SYSTEM) as session:
            session.add(
                Posting(
                    practitioner_id=manager,
                    establishment_id=led.clinic,
                    responsibility=responsibility,
                    starts_on=TODAY - timedelta(1),
                )
            )


LETTERS = "abcdefghijklmnopqrstuvwxyz"
NAMES = ("Quillfeather", "Nowak-Przykładowy", "O’Testcase", "Zoë", "Mary Ann", "Łucja", "Ysolde")


@st.composite
def mistyped(draw):
    """A name on file of four letters or more, and the same with one slip of the keyboard."""
    name = draw(st.sampled_from([name for name in NAMES if len(name) > 3]))
    place = draw(st.integers(1, len(name) - 2))
    letter = draw(st.sampled_from(LETTERS))
    typed = draw(
        st.sampled_from(
            [
                name[:place] + name[place + 1 :],
                name[:place] + letter + name[place:],
                name[:place] + letter + name[place + 1 :],
                name[:place] + name[place + 1] + name[place] + name[place + 2 :],
            ]
        )
    )
    return name, typed


@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mistyped())
def test_a_name_with_one_slip_of_the_keyboard_finds_its_person(everybody, slip):
    name, typed = slip

    assert everybody[name] in ids(find(typed))


@pytest.fixture
def everybody(database):
    """A family for each name."""
    families = {name: a_family() for name in NAMES}
    for name, family_id in families.items():
        a_person(family_id, "Tansy", name)
    return families
