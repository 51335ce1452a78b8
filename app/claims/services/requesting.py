"""What is missing, asked of those who could supply it, and their answers."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit, clock
from app.access.family_access import can_open_family
from app.access.policies import Actor, check_may, may
from app.access.roles import Action, Role
from app.cases.queries import records
from app.cases.queries.rule_packs import editions
from app.claims.models.supplied import EvidenceRequest
from app.claims.queries import evaluation, facts, requests, supplied, windows
from app.claims.queries.requests import Counts, Requested
from app.claims.rules.entered import BY_TERM
from app.claims.rules.lacking import Lacking, figures_lacking
from app.claims.rules.requests import Answer, RequestState, check_answer, check_waits, holders_to_ask
from app.claims.rules.summary import ELIGIBILITY, nearly_claimable
from app.claims.rules.windows import ClaimWindow, next_window, window_on
from app.claims.services.recording import OnRecord, Supplied, prepared, record
from app.db import reading, transaction
from app.errors import Conflict, NotFound, RuleRefused
from app.periods import SCHOOL_TERMS, Period

MOST_FAMILIES = 200
REFUSED = frozenset({RequestState.NOT_HELD, RequestState.NOT_OURS, RequestState.NONE_THERE})


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of asking: how many figures were asked for, were asked for before, or nobody holds.

    to_verify: families that lack verified evidence of eligibility, which somebody has to check. not_nearly:
    families that nothing missing stands between and a claim any more.
    """

    asked: int
    waiting_already: int
    nobody: int
    to_verify: int
    not_nearly: int
    needed_by: date


@dataclass(frozen=True, slots=True)
class RequestOpened:
    """A request with what is needed to answer it. opens_family: whether the actor may open the family.

    name, born_on: shown to whoever may answer, since no figure can be looked up without them.
    """

    request: Requested
    name: str
    born_on: date | None
    opens_family: bool
    term: str | None


def ask(family_ids: Collection[UUID], *, actor: Actor, today: date) -> Asked:
    """Ask those who could supply it for every figure that these families lack.

    A figure that is asked for already is not asked for twice; one that its holder does not hold is asked of
    the next who could. Writes evidence_request, audit_event. Raises Forbidden("role"),
    RuleRefused("no-family" | "too-many" | "no-window" | "terms-not-declared").
    """
    check_may(actor, Action.ASK_FOR_EVIDENCE)
    wanted = sorted(set(family_ids))
    if not wanted:
        raise RuleRefused("no-family", "Choose the families whose missing figures are to be asked for.")
    if len(wanted) > MOST_FAMILIES:
        raise RuleRefused("too-many", f"Choose {MOST_FAMILIES} families at most.")
    with transaction(actor) as session:
        requests.lock_families(session, wanted)
        needed_by = _needed_by(session, today)
        evaluated = evaluation.evaluate_programme(session, today, wanted)
        nearly = {each.family_id: each for each in nearly_claimable(evaluated, today, editions(session))}
        lacking = _lacking(session, {key: each.lacking for key, each in nearly.items()}, today)
        found = _ask_each(session, lacking, needed_by, actor=actor, today=today)
        return replace(
            found,
            to_verify=sum(ELIGIBILITY in each.lacking for each in nearly.values()),
            not_nearly=len(wanted) - len(nearly),
        )


def waiting(*, actor: Actor, today: date) -> tuple[Requested, ...]:
    """The requests that wait for the actor. Raises Forbidden("role")."""
    check_may(actor, Action.ENTER_EVIDENCE)
    with reading(actor) as session:
        return requests.waiting_for(session, actor, today)


def all_requests(
    *, actor: Actor, today: date, state: RequestState | None = None
) -> tuple[tuple[Requested, ...], Counts]:
    """Every request, for whoever asks, and how many stand where. Raises Forbidden("role")."""
    check_may(actor, Action.ASK_FOR_EVIDENCE)
    with reading(actor) as session:
        return requests.all_requests(session, state=state), requests.counts(session, today)


