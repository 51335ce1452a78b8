"""What the checks of a return look at, put together from the records as they stand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app.cases.queries.rule_packs import editions
from app.claims.queries import returns as queries
from app.claims.queries.doubts import lines_doubted
from app.claims.queries.evaluation import FamilyEvaluation, evaluate_programme
from app.claims.queries.returns import LineNow, ReturnRead
from app.claims.rules.claimable import obstacles_to
from app.claims.rules.lifecycle import LineState
from app.claims.rules.return_checks import LineFacts, ReturnFacts, lines_of_return
from app.claims.rules.returns import LinePart, LineThen, ReturnState
from app.periods import Period
from app.programme.editions import Editions
from app.programme.packs import RulePack


def content(session: Session, read: ReturnRead) -> tuple[LineNow, ...]:
    """Everything on a return: what it claims, what stands beside it, and what it takes back.

    Once it has been sent that is as it was then; before, as the records are now.
    """
    if read.state is not ReturnState.PREPARING:
        return queries.lines_on(session, read.id)
    claimed = queries.lines_on(session, read.id, parts=(LinePart.CLAIMED,))
    return (*claimed, *beside(session, read))


def beside(session: Session, read: ReturnRead) -> tuple[LineNow, ...]:
    """What stands beside a return that is prepared, and what has left since the last signed one."""
    standing = queries.standing_lines(session, read.phase)
    last = queries.last_decided(session, read.phase, read.id, signed=True)
    return (*standing, *left_since(session, last, standing))


def left_since(session: Session, last: UUID | None, standing: Iterable[LineNow]) -> tuple[LineNow, ...]:
    """The lines that counted on a signed return and stand no more, as taken back."""
    if last is None:
        return ()
    now = {line.then.line_id for line in standing}
    return tuple(
        _taken_back(line)
        for line in queries.lines_on(session, last, parts=(LinePart.CLAIMED, LinePart.STANDS))
        if line.then.line_id not in now
    )


def _taken_back(line: LineNow) -> LineNow:
    then = line.then
    return LineNow(
        LineThen(
            then.line_id,
            then.family_id,
            then.reference,
            then.route,
            then.value_pence,
            then.funded_elsewhere,
            then.cohort_year,
            LinePart.TAKEN_BACK,
        ),
        line.claim_id,
        line.family_id,
        line.state,
        line.window_id,
        line.value_pence,
        line.funded_elsewhere,
        line.tested_on,
    )


def facts_of(
    session: Session, read: ReturnRead, lines: Sequence[LineNow], *, on: date, broken: Sequence[str]
) -> ReturnFacts:
    """What the checks of a return look at on a day. broken: identities between its figures that do not hold.

    Raises RuleRefused("terms-not-declared").
    """
    claimed = [line for line in lines if line.then.part is LinePart.CLAIMED]
    standing = _standing_now(session, read, lines)
    evaluated, packs = _evaluated(session, claimed), editions(session)
    out = queries.moved_out(session, {line.family_id for line in claimed}, on)
    ids = [line.then.line_id for line in claimed]
    last = queries.last_decided(session, read.phase, read.id, signed=True)
    return ReturnFacts(
        window_id=read.window_id,
        window=Period(read.opens_on, read.closes_on),
        on=on,
        wanted=LineState.AUDITED if read.state is ReturnState.PREPARING else LineState.ON_A_RETURN,
        claimed=[
            _facts(line, evaluated.get(line.then.line_id), packs, moved_out=line.family_id in out)
            for line in claimed
        ],
        standing=[_facts(line, None, packs, moved_out=False) for line in standing],
        changed=_changed(session, read, lines, standing),
        now=lines_of_return(line.then for line in lines),
        last=lines_of_return(line.then for line in queries.lines_on(session, last)) if last else None,
        broken=broken,
        concerned=lines_doubted(session, ids, on),
    )


def _changed(
    session: Session, read: ReturnRead, lines: Sequence[LineNow], standing: Sequence[LineNow]
) -> frozenset[UUID]:
    """The lines claimed before that would stand on the return, or be taken back by it, otherwise today."""
    last = queries.last_decided(session, read.phase, read.id, signed=True)
    back = left_since(session, last, standing)
    then = {(line.then.line_id, line.then.part) for line in lines if line.then.part is not LinePart.CLAIMED}
    now = {(line.then.line_id, line.then.part) for line in (*standing, *back)}
    return frozenset(line_id for line_id, _ in then ^ now)


def _standing_now(session: Session, read: ReturnRead, lines: Sequence[LineNow]) -> Sequence[LineNow]:
    if read.state is ReturnState.PREPARING:
        return [line for line in lines if line.then.part is LinePart.STANDS]
    return queries.standing_lines(session, read.phase)


def _evaluated(session: Session, claimed: Sequence[LineNow]) -> Mapping[UUID, FamilyEvaluation]:
    """The family of each line, evaluated on the day that the line was tested by the records of now."""
    by_day: dict[date, list[LineNow]] = defaultdict(list)
    for line in claimed:
        if line.tested_on is not None:
            by_day[line.tested_on].append(line)
    found: dict[UUID, FamilyEvaluation] = {}
    for day, of_day in by_day.items():
        families = sorted({line.family_id for line in of_day})
        known = {each.family_id: each for each in evaluate_programme(session, day, families)}
        found |= {line.then.line_id: known[line.family_id] for line in of_day if line.family_id in known}
    return found


def _facts(
    line: LineNow, evaluated: FamilyEvaluation | None, packs: Editions, *, moved_out: bool
) -> LineFacts:
    pack = packs.by_code(evaluated.pack_code) if evaluated else None
    return LineFacts(
        then=line.then,
        claim_id=line.claim_id,
        family_id=line.family_id,
        state=line.state,
        window_id=line.window_id,
        value_pence=line.value_pence,
        attached_on=evaluated.attached_on if evaluated else None,
        pack=pack,
        passes=_passes(line, evaluated, pack),
        funded_elsewhere=evaluated.funded_elsewhere if evaluated else line.funded_elsewhere,
        moved_out=moved_out,
    )


def _passes(line: LineNow, evaluated: FamilyEvaluation | None, pack: RulePack | None) -> bool:
    """Whether a line's result is achieved, and nothing but another result stands between family and claim.

    A result that turns nobody around may come after one that did: that is another check's to ask.
    """
    if evaluated is None or pack is None or line.tested_on is None:
        return False
    obstacles = obstacles_to(
        evaluated.attached_on, line.tested_on, pack, eligible=evaluated.eligibility, turned_around=True
    )
    return line.then.route in evaluated.achieved and not obstacles
