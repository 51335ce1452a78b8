"""Who may do what: the table of roles, and the families and releases that each may open."""

from dataclasses import replace
from uuid import UUID

import pytest

from app.access import family_access, policies, roles
from app.access.family_access import FamilyAccess, FamilyLedBy, FamilyScope
from app.access.policies import Actor
from app.access.roles import ROLES_MAY, Action, Role
from app.errors import Forbidden

ME, THEM = UUID(int=1), UUID(int=2)
ME_AS_USER = UUID(int=99)
OURS, ELSEWHERE = UUID(int=11), UUID(int=12)
AGENCY, OTHER_AGENCY = UUID(int=21), UUID(int=22)
NOBODYS = FamilyLedBy(frozenset(), frozenset(), frozenset())


def an_actor(
    *roles: Role, practitioner: UUID | None = None, runs: UUID | None = None, agency: UUID | None = None
) -> Actor:
    return Actor(
        UUID(int=99),
        frozenset(roles),
        practitioner,
        frozenset({runs} if runs else ()),
        frozenset({agency} if agency else ()),
    )


def led_by(
    practitioner: UUID = THEM, establishment: UUID = ELSEWHERE, agency: UUID = OTHER_AGENCY
) -> FamilyLedBy:
    return FamilyLedBy(frozenset({practitioner}), frozenset({establishment}), frozenset({agency}))


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_the_table_says_and_is_told_why_not(role: Role, action: Action):
    actor = an_actor(role)

    assert policies.may(actor, action) is (role in ROLES_MAY[action])
    if role in ROLES_MAY[action]:
        policies.check_may(actor, action)
        return
    with pytest.raises(Forbidden) as refused:
        policies.check_may(actor, action)
    assert refused.value.code == "role"
    assert refused.value.message == roles.REFUSALS[action]


def test_every_action_has_its_roles_and_its_refusal():
    assert set(ROLES_MAY) == set(roles.REFUSALS) == set(Action)
    assert all(ROLES_MAY.values())


@pytest.mark.parametrize("action", Action)
def test_somebody_without_a_role_may_do_nothing(action: Action):
    assert not policies.may(an_actor(), action)
    assert not policies.may(policies.SYSTEM, action)


def test_one_role_of_several_is_enough():
    assert policies.may(an_actor(Role.BOARD_READER, Role.ANALYST), Action.IMPORT)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ANALYST, Role.BOARD_READER])
def test_those_who_look_after_users_data_and_papers_never_open_a_case(role: Role):
    assert not policies.may(an_actor(role), Action.LIST_FAMILIES)
    assert not family_access.can_open_family(
        an_actor(role, practitioner=ME, runs=OURS), led_by(ME, OURS, AGENCY)
    )


@pytest.mark.parametrize(
    ("actor", "led", "opens"),
    [
        pytest.param(an_actor(Role.PROGRAMME_COORDINATOR), NOBODYS, True, id="a coordinator: every family"),
        pytest.param(
            an_actor(Role.LEAD_PROFESSIONAL, practitioner=ME), led_by(ME), True, id="a lead: their own"
        ),
        pytest.param(
            an_actor(Role.LEAD_PROFESSIONAL, practitioner=ME), led_by(), False, id="a lead: another's"
        ),
        pytest.param(
            an_actor(Role.LEAD_PROFESSIONAL, practitioner=ME), NOBODYS, False, id="a lead: nobody's"
        ),
        pytest.param(an_actor(Role.LEAD_PROFESSIONAL), led_by(ME), False, id="a lead who is no practitioner"),
        pytest.param(
            an_actor(Role.LEAD_PROFESSIONAL, practitioner=ME, runs=OURS),
            led_by(establishment=OURS),
            False,
            id="a lead: not the rest of their school's, whatever their posting says",
        ),
        pytest.param(
            an_actor(Role.AGENCY_MANAGER, runs=OURS),
            led_by(establishment=OURS),
            True,
            id="a head: their school's",
        ),
        pytest.param(
            an_actor(Role.AGENCY_MANAGER, runs=OURS),
            led_by(agency=AGENCY),
            False,
            id="a head: not another school's of the same agency",
        ),
        pytest.param(
            an_actor(Role.AGENCY_MANAGER, agency=AGENCY),
            led_by(agency=AGENCY),
            True,
            id="a manager of an agency",
        ),
        pytest.param(
            an_actor(Role.AGENCY_MANAGER, agency=AGENCY),
            led_by(),
            False,
            id="a manager: not another agency's",
        ),
        pytest.param(
            an_actor(Role.AGENCY_MANAGER, practitioner=ME),
            led_by(ME),
            True,
            id="a manager who leads one: their own",
        ),
        pytest.param(
            an_actor(practitioner=ME, runs=OURS, agency=AGENCY), led_by(ME, OURS, AGENCY), False, id="no role"
        ),
    ],
)
def test_a_family_is_opened_by_role_and_posting(actor: Actor, led: FamilyLedBy, opens: bool):
    assert family_access.can_open_family(actor, led) is opens


