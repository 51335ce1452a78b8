"""Quality audits of assessments: what is in the pool, what is drawn, how reviews score, when it is done."""

import heapq
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from app.cases.rules.audit_questions import AuditQuestion
from app.cases.rules.register import long_open_before
from app.cases.rules.vocabulary import ConsentDecision, InitiationReason, Word
from app.errors import RuleRefused
from app.periods import Period
from app.programme.facts import Criterion

LARGEST_SAMPLE = 100
LARGEST_SEED = 2**31
VOLUNTARY = "voluntary"

NOT_SAMPLED = frozenset({ConsentDecision.REFUSED, ConsentDecision.WITHDRAWN})


class AuditCategory(Word):
    """The kind of assessment that an audit looks at."""

    ANY = "any"
    AT_RISK_OF_EXCLUSION = "at-risk-of-exclusion"
    PERSISTENT_ABSENCE = "persistent-absence"
    TEENAGE_PREGNANCY = "teenage-pregnancy"
    UNBORN = "unborn"
    VOLUNTARY_SECTOR_INITIATED = "voluntary-sector-initiated"
    LONG_OPEN = "open-over-two-years"


class AgencyMix(Word):
    """Whether one agency works with an assessment or several."""

    ANY = "any"
    SINGLE_AGENCY = "single-agency"
    MULTI_AGENCY = "multi-agency"


class AuditScore(Word):
    """How a question of the review form is answered."""

    ONE = "1"
    ZERO = "0"
    NOT_APPLICABLE = "not-applicable"


class SampleState(Word):
    """Where one assessment of a sample stands."""

    NO_AUDITOR = "no-auditor"
    TO_REVIEW = "to-review"
    SCORED = "scored"
    TAKEN_OUT = "taken-out"


class TakenOutReason(Word):
    """Why an assessment was taken out of a sample that it was drawn into."""

    CONSENT_WITHDRAWN = "consent-withdrawn"
    NO_INDEPENDENT_AUDITOR = "no-independent-auditor"
    NOT_OF_THE_CATEGORY = "not-of-the-category"
    RECORD_NOT_KEPT_HERE = "record-not-kept-here"


