"""Lines of claims brought as far as internal audit, and the three people that a return needs."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from itertools import islice
from time import sleep
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import select

from app import clock
from app.access.models import UserAccount
from app.access.policies import SYSTEM, Actor
from app.access.roles import Role
from app.cases.models.people import Residence
from app.claims.models.claims import Claim, ClaimLine, ClaimWindow, Target
from app.claims.models.returns import ClaimReturn, ReturnQueryAnswer
from app.claims.queries.evaluation import FamilyEvaluation, evaluate_programme
from app.claims.queries.lines import lines_to_move
from app.claims.rules.claimable import claim_decision
from app.claims.rules.lifecycle import LineState
from app.claims.rules.returns import ReturnState
from app.claims.rules.valuation import payable_routes, results_payment
from app.claims.services.moving import keep_move, move_lines
from app.db import Sessions, reading, transaction
from app.jobs.models import Job, JobStatus
from app.programme.editions import pack_by_code
from app.programme.facts import FamilyFacts
from app.programme.packs import Phase, Route
from app.programme.phase_one import P1_2012
from app.reports import signing
from app.reports.signing import OpenedReturn
from tests.cases.builders import a_ward
from tests.claims.random_families import families, store
from tests.days import TODAY
from tests.reports.requests import COUNCIL

CHECKED_ROUTES = (Route.EDUCATION_AND_CRIME, Route.CONTINUOUS_EMPLOYMENT, Route.PROGRESS_TO_WORK)


@dataclass(frozen=True, slots=True)
class People:
    """Whoever prepares the return, whoever audited its lines, and whoever signs it; and others like them."""

    preparer: Actor
    auditor: Actor
    officer: Actor
    second_preparer: Actor
    second_officer: Actor


def a_person(name: str, *roles: Role) -> Actor:
    """Somebody with an account and these roles."""
    account = UserAccount(
        email=f"{uuid4()}@example.org", display_name=name, created_at=datetime(2013, 1, 7, tzinfo=UTC)
    )
    with transaction(SYSTEM) as session:
        session.add(account)
    return Actor(account.id, frozenset(roles))


def the_people() -> People:
    """The three people that a return needs, and two more."""
    return People(
        a_person("Petra Preparer", Role.PROGRAMME_COORDINATOR),
        a_person("Ayo Auditor", Role.INTERNAL_AUDITOR),
        a_person("Olive Officer", Role.AUTHORISING_OFFICER),
        a_person("Percy Preparer", Role.PROGRAMME_COORDINATOR),
        a_person("Otto Officer", Role.AUTHORISING_OFFICER),
    )


@cache
def families_to_claim() -> list[FamilyFacts]:
    """Twenty families that may be claimed for."""
    found = (
        each
        for each in families(11, 900, TODAY)
        if each.attached_on and claim_decision(each, P1_2012, TODAY).claimable
    )
    return list(islice(found, 20))


def a_small_programme(connection: sa.Connection) -> None:
    """Twenty families with whatever their results rest on, in a ward, with windows and targets.

    A return of it is made in a fraction of the time that one of the whole city takes.
    """
    found = families_to_claim()
    store(connection, found)
    ward = a_ward()
    connection.execute(
        sa.insert(Residence),
        [
            Residence(family_id=each.family_id, ward_id=ward, starts_on=date(2010, 1, 1)).model_dump()
            for each in found
        ],
    )
    with transaction(SYSTEM) as session:
        session.add_all(
            Target(measure="families.worked-with", financial_year=year, value=value)
            for year, value in ((2012, 400), (2013, 600), (2014, 200))
        )
    a_window("July 2013", date(2013, 7, 1), date(2013, 7, 31))
    a_window("October 2013", date(2013, 10, 1), date(2013, 10, 31))


def window_of(label: str) -> UUID:
    """The id of a window of the city's."""
    with Sessions() as session:
        return session.exec(select(ClaimWindow.id).where(ClaimWindow.label == label)).one()


def july() -> UUID:
    """The id of the July 2013 window."""
    return window_of("July 2013")


def a_window(label: str, opens_on: date, closes_on: date) -> None:
    """A window of the first phase."""
    with transaction(SYSTEM) as session:
        session.add(ClaimWindow(label=label, phase=Phase.PHASE_ONE, opens_on=opens_on, closes_on=closes_on))


def claimable(number: int, *, on: date = TODAY) -> list[FamilyEvaluation]:
    """So many families that may be claimed for and have no claim, in the order of their ids."""
    with reading(SYSTEM) as session:
        claimed = set(session.execute(sa.select(Claim.family_id)).scalars())
        found = [
            each
            for each in evaluate_programme(session, on)
            if each.claimable and each.family_id not in claimed
        ]
    assert len(found) >= number, f"there are {len(found)} such families"
    return found[:number]


def audited(number: int, window_id: UUID, people: People, *, on: date = TODAY, routes: int = 2) -> list[UUID]:
    """Lines of so many claimable families, drafted by the preparer and passed by the auditor. Their ids."""
    made = []
    for family in claimable(number, on=on):
        pack = pack_by_code(family.pack_code)
        payable = payable_routes(family.achieved, pack)
        assert family.attached_on is not None
        turning = [route for route in CHECKED_ROUTES if route in payable][:routes]
        for route in turning:
            value = 0 if family.funded_elsewhere else int(results_payment({route}, family.attached_on, pack))
            made.append(
                a_line(
                    family.family_id,
                    route,
                    window_id,
                    people,
                    value=value,
                    on=on,
                    funded_elsewhere=family.funded_elsewhere,
                )
            )
    return made