def test_a_coordinator_s_scope_is_every_family_and_somebody_without_postings_has_none():
    assert family_access.family_scope(an_actor(Role.PROGRAMME_COORDINATOR)) == FamilyScope(every_family=True)
    assert family_access.family_scope(an_actor(Role.AGENCY_MANAGER)) == FamilyScope(every_family=False)


INTERNAL, PUBLIC, RETURN = (
    {"is_public": False, "is_return": False, "is_approved": True},
    {"is_public": True, "is_return": False, "is_approved": True},
    {"is_public": False, "is_return": True, "is_approved": False},
)
INTERNAL_DRAFT, PUBLIC_DRAFT = {**INTERNAL, "is_approved": False}, {**PUBLIC, "is_approved": False}


@pytest.mark.parametrize(
    ("role", "release", "named", "refusal"),
    [
        pytest.param(Role.PROGRAMME_COORDINATOR, INTERNAL, False, None, id="coordinator, internal report"),
        pytest.param(Role.PROGRAMME_COORDINATOR, RETURN, False, None, id="coordinator, return"),
        pytest.param(Role.AUTHORISING_OFFICER, RETURN, False, None, id="authorising officer, return"),
        pytest.param(Role.ANALYST, INTERNAL, False, None, id="analyst, internal report"),
        pytest.param(Role.ANALYST, RETURN, False, "return", id="analyst, return"),
        pytest.param(Role.BOARD_READER, PUBLIC, False, None, id="board reader, public report"),
        pytest.param(
            Role.BOARD_READER, INTERNAL, False, "internal-profile", id="board reader, internal report"
        ),
        pytest.param(Role.BOARD_READER, INTERNAL, True, None, id="named board reader, internal report"),
        pytest.param(Role.BOARD_READER, RETURN, True, "return", id="board reader, return, even if named"),
        pytest.param(Role.BOARD_READER, PUBLIC_DRAFT, False, "not-approved", id="board reader, public draft"),
        pytest.param(Role.BOARD_READER, INTERNAL_DRAFT, True, "not-approved", id="named reader, draft"),
        pytest.param(Role.BOARD_READER, INTERNAL_DRAFT, False, "internal-profile", id="reader, draft"),
        pytest.param(Role.PROGRAMME_COORDINATOR, INTERNAL_DRAFT, False, None, id="coordinator, draft"),
        pytest.param(Role.AUTHORISING_OFFICER, PUBLIC_DRAFT, False, None, id="authorising officer, draft"),
        pytest.param(Role.ANALYST, PUBLIC_DRAFT, False, None, id="analyst, draft"),
        pytest.param(Role.LEAD_PROFESSIONAL, PUBLIC, True, "role", id="lead professional, anything"),
        pytest.param(Role.ADMINISTRATOR, PUBLIC, True, "role", id="administrator, anything"),
    ],
)
def test_a_release_is_seen_by_role_and_profile(role, release, named, refusal):
    if refusal is None:
        policies.check_can_see_release(an_actor(role), **release, named_reader=named)
        return
    with pytest.raises(Forbidden) as refused:
        policies.check_can_see_release(an_actor(role), **release, named_reader=named)
    assert refused.value.code == refusal


def test_roles_are_printed_as_words():
    assert Role.CAF_COORDINATOR.label == "CAF coordinator"
    assert Role.LEAD_PROFESSIONAL.label == "Lead professional"


LEAD, MEMBER, MANAGER = Role.LEAD_PROFESSIONAL, Role.TEAM_MEMBER, Role.AGENCY_MANAGER