@dataclass(frozen=True, slots=True)
class AssessmentFacts:
    """What an assessment is drawn by, without anybody's name.

    reasons: all of its initiation. sector: of the agency that initiated it. covers_unborn: a child whom it
    covers was not born yet when it was initiated. criteria: those met by a child whom it covers. agencies:
    those that initiated, lead, belong to the team or came to its meetings. consent: the latest decision; None
    where none is on file.
    """

    id: UUID
    initiated_on: date
    closed_on: date | None
    reasons: AbstractSet[InitiationReason]
    sector: str
    covers_unborn: bool
    criteria: AbstractSet[Criterion]
    agencies: AbstractSet[UUID]
    consent: ConsentDecision | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an audit draws from: a category, by the number of agencies, initiated within a period."""

    category: AuditCategory
    mix: AgencyMix
    initiated: Period


@dataclass(frozen=True, slots=True)
class Tally:
    """How many questions scored 1, of how many that scored 1 or 0."""

    ones: int = 0
    base: int = 0

    @property
    def percent(self) -> int | None:
        """The score in whole per cent, half rounded up; None where no question applied."""
        return (200 * self.ones + self.base) // (2 * self.base) if self.base else None

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.ones + other.ones, self.base + other.base)


@dataclass(frozen=True, slots=True)
class Scored:
    """A finished review: the category of its audit, and how each question was answered."""

    category: AuditCategory
    scores: Mapping[AuditQuestion, AuditScore]


def pool_of(facts: Iterable[AssessmentFacts], wanted: Wanted, on: date) -> tuple[UUID, ...]:
    """The assessments that an audit draws from on a day, by id.

    Those whose family has refused or withdrawn consent are in no pool: nobody new reads them.
    """
    return tuple(sorted(each.id for each in facts if _is_wanted(each, wanted, on)))


def in_category(facts: AssessmentFacts, category: AuditCategory, on: date) -> bool:
    """Whether an assessment belongs to a category on a day: by its reasons, its children or its course.

    Persistent absence and the risk of exclusion are told by a reason of initiation, or by the programme's
    criterion met by a child whom it covers. Open over two years: closed_on is None or later than the day.
    """
    match category:
        case AuditCategory.ANY:
            return True
        case AuditCategory.AT_RISK_OF_EXCLUSION:
            return (
                InitiationReason.RISK_OF_EXCLUSION in facts.reasons
                or Criterion.THREE_FIXED_TERM_EXCLUSIONS in facts.criteria
            )
        case AuditCategory.PERSISTENT_ABSENCE:
            return (
                InitiationReason.SCHOOL_ATTENDANCE in facts.reasons
                or Criterion.UNAUTHORISED_ABSENCE in facts.criteria
            )
        case AuditCategory.TEENAGE_PREGNANCY:
            return InitiationReason.TEENAGE_PREGNANCY in facts.reasons
        case AuditCategory.UNBORN:
            return InitiationReason.UNBORN_BABY in facts.reasons or facts.covers_unborn
        case AuditCategory.VOLUNTARY_SECTOR_INITIATED:
            return facts.sector.strip().casefold() == VOLUNTARY
        case AuditCategory.LONG_OPEN:  # pragma: no branch  # the last kind there is
            is_open = facts.closed_on is None or facts.closed_on > on
            return is_open and facts.initiated_on < long_open_before(on)


def in_mix(facts: AssessmentFacts, mix: AgencyMix) -> bool:
    """Whether as many agencies work with an assessment as asked for."""
    match mix:
        case AgencyMix.ANY:
            return True
        case AgencyMix.SINGLE_AGENCY:
            return len(facts.agencies) == 1
        case AgencyMix.MULTI_AGENCY:  # pragma: no branch  # the last kind there is
            return len(facts.agencies) > 1


def draw(pool: Collection[UUID], size: int, seed: int) -> tuple[UUID, ...]:
    """So many of a pool, in the order drawn; the same for the same pool, size and seed, on any machine.

    Each is ranked by the SHA-256 of the seed and its id, which nobody can steer and no version of a language
    changes. A larger sample with the same seed begins with the smaller one.
    Raises RuleRefused("nothing-to-draw" | "pool-too-small").
    """
    _check_pool(len(pool), size)
    return tuple(sorted(set(pool), key=lambda each: (_rank(each, seed), each))[:size])


@dataclass(frozen=True, slots=True)
class Taken:
    """What was drawn from a pool, in the order drawn, with how many the pool has and its fingerprint."""

    drawn: tuple[UUID, ...]
    pool: int
    digest: str


def taken(pool: Iterable[UUID], size: int, seed: int) -> Taken:
    """The draw and the fingerprint of a pool that comes by once: no more of it is held than the sample.

    pool: each once, in the order of ids. A size of nothing draws nothing, from any pool.
    Raises RuleRefused("nothing-to-draw" | "pool-too-small"), ValueError for a pool in another order.
    """
    read, digest = 0, sha256()

    def coming_by() -> Iterator[UUID]:
        nonlocal read
        last = None
        for each in pool:
            if last is not None and each <= last:
                raise ValueError("a pool that comes by once must come in the order of its ids")
            digest.update(f"\n{each}".encode() if read else str(each).encode())
            last, read = each, read + 1
            yield each

    coming = coming_by()
    drawn = heapq.nsmallest(size, coming, key=lambda each: (_rank(each, seed), each))
    deque(coming, maxlen=0)  # where none is to be drawn, none has been read
    if size:
        _check_pool(read, size)
    return Taken(tuple(drawn), read, digest.hexdigest())


def fingerprint(pool: Iterable[UUID]) -> str:
    """What tells one pool from another, whatever order it is read in: SHA-256 over its ids in order."""
    return sha256("\n".join(str(each) for each in sorted(set(pool))).encode()).hexdigest()


def check_initiated(first: date, last: date) -> Period:
    """The days of initiation as a period. Raises RuleRefused("initiated-dates")."""
    if last < first:
        raise RuleRefused("initiated-dates", "The last day may not be before the first.")
    return Period(first, last)


def check_independent(practitioner_id: UUID | None, worked_on_by: AbstractSet[UUID]) -> None:
    """Refuse an auditor who leads the case, is in its team, or wrote in its form.

    worked_on_by: those practitioners. Raises RuleRefused("own-case").
    """
    if practitioner_id in worked_on_by:
        raise RuleRefused(
            "own-case", "This person leads the case or has worked on it. Somebody else must audit it."
        )


def sample_state(*, is_taken_out: bool, is_scored: bool, has_auditor: bool) -> SampleState:
    """Where one assessment of a sample stands."""
    if is_taken_out:
        return SampleState.TAKEN_OUT
    if is_scored:
        return SampleState.SCORED
    return SampleState.TO_REVIEW if has_auditor else SampleState.NO_AUDITOR


def is_done(states: Iterable[SampleState]) -> bool:
    """Whether an audit closes: every assessment of its sample is scored or was taken out."""
    return all(each in (SampleState.SCORED, SampleState.TAKEN_OUT) for each in states)


def missing_scores(
    asked: Sequence[AuditQuestion], scores: Mapping[AuditQuestion, AuditScore]
) -> tuple[AuditQuestion, ...]:
    """The questions that have no answer yet, in the order asked."""
    return tuple(each for each in asked if each not in scores)


def check_asked(asked: Sequence[AuditQuestion], scores: Mapping[AuditQuestion, AuditScore]) -> None:
    """Raises RuleRefused("not-asked") when a score is for a question that this audit does not ask."""
    if not scores.keys() <= set(asked):
        raise RuleRefused("not-asked", "A score was sent for a question that this audit does not ask.")


def check_finished(
    asked: Sequence[AuditQuestion], scores: Mapping[AuditQuestion, AuditScore], findings: str | None
) -> None:
    """A review is finished once every question has a score, and a 0 is explained.

    Raises RuleRefused("not-all-scored" | "findings-needed").
    """
    if missing_scores(asked, scores):
        raise RuleRefused("not-all-scored", "Answer every question, or save the review as a draft.")
    if AuditScore.ZERO in scores.values() and not findings:
        raise RuleRefused("findings-needed", "Write what was found, as at least one question scores 0.")


def tally(scores: Iterable[AuditScore]) -> Tally:
    """The score of some answers; those not applicable count on neither side."""
    counted = [each for each in scores if each is not AuditScore.NOT_APPLICABLE]
    return Tally(sum(each is AuditScore.ONE for each in counted), len(counted))


def summary(reviews: Iterable[Scored]) -> Mapping[tuple[AuditCategory | None, AuditQuestion | None], Tally]:
    """The score by category and question; None stands for all categories, and for all questions."""
    found: dict[tuple[AuditCategory | None, AuditQuestion | None], Tally] = {}
    for review in reviews:
        for question, score in review.scores.items():
            of = tally((score,))
            for cell in ((c, q) for c in (review.category, None) for q in (question, None)):
                found[cell] = found.get(cell, Tally()) + of
    return found


def check_action_due(due_on: date, today: date) -> None:
    """Raises RuleRefused("due-in-the-past") when an action would be due before it is asked for."""
    if due_on < today:
        raise RuleRefused("due-in-the-past", "Give a day from today on.")


def is_overdue(due_on: date, done_on: date | None, on: date) -> bool:
    """Whether an action's day has passed without it being done."""
    return done_on is None and due_on < on


def _is_wanted(facts: AssessmentFacts, wanted: Wanted, on: date) -> bool:
    return (
        facts.initiated_on in wanted.initiated
        and facts.initiated_on <= on
        and facts.consent not in NOT_SAMPLED
        and in_category(facts, wanted.category, on)
        and in_mix(facts, wanted.mix)
    )


def _check_pool(pool: int, size: int) -> None:
    if not pool:
        raise RuleRefused(
            "nothing-to-draw", "No assessment is of this kind. Choose another category or days."
        )
    if size > pool:
        are = "is 1 assessment" if pool == 1 else f"are {pool:,} assessments"
        raise RuleRefused("pool-too-small", f"There {are} of this kind. Enter a number up to that.")


def _rank(assessment_id: UUID, seed: int) -> str:
    return sha256(f"{seed}:{assessment_id}".encode()).hexdigest()