def open_request(request_id: UUID, *, actor: Actor, today: date) -> RequestOpened:
    """Open a request to answer it: with a name and a date of birth, so it is noted as a sharing of them.

    Writes audit_event. Raises Forbidden("role"), NotFound("request").
    """
    check_may(actor, Action.ENTER_EVIDENCE)
    with transaction(actor) as session:
        found, opens_family = _seen(session, request_id, actor=actor, today=today)
        name, born_on = requests.person_named(session, found.person_id)
        audit.record(
            session,
            actor,
            "evidence-request.opened",
            found.family_id,
            request_id=str(request_id),
            shared_with_agency=None if opens_family else str(found.agency_id),
        )
    term = next((each.label for each in SCHOOL_TERMS if each.first == found.first_on), None)
    return RequestOpened(found, name, born_on, opens_family, term if found.kind in BY_TERM else None)


def answer(
    request_id: UUID,
    *,
    answer: Answer,
    figure: str | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    source: str | None = None,
    extract_on: date | None = None,
    replaces: str | None = None,
    actor: Actor,
    today: date,
) -> None:
    """Answer a request: with the figure, its source and date, or that there is none to give.

    Writes measurement, evidence_entry, evidence_request, claim_evidence, audit_event.
    Raises Forbidden("role"), NotFound("request"),
    Conflict("request-settled" | "figure-held" | "figure-come"),
    RuleRefused("answer" | "source" | "source-day" | "figure" | "which-days" | "ends-before" |
    "in-the-future" | "ends-in-the-future" | "overlaps" | "nothing-new").
    """
    check_may(actor, Action.ENTER_EVIDENCE)
    with transaction(actor) as session:
        found, opens_family = _seen(session, request_id, actor=actor, today=today)
        supplied.person_for_update(session, found.family_id, found.person_id)
        requests.lock_families(session, [found.family_id])
        row = requests.request_for_update(session, request_id)
        if row is None:
            raise _no_such_request()
        check_waits(row.state)
        check_answer(row.kind, answer)
        if answer is Answer.FIGURE:
            given = _given(
                row,
                figure=figure,
                starts_on=starts_on,
                ends_on=ends_on,
                source=source,
                extract_on=extract_on,
                replaces=replaces,
            )
            if not opens_family:
                _check_not_come(session, row, given, today)
            record(session, row.family_id, given, of_family=False, actor=actor, today=today)
        else:
            row.state = RequestState(answer.value)
            row.answered_by, row.answered_at = actor.user_id, clock.now()
            session.add(row)
        audit.record(
            session,
            actor,
            "evidence-request.answered",
            row.family_id,
            request_id=str(request_id),
            answer=answer.value,
        )


def on_record(
    request_id: UUID,
    *,
    answer: Answer,
    figure: str | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    source: str | None = None,
    extract_on: date | None = None,
    replaces: str | None = None,
    actor: Actor,
    today: date,
) -> OnRecord | None:
    """What an answer would replace, as it stands now; None: nothing. Raises what `answer` raises.

    Only for those who may open the family: nobody else is told what is on record.
    """
    check_may(actor, Action.ENTER_EVIDENCE)
    if answer is not Answer.FIGURE:
        return None
    with transaction(actor) as session:
        found, opens_family = _seen(session, request_id, actor=actor, today=today)
        if not opens_family:
            return None
        given = _given(
            found,
            figure=figure,
            starts_on=starts_on,
            ends_on=ends_on,
            source=source,
            extract_on=extract_on,
            replaces=replaces,
        )
        held = prepared(session, found.family_id, given, of_family=False, today=today).held
        return OnRecord(supplied.held_words(held), supplied.tag_of(held)) if held is not None else None


def withdraw(request_id: UUID, *, actor: Actor, today: date) -> None:
    """Take a request back that waits. Writes evidence_request, audit_event.

    Raises Forbidden("role"), NotFound("request"), Conflict("request-settled").
    """
    check_may(actor, Action.ASK_FOR_EVIDENCE)
    with transaction(actor) as session:
        row = requests.request_for_update(session, request_id)
        if row is None:
            raise _no_such_request()
        check_waits(row.state)
        row.state = RequestState.WITHDRAWN
        row.answered_by, row.answered_at = actor.user_id, clock.now()
        session.add(row)
        audit.record(session, actor, "evidence-request.withdrawn", row.family_id, request_id=str(request_id))


def _needed_by(session: Session, today: date) -> date:
    known = [
        ClaimWindow(each.label, Period(each.opens_on, each.closes_on)) for each in windows.windows(session)
    ]
    window = window_on(today, known) or next_window(today, known)
    if window is None:
        raise RuleRefused(
            "no-window", "No claim window is open or planned. Plan one first: its last day is asked for."
        )
    return window.open_for.last


