"""The CAF register searched on a real database: who is found, by what, and for whom."""

from datetime import date
from functools import partial
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from app.access.policies import SYSTEM, Actor
from app.access.roles import Role
from app.audit import AuditEvent
from app.cases.queries.register_search import RegisterFilters
from app.cases.rules.matches import Match
from app.cases.rules.register_search import RegisterStatus
from app.cases.rules.vocabulary import AssessmentKind, AssessmentStage, ClosureReason
from app.cases.services.register import RegisterFound, search_register
from app.db import reading
from app.errors import Forbidden
from tests.cases.builders import TODAY, a_family, a_person, a_practitioner, an_agency, an_assessment

pytestmark = pytest.mark.usefixtures("database")

CAF_COORDINATOR = Actor(UUID(int=104), frozenset({Role.CAF_COORDINATOR}))
NO_FILTERS = RegisterFilters()

look = partial(search_register, NO_FILTERS, actor=CAF_COORDINATOR, today=TODAY)


def ids(found: RegisterFound) -> list[UUID]:
    return [each.id for each in found.assessments]


class Register:
    """Three assessments: Elizabeth's, led; her brother's, closed; and a family's of both."""

    def __init__(self) -> None:
        self.health, self.school = an_agency("HEALTH"), an_agency("SCHOOL")
        self.lead = a_practitioner("Róisín Example")
        self.family = a_family(listed_on=None)
        self.elizabeth = a_person(self.family, "Elizabeth", "Quillfeather", born_on=date(2004, 3, 12))
        self.brother = a_person(self.family, "Rowan", "Quillfeather", born_on=date(2001, 5, 9))
        self.hers = an_assessment(
            self.family,
            self.elizabeth,
            agency_id=self.health,
            initiated_on=date(2013, 4, 2),
            lead_practitioner_id=self.lead,
            lead_agency_id=self.school,
        )
        self.his = an_assessment(
            self.family,
            self.brother,
            agency_id=self.school,
            initiated_on=date(2012, 1, 9),
            closed_on=date(2013, 2, 1),
            closure_reason=ClosureReason.NEEDS_MET,
        )
        self.both = an_assessment(
            self.family,
            self.elizabeth,
            self.brother,
            agency_id=self.health,
            kind=AssessmentKind.FAMILY_ASSESSMENT,
            initiated_on=date(2013, 5, 1),
        )


@pytest.fixture
def register() -> Register:
    return Register()


def test_the_whole_register_is_listed_the_latest_initiated_first(register: Register) -> None:
    found = look()

    assert ids(found) == [register.both, register.hers, register.his]
    hers = found.assessments[1]
    assert [(each.forename, each.born_on) for each in hers.children] == [("Elizabeth", date(2004, 3, 12))]
    assert (hers.initiating_agency, hers.lead, hers.lead_agency) == ("HEALTH", "Róisín Example", "SCHOOL")
    assert (hers.stage, hers.why, hers.reference) == (AssessmentStage.DELIVER, None, None)
    assert found.assessments[2].closure_reason is ClosureReason.NEEDS_MET


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("Elizabeth Quillfeather", Match.SAME_NAME, id="as it is written"),
        pytest.param("liz quilfeather", Match.NEARLY_SPELLED, id="another form, misspelt"),
        pytest.param("Quillfeather 12/3/2004", Match.SAME_NAME, id="with a date of birth"),
        pytest.param("12 March 2004", Match.BORN, id="by the date of birth alone"),
    ],
)
def test_a_child_is_found_by_name_and_birth_the_best_fit_first(
    register: Register, text: str, why: Match
) -> None:
    found = look(child=text)

    assert set(ids(found)) == {register.hers, register.both}
    assert {each.why for each in found.assessments} == {why}


def test_a_child_who_is_not_assessed_and_an_adult_are_not_found(register: Register) -> None:
    a_person(register.family, "Tansy", "Unheardof")

    assert ids(look(child="Tansy Unheardof")) == []
    assert ids(look(child="Quillfeather 1/1/1980")) == []


def test_a_lead_professional_is_found_by_name_with_or_without_accents_and_misspelt(
    register: Register,
) -> None:
    assert ids(look(lead="roisin")) == [register.hers]
    assert ids(look(lead="Exampel Roisin")) == [register.hers]
    assert ids(look(lead="Nobody")) == []
    assert ids(look(child="Rowan", lead="roisin")) == []


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        pytest.param(RegisterFilters(agency="SCHOOL"), {"hers", "his"}, id="leads it or initiated it"),
        pytest.param(RegisterFilters(agency="HEALTH"), {"hers", "both"}, id="initiated both"),
        pytest.param(RegisterFilters(agency="NOWHERE"), set(), id="no such agency"),
        pytest.param(RegisterFilters(year=2011), {"his"}, id="the year to March 2012"),
        pytest.param(RegisterFilters(year=2013), {"hers", "both"}, id="the year from April 2013"),
        pytest.param(RegisterFilters(kind=AssessmentKind.CAF), {"hers", "his"}, id="CAFs"),
    ],
)
def test_the_register_is_narrowed_by_agency_year_and_kind(
    register: Register, filters: RegisterFilters, names: set[str]
) -> None:
    found = search_register(filters, actor=CAF_COORDINATOR, today=TODAY)

    assert set(ids(found)) == {getattr(register, name) for name in names}


