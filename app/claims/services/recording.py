"""A figure or a finding put on record by hand, within the transaction of whoever supplies it.

What stood before is kept with the entry and is never replaced unseen.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit, clock
from app.access.policies import Actor
from app.cases.models.evidence import CriterionEvidence, Measurement
from app.claims.models.claims import ClaimEvidence
from app.claims.models.supplied import EvidenceEntry
from app.claims.queries import requests, supplied
from app.claims.queries.supplied import Said
from app.claims.rules.entered import (
    BY_TERM,
    Days,
    check_days,
    check_source_day,
    days_of,
    same_figure,
    value_of,
)
from app.claims.rules.requests import RequestState, is_answer_to
from app.errors import Conflict, NotFound, RuleRefused
from app.programme.facts import Criterion, MeasurementKind


@dataclass(frozen=True, slots=True)
class Supplied:
    """What somebody says, as they said it. kind or criterion: which of the two it is.

    person_id None: of the family as a whole. term: of a figure of a school term. figure: in their own words.
    replaces: what they saw on record and mean to replace, as `tag_of` names it; None: they saw nothing.
    """

    source: str
    extract_on: date
    kind: MeasurementKind | None = None
    criterion: Criterion | None = None
    person_id: UUID | None = None
    term: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    figure: str | None = None
    met: bool | None = None
    document_id: UUID | None = None
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """What is to be put on record, and the row that it would replace."""

    days: Days
    value: int | None
    held: Measurement | CriterionEvidence | None


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What is on record of the same days, and the tag that stands for exactly this."""

    said: Said
    tag: str


def check_one_sort(given: Supplied) -> None:
    """Refuse an entry that is neither a figure nor a finding, or is both. Raises RuleRefused("which")."""
    if (given.kind is None) == (given.criterion is None):
        raise RuleRefused("which", "Choose what it is: one figure, or one criterion.")


def prepared(
    session: Session, family_id: UUID, given: Supplied, *, of_family: bool = True, today: date
) -> Ready:
    """What an entry would put on record, checked, and what it would replace. Locks the person.

    of_family: the person has to be one of this family's. Raises RuleRefused, by what is wrong.
    """
    check_one_sort(given)
    person = supplied.person_for_update(session, family_id, given.person_id) if given.person_id else None
    if given.person_id is not None and person is None and of_family:
        raise RuleRefused("not-of-the-family", "Choose somebody who lives, or has lived, in this family.")
    if given.kind is not None and given.person_id is None:
        raise RuleRefused("of-whom", "Choose whose figure it is.")
    ready = (
        _figure(session, given, given.kind, today)
        if given.kind is not None
        else _finding(session, family_id, given, today)
    )
    if person is not None and person.born_on is not None and (ready.days.last or date.max) < person.born_on:
        raise RuleRefused("which-days", "Those days are before this person was born.")
    return ready


def _figure(session: Session, given: Supplied, kind: MeasurementKind, today: date) -> Ready:
    days = days_of(kind, term=given.term, starts_on=given.starts_on, ends_on=given.ends_on, today=today)
    value = value_of(kind, given.figure)
    check_source_day(given.extract_on, days, today, is_whole=True)
    if given.person_id is None:  # `prepared` has refused it
        raise ValueError("a figure is of a person")
    rows = supplied.figures_held(session, given.person_id, kind)
    by_days = {Days(row.starts_on, row.ends_on): row for row in rows}
    same = same_figure(kind, days, by_days)
    held = by_days[same] if same else None
    if same is not None and kind in BY_TERM:
        days = same  # a school's own term may begin some days before or after the council's
    return Ready(days, value, held)


def _finding(session: Session, family_id: UUID, given: Supplied, today: date) -> Ready:
    if given.met is None:
        raise RuleRefused("met", "Choose whether it was met.")
    if given.starts_on is None:
        raise RuleRefused("which-days", "Enter from when it was so.")
    check_days(given.starts_on, given.ends_on, today)
    days = Days(given.starts_on, given.ends_on)
    check_source_day(given.extract_on, days, today, is_whole=False)
    if given.criterion is None:  # `check_one_sort` has refused it
        raise ValueError("a finding is of a criterion")
    held = supplied.criterion_held(session, family_id, given.criterion, given.person_id, days.first)
    return Ready(days, None, held)