def covering(*roles: Role, covers: UUID = THEM) -> Actor:
    return Actor(UUID(int=99), frozenset(roles), ME, covers=frozenset({covers}))


def in_team(led: FamilyLedBy = NOBODYS) -> FamilyLedBy:
    """The same family with me in its team, for an agency of its own."""
    return replace(led, team={ME: AGENCY})


JOINT = FamilyLedBy(
    frozenset({THEM}),
    frozenset({ELSEWHERE}),
    frozenset({OTHER_AGENCY, AGENCY}),
    lead_agencies=frozenset({OTHER_AGENCY}),
)
OUR_AGENCYS = replace(JOINT, lead_agencies=frozenset({AGENCY}))


@pytest.mark.parametrize(
    ("actor", "led", "seen_as", "holds", "agencies"),
    [
        pytest.param(
            an_actor(Role.PROGRAMME_COORDINATOR), NOBODYS, "coordinator", True, (), id="coordinator"
        ),
        pytest.param(an_actor(LEAD, practitioner=ME), led_by(ME), "lead", True, (), id="the lead"),
        pytest.param(covering(LEAD), led_by(), "cover", True, (), id="who stands in for the lead"),
        pytest.param(covering(LEAD), led_by(ME), "lead", True, (), id="a lead who stands in elsewhere"),
        pytest.param(covering(LEAD, covers=ME), led_by(), None, False, (), id="cover of another lead"),
        pytest.param(covering(MEMBER), led_by(), None, False, (), id="cover without a role that leads"),
        pytest.param(
            an_actor(MANAGER, runs=OURS), led_by(establishment=OURS), "manager", True, (), id="a head"
        ),
        pytest.param(
            an_actor(MANAGER, agency=AGENCY),
            JOINT,
            "manager",
            False,
            (AGENCY,),
            id="a manager of the other agency of a joint allocation",
        ),
        pytest.param(
            an_actor(MANAGER, agency=AGENCY),
            OUR_AGENCYS,
            "manager",
            True,
            (AGENCY,),
            id="a manager of the agency that leads it",
        ),
        pytest.param(
            replace(an_actor(MANAGER, agency=AGENCY, practitioner=ME), covers=frozenset({THEM})),
            JOINT,
            "manager",
            True,
            (AGENCY,),
            id="that manager, standing in for the lead",
        ),
        pytest.param(
            an_actor(MEMBER, practitioner=ME), in_team(), "team-member", False, (AGENCY,), id="a team member"
        ),
        pytest.param(
            an_actor(LEAD, practitioner=ME),
            in_team(led_by()),
            "team-member",
            False,
            (AGENCY,),
            id="a lead of others, in its team",
        ),
        pytest.param(
            an_actor(MEMBER, practitioner=THEM), in_team(), None, False, (), id="a member of no team of it"
        ),
        pytest.param(an_actor(MEMBER), in_team(), None, False, (), id="a member who is no practitioner"),
        pytest.param(
            an_actor(Role.CAF_COORDINATOR, practitioner=ME), in_team(), None, False, (), id="no role for it"
        ),
    ],
)
def test_a_family_is_seen_as_what_one_is_to_it(actor, led, seen_as, holds, agencies):
    assert family_access.access_to_family(actor, led) == seen_as
    assert family_access.can_open_family(actor, led) is (seen_as not in (None, "team-member"))
    assert family_access.holds_record(actor, led) is holds
    assert family_access.reads_for(actor, led) == frozenset(agencies)
    assert family_access.family_scope(actor).includes(led) is (seen_as is not None)
    assert family_access.family_scope(actor).without_teams().includes(led) is family_access.can_open_family(
        actor, led
    )


def test_ways_of_access_are_printed_as_words():
    assert FamilyAccess.TEAM_MEMBER.label == "Team member"