def test_the_register_is_narrowed_by_how_an_assessment_stands(register: Register) -> None:
    assert ids(look(status=RegisterStatus.CLOSED)) == [register.his]
    assert ids(look(status=RegisterStatus.WITHOUT_LEAD)) == [register.both]
    assert look(status=RegisterStatus.OPEN).count == 2


BEGUN, STARTED, MET, REVIEWED = (date(2013, 1, 14), date(2013, 1, 21), date(2013, 3, 4), date(2013, 6, 3))


@pytest.mark.parametrize(
    ("days", "has_lead", "stands"),
    [
        pytest.param((BEGUN,), True, {"open", "identify"}, id="identified"),
        pytest.param((BEGUN, STARTED), True, {"open", "assess"}, id="assessed"),
        pytest.param((BEGUN, STARTED, MET), True, {"open", "deliver"}, id="delivered"),
        pytest.param((BEGUN, STARTED, MET, REVIEWED), True, {"open", "review"}, id="reviewed"),
        pytest.param((BEGUN,), False, {"open", "identify", "open-without-a-lead"}, id="nobody leads"),
        pytest.param((date(2011, 7, 12),), True, {"open", "identify"}, id="open for two years to the day"),
        pytest.param(
            (date(2011, 7, 11), date(2011, 8, 1), date(2012, 9, 1)),
            True,
            {"open", "deliver", "open-over-two-years", "open-review-overdue"},
            id="long open, never reviewed",
        ),
        pytest.param(
            (date(2012, 7, 11), date(2012, 8, 1), date(2013, 1, 11), date(2013, 7, 13)),
            True,
            {"open", "deliver", "open-review-overdue"},
            id="reviewed only tomorrow",
        ),
        pytest.param(
            (date(2012, 7, 11), date(2012, 8, 1), date(2013, 1, 12)),
            True,
            {"open", "deliver"},
            id="met six months ago to the day",
        ),
        pytest.param((BEGUN, STARTED, MET, REVIEWED, TODAY), True, {"closed"}, id="closed today"),
        pytest.param((BEGUN, None, None, None, TODAY), False, {"closed"}, id="closed without more"),
        pytest.param(
            (BEGUN, STARTED, MET, REVIEWED, date(2013, 7, 13)), True, {"open", "review"}, id="closed tomorrow"
        ),
    ],
)
def test_an_assessment_stands_in_the_register_as_its_dates_say(
    days: tuple[date | None, ...], has_lead: bool, stands: set[str]
) -> None:
    initiated_on, started_on, met_on, reviewed_on, closed_on = (*days, *[None] * 4)[:5]
    an_assessment(
        a_family(),
        initiated_on=initiated_on or BEGUN,
        started_on=started_on,
        first_team_meeting_on=met_on,
        first_reviewed_on=reviewed_on,
        closed_on=closed_on,
        closure_reason=ClosureReason.NEEDS_MET if closed_on else None,
        lead_practitioner_id=a_practitioner() if has_lead else None,
    )

    assert {status.value for status in RegisterStatus if look(status=status).count == 1} == stands


@pytest.mark.parametrize(
    ("status", "count"),
    [pytest.param(None, 7, id="the whole register"), pytest.param(RegisterStatus.OPEN, 6, id="those open")],
)
def test_pages_of_the_register_follow_each_other_and_leave_none_out(
    register: Register, status: RegisterStatus | None, count: int
) -> None:
    for _ in range(4):
        an_assessment(register.family, register.brother, agency_id=register.school)
    turn = partial(look, status=status, limit=3)

    first = turn()
    second = turn(after=first.next)
    third = turn(after=second.next) if second.next else None

    seen = [*ids(first), *ids(second), *(ids(third) if third else [])]
    assert len(set(seen)) == len(seen) == count == first.count
    assert (third or second).next is None


def test_what_is_initiated_after_today_is_not_there_yet(register: Register) -> None:
    an_assessment(register.family, agency_id=register.health, initiated_on=date(2013, 7, 13))

    assert look().count == 3


def test_a_search_is_noted_without_its_words(register: Register) -> None:
    look(child="Elizabeth Quillfeather", lead="roisin")

    with reading(SYSTEM) as session:
        events = session.exec(select(AuditEvent).where(AuditEvent.action == "register.searched")).all()
    assert [event.details for event in events] == [{"found": 1}]
    assert events[0].user_id == CAF_COORDINATOR.user_id


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {Role.CAF_COORDINATOR, Role.PROGRAMME_COORDINATOR}), ids=str
)
def test_nobody_else_searches_the_register(register: Register, role: Role) -> None:
    with pytest.raises(Forbidden):
        search_register(NO_FILTERS, actor=Actor(uuid4(), frozenset({role})), today=TODAY)