def record(
    session: Session, family_id: UUID, given: Supplied, *, of_family: bool = True, actor: Actor, today: date
) -> EvidenceEntry:
    """Put what somebody supplies on record. The family has to be locked, or to be as good as.

    Whoever was asked for this figure need not answer any more. Writes measurement or criterion_evidence,
    evidence_entry, evidence_request, claim_evidence, audit_event.
    Raises RuleRefused, by what is wrong, Conflict("figure-held"), NotFound("document").
    """
    ready = prepared(session, family_id, given, of_family=of_family, today=today)
    if given.document_id is not None:
        kept = supplied.document(session, given.document_id)
        if kept is None or kept.family_id != family_id:
            raise NotFound("document", "There is no such document of this family.")
    held = ready.held
    before = supplied.held_words(held) if held is not None else None
    if held is not None:
        if _says_the_same(held, given, ready):
            raise RuleRefused("nothing-new", "Exactly this is on record already.")
        if given.replaces != supplied.tag_of(held):
            raise Conflict(
                "figure-held",
                "Something is on record for those days already. Look at it; if it is wrong, enter yours in "
                "its place. What it said is kept.",
            )
    entry = EvidenceEntry(
        family_id=family_id,
        person_id=given.person_id,
        kind=given.kind,
        criterion=given.criterion,
        met=given.met if given.criterion else None,
        value=ready.value,
        starts_on=ready.days.first,
        ends_on=ready.days.last,
        source=given.source,
        extract_on=given.extract_on,
        document_id=given.document_id,
        entered_by=actor.user_id,
        entered_at=clock.now(),
        had_value=held.value if isinstance(held, Measurement) else None,
        had_met=held.met if isinstance(held, CriterionEvidence) else None,
        had_ends_on=held.ends_on if held is not None else None,
        had_source=held.source if held is not None else None,
        had_extract_on=held.extract_on if held is not None else None,
    )
    session.add(entry)
    _put(session, entry, held)
    sources = {given.source, *([before.source] if before else ())}
    resting = supplied.items_resting_on(session, given.person_id, family_id, sources)
    _check_again(session, resting)
    answered = _answer_requests(session, entry, actor)
    audit.record(
        session,
        actor,
        "evidence.corrected" if held is not None else "evidence.entered",
        family_id,
        entry_id=str(entry.id),
        what=(entry.kind or entry.criterion or "").lower(),
        to_check_again=len(resting),
        requests_answered=answered,
    )
    return entry


def _answer_requests(session: Session, entry: EvidenceEntry, actor: Actor) -> int:
    """Settle the requests that wait for what has been entered; how many they were."""
    about = Days(entry.starts_on, entry.ends_on)
    answered = [
        row
        for row in requests.waiting_about(session, entry.person_id, entry.kind)
        if is_answer_to(row.kind, about, Days(row.first_on, row.last_on))
    ]
    for row in answered:
        row.state, row.entry_id = RequestState.ANSWERED, entry.id
        row.answered_by, row.answered_at = actor.user_id, clock.now()
        session.add(row)
    return len(answered)


def _says_the_same(held: Measurement | CriterionEvidence, given: Supplied, ready: Ready) -> bool:
    same = held.value == ready.value if isinstance(held, Measurement) else held.met == given.met
    about = (held.ends_on, held.source, held.extract_on)
    return same and about == (ready.days.last, given.source, given.extract_on)


def _put(session: Session, entry: EvidenceEntry, held: Measurement | CriterionEvidence | None) -> None:
    """Make what is on record say what was entered. A finding that is changed has to be checked again."""
    if isinstance(held, Measurement) and entry.value is not None:
        held.value = entry.value
    elif isinstance(held, CriterionEvidence) and entry.met is not None:
        held.met = entry.met
        held.verified_by = None
        held.verified_on = None
        held.checked_by = None
    if held is not None:
        held.ends_on = entry.ends_on
        held.source = entry.source
        held.extract_on = entry.extract_on
        session.add(held)
    elif entry.kind is not None and entry.person_id is not None and entry.value is not None:
        session.add(
            Measurement(
                person_id=entry.person_id,
                kind=entry.kind,
                starts_on=entry.starts_on,
                ends_on=entry.ends_on,
                value=entry.value,
                source=entry.source,
                extract_on=entry.extract_on,
            )
        )
    elif entry.criterion is not None and entry.met is not None:
        session.add(
            CriterionEvidence(
                family_id=entry.family_id,
                person_id=entry.person_id,
                criterion=entry.criterion,
                met=entry.met,
                starts_on=entry.starts_on,
                ends_on=entry.ends_on,
                source=entry.source,
                extract_on=entry.extract_on,
            )
        )
    session.flush()


def _check_again(session: Session, resting: Collection[ClaimEvidence]) -> None:
    """What drafted claims rest on has changed: whoever checked it checked something else."""
    for item in resting:
        item.checked_by = item.checked_on = None
        session.add(item)