def a_line(
    family_id: UUID,
    route: Route,
    window_id: UUID,
    people: People,
    *,
    value: int = 70_000,
    on: date = TODAY,
    funded_elsewhere: bool = False,
    state: LineState = LineState.AUDITED,
) -> UUID:
    """A line of a family's claim in a state, by the people whose duty each move is."""
    with transaction(people.preparer) as session:
        claim = session.exec(select(Claim).where(Claim.family_id == family_id)).one_or_none()
        if claim is None:
            claim = Claim(family_id=family_id, phase=Phase.PHASE_ONE)
            session.add(claim)
            session.flush()
        line = ClaimLine(
            claim_id=claim.id,
            route=route,
            window_id=window_id,
            state=LineState.DRAFT,
            value_pence=value,
            drafted_on=on,
            tested_on=on,
            pack_code="P1-2012",
            unfunded_reason="Funded elsewhere" if funded_elsewhere else None,
            proof={"parts": []},
            proof_digest="0" * 64,
        )
        session.add(line)
        session.flush()
        keep_move(session, line, None, LineState.DRAFT, actor=people.preparer, on=on)
    path = [
        (LineState.EVIDENCE_COMPLETE, people.preparer),
        (LineState.WITH_INTERNAL_AUDIT, people.preparer),
        (LineState.AUDITED, people.auditor),
    ]
    for wanted, actor in path:
        move(line.id, wanted, actor, on)
        if wanted is state:
            break
    return line.id


def move(line_id: UUID, wanted: LineState, actor: Actor, on: date = TODAY, reason: str | None = None) -> None:
    """Move a line as somebody."""
    with transaction(actor) as session:
        move_lines(session, lines_to_move(session, [line_id]), wanted, actor=actor, on=on, reason=reason)


def opened(return_id: UUID, actor: Actor, on: date = TODAY) -> OpenedReturn:
    """A return as somebody sees it on a day."""
    return signing.open_return(return_id, actor=actor, on=on, organisation=COUNCIL)


def explain_all(return_id: UUID, actor: Actor, on: date = TODAY) -> None:
    """Explain every QUERY that does not hold, as `signing.explain` does but all at once."""
    found = opened(return_id, actor, on).stopping
    assert [check.code for check in found if not check.code.endswith("Q")] == []
    with transaction(actor) as session:
        session.add_all(
            ReturnQueryAnswer(
                return_id=return_id,
                code=check.code,
                found=check.says,
                explanation="Looked at, and as it should be.",
                explained_by=actor.user_id,
                explained_at=clock.now(),
            )
            for check in found
        )


def version_of(return_id: UUID) -> int:
    """The version that a return has now."""
    with Sessions() as session:
        return session.exec(select(ClaimReturn.version).where(ClaimReturn.id == return_id)).one()


def sent(return_id: UUID, people: People, on: date = TODAY) -> int:
    """Explain a return and send it for signature; the version that it then has."""
    explain_all(return_id, people.preparer, on)
    version = version_of(return_id)
    signing.send(return_id, version, actor=people.preparer, on=on, organisation=COUNCIL)
    return version + 1


def signed(return_id: UUID, people: People, on: date = TODAY, *, with_files: bool = True) -> UUID:
    """Send a return and sign it, and make its files as a worker does; the id of the work."""
    version = sent(return_id, people, on)
    job_id = signing.sign(return_id, version, actor=people.officer, on=on, organisation=COUNCIL)
    if with_files:
        signing.build_files(job_id)
        until_made(job_id)
    return job_id


def until_made(job_id: UUID) -> None:
    """Wait for a worker that took the work first, where one is at work beside us."""
    for _ in range(600):
        if job(job_id).status is not JobStatus.PENDING:
            return
        sleep(0.1)
    raise TimeoutError("the files of a return were not made within a minute")


def submitted(return_id: UUID, people: People, on: date = TODAY) -> int:
    """Sign a return and record that it was submitted; the version that it then has."""
    signed(return_id, people, on)
    version = version_of(return_id)
    signing.submitted(return_id, version, on, "DCLG-2013-07-0042", actor=people.preparer, on=on)
    return version + 1


def as_submitted(return_id: UUID, people: People) -> int:
    """The same without the files, which take longest; the version that it then has."""
    signed(return_id, people, with_files=False)
    with transaction(people.preparer) as session:
        found = session.get_one(ClaimReturn, return_id)
        found.state, found.submitted_on = ReturnState.SUBMITTED, TODAY
        return found.version


def state_of(line_id: UUID) -> LineState:
    """Where a line stands."""
    with Sessions() as session:
        return session.exec(select(ClaimLine.state).where(ClaimLine.id == line_id)).one()


def job(job_id: UUID) -> Job:
    """A job's row."""
    with Sessions() as session:
        return session.get_one(Job, job_id)