@pytest.mark.parametrize(
    ("actor", "led", "may"),
    [
        pytest.param(an_actor(Role.PROGRAMME_COORDINATOR), led_by(), True, id="a coordinator, anywhere"),
        pytest.param(
            an_actor(LEAD, practitioner=ME), led_by(ME, OURS), True, id="a lead, in their establishment"
        ),
        pytest.param(an_actor(LEAD, practitioner=ME), led_by(ME), False, id="a lead, elsewhere"),
        pytest.param(
            an_actor(LEAD, MANAGER, practitioner=ME, runs=OURS),
            led_by(ME),
            True,
            id="a lead who manages there",
        ),
        pytest.param(
            an_actor(MANAGER, runs=OURS), led_by(establishment=OURS), True, id="a manager, where they manage"
        ),
        pytest.param(
            an_actor(MANAGER, agency=AGENCY), OUR_AGENCYS, True, id="a manager, in the agency that leads"
        ),
        pytest.param(
            an_actor(MANAGER, runs=ELSEWHERE), led_by(), False, id="a manager, where another manages"
        ),
        pytest.param(
            an_actor(MANAGER, agency=AGENCY),
            JOINT,
            False,
            id="a manager of the other agency of a joint allocation",
        ),
        pytest.param(covering(LEAD), led_by(THEM, OURS), False, id="who only stands in"),
        pytest.param(an_actor(MEMBER, practitioner=ME), in_team(), False, id="a team member"),
        pytest.param(an_actor(LEAD, practitioner=ME), led_by(), False, id="a stranger to the family"),
    ],
)
def test_a_lead_is_named_by_those_who_may_where_they_may(actor, led, may):
    place = {"establishment_id": OURS, "agency_id": AGENCY}

    assert family_access.can_name_lead(actor, led, **place) is may
    if may:
        family_access.check_can_name_lead(actor, led, **place)
        return
    with pytest.raises(Forbidden) as refused:
        family_access.check_can_name_lead(actor, led, **place)
    assert refused.value.code == "not-your-establishment"


@pytest.mark.parametrize(
    ("actor", "whose", "of_cover", "may"),
    [
        pytest.param(an_actor(LEAD, practitioner=ME), ME, OURS, True, id="a colleague for oneself"),
        pytest.param(an_actor(LEAD, practitioner=ME), ME, ELSEWHERE, False, id="somebody from elsewhere"),
        pytest.param(an_actor(LEAD, practitioner=ME), THEM, OURS, False, id="for a colleague"),
        pytest.param(an_actor(MANAGER, runs=OURS), THEM, OURS, True, id="a manager for their staff"),
        pytest.param(an_actor(MANAGER, agency=AGENCY), THEM, ELSEWHERE, True, id="within the whole agency"),
        pytest.param(an_actor(MANAGER, runs=OURS), THEM, ELSEWHERE, False, id="with another's staff"),
        pytest.param(an_actor(MEMBER, practitioner=ME), ME, OURS, False, id="a role without cover"),
    ],
)
def test_cover_is_named_among_colleagues_and_by_managers(actor, whose, of_cover, may):
    asked = (actor, whose, {OURS: AGENCY})

    assert policies.can_name_cover(*asked, of_cover={of_cover: AGENCY}) is may
    if may:
        policies.check_can_name_cover(*asked, of_cover={of_cover: AGENCY})
        return
    with pytest.raises(Forbidden):
        policies.check_can_name_cover(*asked, of_cover={of_cover: AGENCY})


@pytest.mark.parametrize(
    ("actor", "whole", "part"),
    [
        pytest.param(an_actor(Role.PROGRAMME_COORDINATOR), True, True, id="coordinator: for anybody"),
        pytest.param(an_actor(Role.AGENCY_MANAGER, agency=AGENCY), True, False, id="of the whole agency"),
        pytest.param(an_actor(Role.AGENCY_MANAGER, runs=OURS), False, True, id="of the establishment"),
        pytest.param(an_actor(Role.AGENCY_MANAGER, agency=OTHER_AGENCY), False, False, id="of another"),
        pytest.param(an_actor(Role.LEAD_PROFESSIONAL, agency=AGENCY), False, False, id="no manager"),
    ],
)
def test_a_manager_answers_before_a_meeting_for_what_their_posting_names(actor, whole, part):
    assert policies.can_answer_for(actor, AGENCY, None) is whole
    assert policies.can_answer_for(actor, AGENCY, OURS) is part