def _lacking(
    session: Session, parts: dict[UUID, tuple[str, ...]], today: date
) -> dict[UUID, tuple[Lacking, ...]]:
    """The figures that each of these families lacks, with the parts that are not known of it."""
    if not parts:
        return {}
    known_packs = editions(session)
    packs = {
        each.family_id: known_packs.by_code(each.pack_code)
        for each in evaluation.evaluate_programme(session, today, list(parts))
    }
    return {
        known.family_id: figures_lacking(known, packs[known.family_id], today, parts[known.family_id])
        for known in facts.family_facts(session, list(parts))
    }


def _ask_each(
    session: Session,
    lacking: dict[UUID, tuple[Lacking, ...]],
    needed_by: date,
    *,
    actor: Actor,
    today: date,
) -> Asked:
    managed = requests.agencies_managed(session, today)
    led = requests.families_led(session, lacking, today)
    before = requests.asked_before(session, {each.person_id for few in lacking.values() for each in few})
    asked = waits = nobody = 0
    for family_id, figures in lacking.items():
        for each in figures:
            states = before.get(each, {})
            if RequestState.ASKED in states.values():
                waits += 1
                continue
            refused = {who for who, state in states.items() if state in REFUSED}
            holders = holders_to_ask(each.kind, managed, refused, is_led=family_id in led)
            if not holders:
                nobody += 1
                continue
            row = EvidenceRequest(
                family_id=family_id,
                person_id=each.person_id,
                kind=each.kind,
                first_on=each.first,
                last_on=each.last,
                needed_by=needed_by,
                agency_id=holders[0],
                asked_by=actor.user_id,
                asked_at=clock.now(),
            )
            session.add(row)
            audit.record(
                session,
                actor,
                "evidence-request.asked",
                family_id,
                request_id=str(row.id),
                kind=each.kind.value,
                agency_id=str(row.agency_id) if row.agency_id else None,
            )
            asked += 1
    return Asked(asked, waits, nobody, 0, 0, needed_by)


def _given(
    row: EvidenceRequest | Requested,
    *,
    figure: str | None,
    starts_on: date | None,
    ends_on: date | None,
    source: str | None,
    extract_on: date | None,
    replaces: str | None,
) -> Supplied:
    """The figure as an entry by hand: of the days asked about, or a spell.

    Raises RuleRefused("source" | "source-day").
    """
    if not source:
        raise RuleRefused("source", "Enter the source: who or what says so.")
    if extract_on is None:
        raise RuleRefused("source-day", "Enter the day on which the source said so.")
    term = next((each.label for each in SCHOOL_TERMS if each.first == row.first_on), None)
    if not row.kind.is_spell:
        starts_on, ends_on = row.first_on, row.last_on
    return Supplied(
        source=source,
        extract_on=extract_on,
        kind=row.kind,
        person_id=row.person_id,
        term=term if row.kind in BY_TERM else None,
        starts_on=starts_on,
        ends_on=ends_on,
        figure=figure,
        replaces=replaces,
    )


def _check_not_come(session: Session, row: EvidenceRequest, given: Supplied, today: date) -> None:
    """Refuse to replace a figure that the answerer may not see. Raises Conflict("figure-come")."""
    if prepared(session, row.family_id, given, of_family=False, today=today).held is not None:
        raise Conflict("figure-come", "A figure for those days has come meanwhile. You need not answer.")


def _seen(session: Session, request_id: UUID, *, actor: Actor, today: date) -> tuple[Requested, bool]:
    """A request that an actor may answer, and whether they may open its family too.

    Whoever may open the family may answer; beyond them only those who manage the agency that was asked, and
    only while it waits. Raises NotFound("request").
    """
    found = requests.request(session, request_id)
    if found is None:
        raise _no_such_request()
    if may(actor, Action.ASK_FOR_EVIDENCE):
        return found, True
    if can_open_family(actor, records.led_by(session, found.family_id, today)):
        return found, True
    manages = Role.AGENCY_MANAGER in actor.roles and found.agency_id in actor.managed_agencies
    if not manages or found.state is not RequestState.ASKED:
        raise _no_such_request()
    return replace(found, reference=None), False


def _no_such_request() -> NotFound:
    return NotFound("request", "There is no such request among those you may answer.")
