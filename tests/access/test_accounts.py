"""Accounts, sign-in, roles and tokens, on a real database."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import select

from app import audit, clock
from app.access import services
from app.access.models import (
    Agency,
    ApiToken,
    Establishment,
    Posting,
    Practitioner,
    UserAccount,
    UserRole,
)
from app.access.policies import COMMAND_LINE, SYSTEM, Actor
from app.access.roles import Responsibility, Role
from app.access.views import SignedIn, TokenActor
from app.db import reading, transaction
from app.errors import Conflict, Forbidden, NotFound, RuleRefused

TODAY = date(2013, 7, 12)
PASSWORD = "three-blue-kettles"
NOW = datetime.fromisoformat("2026-11-01T09:00:00+00:00")


def a_user(email: str = "lee.example@example.org", *roles: Role, practitioner_key: str | None = None) -> UUID:
    return services.create_user(
        email,
        "Lee Example",
        set(roles or {Role.LEAD_PROFESSIONAL}),
        PASSWORD,
        practitioner_key=practitioner_key,
        actor=COMMAND_LINE,
    )


def a_practitioner(key: str, *postings: Posting, left_on: date | None = None) -> UUID:
    with transaction(SYSTEM) as session:
        practitioner = Practitioner(import_key=key, display_name="Lee Example", left_on=left_on)
        session.add(practitioner)
        session.flush()
        for posting in postings:
            posting.practitioner_id = practitioner.id
            session.add(posting)
    return practitioner.id


def an_establishment(key: str, agency_code: str) -> Establishment:
    with transaction(SYSTEM) as session:
        agency = Agency(code=agency_code, name=f"{agency_code} agency", sector="health")
        session.add(agency)
        session.flush()
        establishment = Establishment(import_key=key, agency_id=agency.id, name=f"{key} Example Centre")
        session.add(establishment)
    return establishment


def a_posting(
    establishment: Establishment,
    responsibility: Responsibility,
    starts_on: date = date(2012, 1, 1),
    ends_on: date | None = None,
) -> Posting:
    return Posting(
        practitioner_id=uuid4(),
        establishment_id=establishment.id,
        responsibility=responsibility,
        starts_on=starts_on,
        ends_on=ends_on,
    )


def audited() -> list[tuple[str, UUID | None]]:
    with reading(SYSTEM) as session:
        events = session.exec(select(audit.AuditEvent).order_by(audit.AuditEvent.position)).all()
    return [(event.action, event.subject_id) for event in events]


def test_the_right_password_signs_in_whatever_the_case_of_the_address(database: sa.Connection) -> None:
    user_id = a_user("Lee.Example@Example.org ")

    signed_in = services.sign_in(" lee.example@EXAMPLE.org", PASSWORD, today=TODAY)

    assert signed_in == SignedIn(user_id, "Lee Example")
    assert audited()[-1] == ("sign-in.accepted", user_id)


@pytest.mark.parametrize(
    ("email", "password", "left_on"),
    [
        pytest.param("lee.example@example.org", "three-blue-kettle", None, id="wrong password"),
        pytest.param("nobody@example.org", PASSWORD, None, id="unknown address"),
        pytest.param("lee.example@example.org", PASSWORD, TODAY, id="access ended today"),
    ],
)
def test_every_refused_sign_in_says_the_same_and_is_audited_without_the_address(
    database: sa.Connection, email: str, password: str, left_on: date | None
) -> None:
    user_id = a_user()
    if left_on:
        services.end_user(user_id, left_on=left_on, actor=COMMAND_LINE)

    with pytest.raises(Forbidden) as refusal:
        services.sign_in(email, password, today=TODAY)

    assert (refusal.value.code, refusal.value.message) == ("sign-in-refused", services.REFUSED)
    known = None if email.startswith("nobody") else user_id
    assert audited()[-1] == ("sign-in.refused", known)
    with reading(SYSTEM) as session:
        everything = session.connection().execute(sa.text("select audit_event::text from audit_event")).all()
    assert not any("example.org" in row[0] for row in everything)


def test_an_unknown_address_costs_a_hash_like_a_known_one(
    database: sa.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    verified = services._verified
    monkeypatch.setattr(
        services, "_verified", lambda kept, given: checked.append(kept) or verified(kept, given)
    )

    with pytest.raises(Forbidden):
        services.sign_in("nobody@example.org", PASSWORD, today=TODAY)

    assert len(checked) == 1
    assert checked[0].startswith("$argon2id$")


def test_passwords_are_kept_as_argon2_hashes_only(database: sa.Connection) -> None:
    user_id = a_user()

    with reading(SYSTEM) as session:
        kept = session.get_one(UserAccount, user_id).password_hash

    assert kept is not None
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept


def test_a_hash_of_older_settings_is_made_again_at_sign_in(database: sa.Connection) -> None:
    user_id = a_user()
    weak = services.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with transaction(SYSTEM) as session:
        session.get_one(UserAccount, user_id).password_hash = weak

    services.sign_in("lee.example@example.org", PASSWORD, today=TODAY)

    with reading(SYSTEM) as session:
        assert session.get_one(UserAccount, user_id).password_hash != weak
    services.sign_in("lee.example@example.org", PASSWORD, today=TODAY)


def test_a_manager_is_responsible_only_for_what_their_postings_in_force_name(database: sa.Connection) -> None:
    school, clinic, station = (
        an_establishment("SCH-1", "SCHOOL"),
        an_establishment("CLI-1", "HEALTH"),
        an_establishment("POL-1", "POLICE"),
    )
    practitioner_id = a_practitioner(
        "M-1",
        a_posting(school, Responsibility.ESTABLISHMENT, ends_on=TODAY),
        a_posting(clinic, Responsibility.AGENCY),
        a_posting(station, Responsibility.ESTABLISHMENT, ends_on=TODAY - timedelta(days=1)),
        a_posting(station, Responsibility.OWN_CASELOAD, date(2012, 2, 1)),
    )
    user_id = a_user("m@example.org", Role.AGENCY_MANAGER, practitioner_key="M-1")

    actor = services.load_actor(user_id, today=TODAY)

    assert actor == Actor(
        user_id,
        frozenset({Role.AGENCY_MANAGER}),
        practitioner_id,
        managed_establishments=frozenset({school.id}),
        managed_agencies=frozenset({clinic.agency_id}),
    )
    assert services.load_actor(user_id, today=TODAY + timedelta(days=1)).managed_establishments == frozenset()


def test_a_practitioner_who_has_left_leads_and_manages_nothing(database: sa.Connection) -> None:
    school = an_establishment("SCH-1", "SCHOOL")
    a_practitioner("M-1", a_posting(school, Responsibility.ESTABLISHMENT), left_on=TODAY)
    user_id = a_user("m@example.org", Role.AGENCY_MANAGER, practitioner_key="M-1")

    actor = services.load_actor(user_id, today=TODAY)

    assert actor == Actor(user_id, frozenset({Role.AGENCY_MANAGER}))


def test_access_ends_on_the_day_a_person_leaves_and_not_before(database: sa.Connection) -> None:
    user_id = a_user()
    services.end_user(user_id, left_on=TODAY, actor=COMMAND_LINE)

    assert services.load_actor(user_id, today=TODAY - timedelta(days=1)).user_id == user_id
    with pytest.raises(NotFound):
        services.load_actor(user_id, today=TODAY)


def test_a_second_account_for_an_address_is_refused_and_leaves_nothing_behind(
    database: sa.Connection,
) -> None:
    a_user()

    with pytest.raises(Conflict) as refusal:
        a_user("LEE.EXAMPLE@example.org")

    assert refusal.value.code == "email-taken"
    with reading(SYSTEM) as session:
        assert len(session.exec(select(UserAccount)).all()) == 1
        assert len(session.exec(select(UserRole)).all()) == 1


def test_an_account_cannot_be_opened_for_a_practitioner_that_is_taken_or_unknown(
    database: sa.Connection,
) -> None:
    a_practitioner("LP-1")
    a_user("one@example.org", practitioner_key="LP-1")

    with pytest.raises(Conflict) as taken:
        a_user("two@example.org", practitioner_key="LP-1")
    with pytest.raises(NotFound):
        a_user("two@example.org", practitioner_key="LP-2")

    assert taken.value.code == "practitioner-taken"
    with reading(SYSTEM) as session:
        assert len(session.exec(select(UserAccount)).all()) == 1


def test_a_short_password_is_refused(database: sa.Connection) -> None:
    with pytest.raises(RuleRefused) as refusal:
        services.create_user("a@example.org", "A", {Role.ANALYST}, "short-words", actor=COMMAND_LINE)

    assert refusal.value.code == "password-too-short"


def test_only_administrators_manage_accounts(database: sa.Connection) -> None:
    user_id = a_user()
    coordinator = Actor(uuid4(), frozenset({Role.PROGRAMME_COORDINATOR}))

    for attempt in (
        lambda: services.users(actor=coordinator),
        lambda: services.user(user_id, actor=coordinator),
        lambda: services.change_roles(user_id, {Role.ANALYST}, actor=coordinator),
        lambda: services.end_user(user_id, left_on=TODAY, actor=coordinator),
        lambda: services.create_user("b@example.org", "B", set(), PASSWORD, actor=coordinator),
    ):
        with pytest.raises(Forbidden):
            attempt()


def test_roles_are_granted_once_and_changed_as_a_whole(database: sa.Connection) -> None:
    user_id = a_user("a@example.org", Role.ANALYST)

    for _ in range(2):
        services.change_roles(user_id, {Role.ANALYST, Role.BOARD_READER}, actor=COMMAND_LINE)
    granted = services.user(user_id, actor=COMMAND_LINE).roles
    services.change_roles(user_id, {Role.BOARD_READER, Role.CAF_COORDINATOR}, actor=COMMAND_LINE)
    changed = services.user(user_id, actor=COMMAND_LINE).roles

    assert granted == (Role.ANALYST, Role.BOARD_READER)
    assert changed == (Role.CAF_COORDINATOR, Role.BOARD_READER)
    assert [action for action, _ in audited()].count("user.role-granted") == 2
    assert [action for action, _ in audited()].count("user.role-withdrawn") == 1


def test_administrators_can_neither_lock_themselves_out_nor_let_themselves_into_cases(
    database: sa.Connection,
) -> None:
    user_id = a_user("a@example.org", Role.ADMINISTRATOR)
    actor = services.load_actor(user_id, today=TODAY)

    with pytest.raises(RuleRefused):
        services.end_user(user_id, left_on=TODAY, actor=actor)
    with pytest.raises(RuleRefused):
        services.change_roles(user_id, {Role.ANALYST}, actor=actor)
    with pytest.raises(RuleRefused):
        services.change_roles(user_id, {Role.PROGRAMME_COORDINATOR, Role.ADMINISTRATOR}, actor=actor)

    assert services.load_actor(user_id, today=TODAY).roles == {Role.ADMINISTRATOR}


def test_users_are_listed_with_those_who_have_left_last(database: sa.Connection) -> None:
    a_practitioner("LP-1")
    first = services.create_user("z@example.org", "Ada", {Role.ANALYST}, PASSWORD, actor=COMMAND_LINE)
    second = services.create_user(
        "y@example.org", "ben", set(), PASSWORD, practitioner_key="LP-1", actor=COMMAND_LINE
    )
    gone = services.create_user("x@example.org", "Abel", {Role.ANALYST}, PASSWORD, actor=COMMAND_LINE)
    services.end_user(gone, left_on=TODAY, actor=COMMAND_LINE)

    listed = services.users(actor=COMMAND_LINE)

    assert [account.id for account in listed] == [first, second, gone]
    assert [account.practitioner for account in listed] == [None, "LP-1", None]
    assert [account.roles for account in listed] == [(Role.ANALYST,), (), (Role.ANALYST,)]


def test_a_token_acts_for_its_holder_until_it_expires(database: sa.Connection) -> None:
    user_id = a_user("a@example.org", Role.ANALYST)
    expires_at = NOW + timedelta(days=30)
    issued = services.issue_api_token(
        "nightly extract", can_write=False, expires_at=expires_at, actor=Actor(user_id), now=NOW
    )

    found = services.actor_of_token(issued.token, today=TODAY, now=expires_at - timedelta(seconds=1))

    assert found == TokenActor(Actor(user_id, frozenset({Role.ANALYST})), can_write=False)
    with pytest.raises(Forbidden):
        services.actor_of_token(issued.token, today=TODAY, now=expires_at)
    with reading(SYSTEM) as session:
        assert issued.token not in session.exec(select(ApiToken.token_hash)).one()


def test_a_revoked_token_an_unknown_one_and_one_of_somebody_who_left_are_refused_alike(
    database: sa.Connection,
) -> None:
    user_id = a_user("a@example.org", Role.ANALYST)
    expires_at = NOW + timedelta(days=30)
    kept, revoked = (
        services.issue_api_token(name, can_write=True, expires_at=expires_at, actor=Actor(user_id), now=NOW)
        for name in ("kept", "revoked")
    )
    services.revoke_api_token(revoked.id, actor=Actor(user_id))
    assert services.actor_of_token(kept.token, today=TODAY, now=NOW).can_write

    services.end_user(user_id, left_on=TODAY, actor=COMMAND_LINE)

    for token in (kept.token, revoked.token, "loxley_made-up"):
        with pytest.raises(Forbidden) as refusal:
            services.actor_of_token(token, today=TODAY, now=NOW)
        assert refusal.value.code == "token-refused"


def test_nobody_revokes_another_persons_token(database: sa.Connection) -> None:
    holder, other = a_user("a@example.org"), a_user("b@example.org")
    issued = services.issue_api_token(
        "mine", can_write=False, expires_at=NOW + timedelta(days=1), actor=Actor(holder), now=NOW
    )

    with pytest.raises(NotFound):
        services.revoke_api_token(issued.id, actor=Actor(other))

    assert services.actor_of_token(issued.token, today=TODAY, now=NOW).actor.user_id == holder


@pytest.mark.parametrize(
    "life",
    [
        pytest.param(timedelta(0), id="over before it begins"),
        pytest.param(timedelta(days=365, seconds=1), id="over a year"),
    ],
)
def test_a_token_must_end_within_a_year(database: sa.Connection, life: timedelta) -> None:
    with pytest.raises(RuleRefused):
        services.issue_api_token("x", can_write=False, expires_at=NOW + life, actor=Actor(a_user()), now=NOW)


def test_sign_in_keeps_real_time_in_the_audit_trail(database: sa.Connection) -> None:
    before = clock.now()

    services.sign_out(actor=Actor(a_user()))

    with reading(SYSTEM) as session:
        at = session.exec(select(audit.AuditEvent.at).where(audit.AuditEvent.action == "signed-out")).one()
    assert at >= before