@pytest.mark.parametrize(
    ("role", "named", "waits", "reads"),
    [
        pytest.param(Role.LEAD_PROFESSIONAL, ME_AS_USER, True, True, id="named, and it waits"),
        pytest.param(Role.LEAD_PROFESSIONAL, ME_AS_USER, False, False, id="finished"),
        pytest.param(Role.LEAD_PROFESSIONAL, THEM, True, False, id="somebody else is named"),
        pytest.param(Role.CAF_COORDINATOR, None, True, False, id="nobody is named"),
        pytest.param(Role.ANALYST, ME_AS_USER, True, False, id="the role is gone"),
    ],
)
def test_only_the_named_auditor_reads_a_sampled_assessment_and_only_while_it_waits(
    role: Role, named: UUID | None, waits: bool, reads: bool
) -> None:
    assert policies.can_read_sampled(an_actor(role), auditor_id=named, is_waiting=waits) is reads


def test_a_manager_books_training_where_they_manage_and_the_caf_coordinator_for_everybody() -> None:
    head, area = an_actor(Role.AGENCY_MANAGER, runs=OURS), an_actor(Role.AGENCY_MANAGER, agency=AGENCY)

    assert policies.can_book_for(head, {OURS: OTHER_AGENCY})
    assert policies.can_book_for(area, {ELSEWHERE: AGENCY})
    assert not policies.can_book_for(head, {ELSEWHERE: AGENCY})
    assert not policies.can_book_for(an_actor(Role.LEAD_PROFESSIONAL, runs=OURS), {OURS: AGENCY})
    assert policies.can_book_for(an_actor(Role.CAF_COORDINATOR), {})


def test_an_action_of_an_audit_is_done_by_whose_it_is_or_by_the_caf_coordinator() -> None:
    assert policies.can_follow_up_audit(an_actor(Role.LEAD_PROFESSIONAL, practitioner=ME), ME)
    assert not policies.can_follow_up_audit(an_actor(Role.LEAD_PROFESSIONAL, practitioner=THEM), ME)
    assert not policies.can_follow_up_audit(an_actor(Role.ANALYST, practitioner=ME), ME)
    assert policies.can_follow_up_audit(an_actor(Role.CAF_COORDINATOR), ME)


@pytest.mark.parametrize(
    ("actor", "reads"),
    [
        pytest.param(an_actor(Role.CAF_COORDINATOR), True, id="the CAF coordinator, of the whole register"),
        pytest.param(an_actor(LEAD, practitioner=ME), True, id="its lead"),
        pytest.param(an_actor(LEAD, practitioner=THEM), False, id="a lead of others"),
    ],
)
def test_a_form_is_read_by_who_holds_the_record_and_by_the_caf_coordinator(actor: Actor, reads: bool):
    assert family_access.can_read_forms(actor, led_by(ME, OURS)) is reads


@pytest.mark.parametrize(
    ("actor", "of_courses", "of_people"),
    [
        pytest.param(an_actor(Role.PROGRAMME_COORDINATOR), True, True, id="the programme coordinator"),
        pytest.param(an_actor(Role.CAF_COORDINATOR), True, False, id="the CAF coordinator"),
        pytest.param(an_actor(LEAD, practitioner=THEM), False, False, id="a lead of other families"),
    ],
)
def test_who_may_run_a_campaign_answers_for_every_case_of_it(actor: Actor, of_courses: bool, of_people: bool):
    for about_people, every in ((False, of_courses), (True, of_people)):
        scope = family_access.campaign_scope(actor, about_people=about_people)

        assert scope.every_family is every
        assert scope.includes(led_by(ME, OURS)) is every


@pytest.mark.parametrize(
    ("actor", "whole", "part"),
    [
        pytest.param(an_actor(Role.PROGRAMME_COORDINATOR), True, True, id="coordinator: any"),
        pytest.param(an_actor(Role.AGENCY_MANAGER, agency=AGENCY), True, True, id="of the whole agency"),
        pytest.param(an_actor(Role.AGENCY_MANAGER, runs=OURS), False, True, id="of the establishment"),
        pytest.param(an_actor(Role.AGENCY_MANAGER, runs=ELSEWHERE), False, False, id="of another place"),
        pytest.param(an_actor(Role.AGENCY_MANAGER, agency=OTHER_AGENCY), False, False, id="of another"),
        pytest.param(an_actor(Role.LEAD_PROFESSIONAL, agency=AGENCY), False, False, id="no manager"),
    ],
)
def test_a_brief_is_opened_by_the_coordinator_and_by_those_who_manage_what_it_is_of(actor, whole, part):
    assert policies.can_open_brief(actor, AGENCY, None) is whole
    assert policies.can_open_brief(actor, AGENCY, OURS) is part
