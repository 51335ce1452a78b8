"""A return is looked at, checked, sent for signature, signed or refused, and submitted, with its files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit, clock, version
from app.access.models import UserAccount
from app.access.policies import SYSTEM, Actor, check_may, may
from app.access.roles import Action
from app.cases.queries.rule_packs import editions
from app.claims.models.returns import ClaimReturn, ReturnQueryAnswer
from app.claims.queries import return_checks
from app.claims.queries import returns as queries
from app.claims.queries.lines import lines_to_move
from app.claims.queries.returns import AuditedBy, Explained, LineNow, ReturnRead
from app.claims.queries.windows import references
from app.claims.rules.lifecycle import LineState
from app.claims.rules.return_checks import (
    CheckCode,
    Found,
    Grade,
    check_may_sign,
    lines_of_return,
    run,
)
from app.claims.rules.returns import LinePart, LineThen, Movement, ReturnState, Tally, movements
from app.claims.rules.segregation import Duty
from app.claims.services import returning
from app.claims.services.moving import move_lines
from app.db import reading, transaction
from app.errors import NotFound, RuleRefused
from app.jobs import queue
from app.jobs.models import Job
from app.programme.packs import Phase, Route
from app.reports import freezing, keeping, making, opening
from app.reports.models import Release, ReturnRelease
from app.reports.queries import releases
from app.reports.queries.signing import files_job, release_of
from app.reports.rules.derived import check_agreed
from app.reports.rules.facts import ReturnLineRow
from app.reports.rules.frozen import Frozen, contents_of
from app.reports.rules.signing import CheckThen, Signing, Step
from app.reports.views import FileSummary

STAGES = ("reading what was signed", "writing the documents", "keeping the files")


@dataclass(frozen=True, slots=True)
class CheckShown:
    """A check of a return with the families in it, and why it may stand if it is a QUERY.

    is_stale: it was explained, of something else than is found now.
    """

    code: str
    grade: Grade
    asks: str
    figure: str
    fix: str
    holds: bool
    says: str
    families: tuple[tuple[UUID, str | None], ...] = ()
    explanation: str | None = None
    explained_by: str | None = None
    is_stale: bool = False

    @property
    def stops(self) -> bool:
        """Whether it stops the return from going on."""
        return not self.holds and (self.grade is Grade.ERROR or self.explanation is None or self.is_stale)


@dataclass(frozen=True, slots=True)
class OpenedReturn:
    """A return with all that its preparer and its signatory look at.

    lines: everything on it. now, last: its lines by name, and those of the return before it. moved: what
    moved between the two, by family. last_title None: there was none. release_id None: not signed.
    files: none while they are being made. may_…: what whoever asks may do with it now.
    """

    read: ReturnRead
    lines: tuple[LineNow, ...]
    checks: tuple[CheckShown, ...]
    now: Mapping[str, Tally]
    last: Mapping[str, Tally] | None
    last_title: str | None
    moved: tuple[Movement, ...]
    auditors: tuple[AuditedBy, ...]
    release_id: UUID | None
    files: tuple[FileSummary, ...]
    may_prepare: bool
    may_sign: bool

    def of_part(self, part: LinePart) -> tuple[LineNow, ...]:
        """The lines that it claims, that stand beside it, or that it takes back."""
        return tuple(line for line in self.lines if line.then.part is part)

    @property
    def claimed(self) -> tuple[LineNow, ...]:
        """The lines that it claims."""
        return self.of_part(LinePart.CLAIMED)

    @property
    def taken_back(self) -> tuple[LineNow, ...]:
        """The lines that counted on the last signed return and stand no more."""
        return self.of_part(LinePart.TAKEN_BACK)

    @property
    def stopping(self) -> tuple[CheckShown, ...]:
        """The checks that stop it from going on."""
        return tuple(each for each in self.checks if each.stops)


def open_return(return_id: UUID, *, actor: Actor, on: date, organisation: str) -> OpenedReturn:
    """A return with its lines, its checks as of a day, and what moved since the last one.

    Writes audit_event. Raises Forbidden("role"), NotFound("return").
    """
    check_may(actor, Action.SEE_RETURNS)
    with reading(actor) as session:
        found = opened_return(session, return_id, actor=actor, on=on, organisation=organisation)
    with transaction(actor) as session:
        audit.record(session, actor, "return.opened", return_id)
    return found


def explain(
    return_id: UUID, version: int, code: str, explanation: str, *, actor: Actor, on: date, organisation: str
) -> None:
    """Explain why a QUERY of a return may stand, of what is found now. It may be explained again.

    Writes return_query_answer, claim_return, audit_event. Raises Forbidden("role" | "not-apart"),
    NotFound("return" | "check"), Conflict("changed-meanwhile"),
    RuleRefused("return-decided" | "nothing-to-explain").
    """
    check_may(actor, Action.PREPARE_RETURNS)
    with transaction(actor) as session:
        ours = returning.return_as_seen(session, return_id, version)
        if not ours.state.is_open:
            raise RuleRefused("return-decided", "This return has been decided on, so it stays as it is.")
        read, lines = _content(session, return_id)
        returning.check_apart_from_lines(session, Duty.DRAFTED, lines, actor)
        frozen = frozen_return(session, read, lines, on=on, organisation=organisation)
        found = {each.check.code.value: each for each in _checked(session, read, lines, frozen, on)}
        if code not in found:
            raise NotFound("check", "There is no such check.")
        if found[code].holds or found[code].check.grade is Grade.ERROR:
            raise RuleRefused(
                "nothing-to-explain", "Only a QUERY that does not hold is explained; an ERROR is mended."
            )
        session.add(
            ReturnQueryAnswer(
                return_id=ours.id,
                code=code,
                found=found[code].says,
                explanation=explanation,
                explained_by=actor.user_id,
                explained_at=clock.now(),
            )
        )
        ours.version += 1
        audit.record(session, actor, "return.query-explained", ours.id, code=code)


def send(return_id: UUID, version: int, *, actor: Actor, on: date, organisation: str) -> None:
    """Send a return for signature: its lines are on a return from now on, and it changes no more.

    Writes claim_return, claim_return_line, claim_line, claim_move, audit_event.
    Raises Forbidden("role" | "not-apart"), NotFound("return"), Conflict("changed-meanwhile"),
    RuleRefused("return-sent" | "nothing-to-return" | "check-failed" | "query-unexplained").
    """
    check_may(actor, Action.PREPARE_RETURNS)
    with transaction(actor) as session:
        ours = returning.return_prepared(session, return_id, version)
        read, lines = _content(session, return_id)
        claimed = [line for line in lines if line.then.part is LinePart.CLAIMED]
        if not claimed and all(line.then.part is LinePart.STANDS for line in lines):
            raise RuleRefused("nothing-to-return", "This return claims nothing and takes nothing back.")
        returning.check_apart_from_lines(session, Duty.DRAFTED, lines, actor)
        locked = lines_to_move(session, [line.then.line_id for line in claimed])
        frozen = frozen_return(session, read, lines, on=on, organisation=organisation)
        _check_goes_on(session, read, lines, frozen, on)
        returning.keep_lines(
            session, ours.id, (line for line in lines if line.then.part is not LinePart.CLAIMED)
        )
        returning.move_return(ours, ReturnState.WAITING)
        ours.sent_by, ours.sent_on = actor.user_id, on
        move_lines(session, locked, LineState.ON_A_RETURN, actor=actor, on=on)
        audit.record(session, actor, "return.sent-for-signature", ours.id, lines=len(locked))


def sign(return_id: UUID, version: int, *, actor: Actor, on: date, organisation: str) -> UUID:
    """Sign a return: its lines are submitted, its figures are frozen, and a worker makes its files.

    The signature is the authority to submit. Gives the id of the work.
    Writes claim_return, claim_line, claim_move, release and its parts, return_release, job, audit_event.
    Raises Forbidden("role" | "not-apart"), NotFound("return"), Conflict("changed-meanwhile"),
    RuleRefused("not-waiting" | "check-failed" | "query-unexplained" | "no-target").
    """
    check_may(actor, Action.SIGN_RETURNS)
    with reading(actor) as session:  # the programme as at one instant: no row is half new
        read, lines = _content(session, return_id)
        returning.check_version(read.version, version)
        _check_waits(read.state)
        frozen = frozen_return(session, read, lines, on=on, organisation=organisation)
    with transaction(actor) as session:
        queries.one_signature_at_a_time(session)
        ours, lines = _to_decide(session, return_id, version, actor)
        ids = [line.then.line_id for line in lines if line.then.part is LinePart.CLAIMED]
        locked = lines_to_move(session, ids)
        checks = _check_goes_on(session, read, lines, frozen, on)
        signing = replace(_signing(read), steps=_steps(session, ours, ids, actor, on), checks=checks)
        frozen = replace(frozen, manifest=replace(frozen.manifest, signing=signing))
        found = making.counted(frozen)
        check_agreed(found.figures.values(), on)
        returning.move_return(ours, ReturnState.SIGNED)
        _decided(ours, actor, on)
        move_lines(session, locked, LineState.SUBMITTED, actor=actor, on=on)
        job = queue.enqueue(session, actor, queue.BUILD_SIGNED_RETURN, return_id=str(ours.id))
        release = keeping.keep(
            session,
            frozen.manifest,
            contents_of(frozen),
            found,
            made_at=clock.now(),
            code=version_of_code(),
            made_by=actor.user_id,
            job_id=job.id,
        )
        session.add(ReturnRelease(return_id=ours.id, release_id=release.id))
        audit.record(session, actor, "return.signed", ours.id, digest=release.digest, lines=len(locked))
        return job.id


def refuse(return_id: UUID, version: int, reason: str, *, actor: Actor, on: date) -> None:
    """Refuse to sign a return; its lines are audited again, for the next one. It stays as it was refused.

    Writes claim_return, claim_line, claim_move, audit_event. Raises Forbidden("role" | "not-apart"),
    NotFound("return"), Conflict("changed-meanwhile"), RuleRefused("not-waiting").
    """
    check_may(actor, Action.SIGN_RETURNS)
    with transaction(actor) as session:
        ours, lines = _to_decide(session, return_id, version, actor)
        ids = [line.then.line_id for line in lines if line.then.part is LinePart.CLAIMED]
        returning.move_return(ours, ReturnState.REFUSED)
        _decided(ours, actor, on)
        ours.decision_reason = reason
        # A line that an import has put elsewhere meanwhile stays where it is.
        back = [line for line in lines_to_move(session, ids) if line.state is LineState.ON_A_RETURN]
        move_lines(session, back, LineState.AUDITED, actor=actor, on=on, reason=reason)
        audit.record(session, actor, "return.refused", ours.id, lines=len(ids))


def submitted(
    return_id: UUID, version: int, submitted_on: date, reference: str, *, actor: Actor, on: date
) -> None:
    """Record that a signed return was sent to the department, and its reference there.

    Writes claim_return, audit_event. Raises Forbidden("role" | "not-apart"), NotFound("return"),
    Conflict("changed-meanwhile"),
    RuleRefused("return-move-not-allowed" | "files-not-made" | "submitted-day").
    """
    check_may(actor, Action.PREPARE_RETURNS)
    with transaction(actor) as session:
        ours = returning.return_as_seen(session, return_id, version)
        returning.move_return(ours, ReturnState.SUBMITTED)
        lines = queries.lines_on(session, return_id, parts=(LinePart.CLAIMED,))
        returning.check_apart_from_lines(session, Duty.DRAFTED, lines, actor, _duties(session, ours, actor))
        if not _files(session, return_id):
            raise RuleRefused("files-not-made", "The files of this return are still being made.")
        if submitted_on > on or (ours.decided_on is not None and submitted_on < ours.decided_on):
            raise RuleRefused(
                "submitted-day", "It was submitted today or earlier, and not before it was signed."
            )
        ours.submitted_by, ours.submitted_on, ours.submitted_reference = (
            actor.user_id,
            submitted_on,
            reference,
        )
        audit.record(session, actor, "return.submitted", ours.id)


def make_files_again(return_id: UUID, *, actor: Actor) -> UUID:
    """Ask for the files of a signed return when the work on them failed. The id of the work.

    Writes job, job_progress, audit_event. Raises Forbidden("role"), NotFound("return"),
    RuleRefused("not-signed" | "files-made" | "files-being-made").
    """
    check_may(actor, Action.SEE_RETURNS)
    with transaction(actor) as session:
        ours = queries.return_to_change(session, return_id)
        if not ours.state.is_signed:
            raise RuleRefused("not-signed", "This return has not been signed, so it has no files.")
        if _files(session, return_id):
            raise RuleRefused("files-made", "The files of this return have been made.")
        if files_job(session, return_id) is not None:
            raise RuleRefused("files-being-made", "The files of this return are being made.")
        return queue.enqueue(session, actor, queue.BUILD_SIGNED_RETURN, return_id=str(ours.id)).id


def _of_phase(session: Session, phase: Phase, counted: Mapping[str, Tally]) -> dict[str, Tally]:
    """The lines of a return without those of results that its phase does not pay for."""
    packs = (pack for pack in editions(session).packs if pack.phase is phase)
    others = set(Route) - {rule.route for pack in packs for rule in pack.routes}
    return {name: tally for name, tally in counted.items() if name not in others}


def build_files(job_id: UUID) -> None:
    """Make the files of a return that was signed from what the signature froze, once.

    Does nothing unless the job is pending and free, or the files are there: a repeated or late message is
    harmless, and a crashed build can be sent again. Writes release_file, job, job_progress, audit_event.
    """
    with transaction(SYSTEM) as session:
        job = queue.take(session, job_id)
        if job is None:
            return
        actor = Actor(job.requested_by)
        _progress(actor, job, 0)
        release = _release(session, UUID(job.parameters["return_id"]))
        if not opening.files(session, release):
            made = making.remake(session, release)
            _progress(actor, job, 1)
            keeping.keep_files(session, release.id, made.files)
            audit.record(session, actor, "release.made", release.id, digest=release.digest)
        _progress(actor, job, 2)
        queue.finish(job)


def version_of_code() -> str:
    """The version of the code that freezes a release."""
    return version.code_version()


def opened_return(
    session: Session, return_id: UUID, *, actor: Actor, on: date, organisation: str
) -> OpenedReturn:
    """A return as `open_return` gives it. Raises NotFound("return")."""
    read, lines = _content(session, return_id)
    last_id = queries.last_decided(session, read.phase, read.id, signed=False)
    last = queries.lines_on(session, last_id) if last_id else ()
    now_lines, last_lines = [line.then for line in lines], [line.then for line in last]
    left = queries.why_left(session, {line.line_id for line in last_lines})
    release = release_of(session, return_id)
    ids = [line.then.line_id for line in lines if line.then.part is LinePart.CLAIMED]
    return OpenedReturn(
        read=read,
        lines=lines,
        checks=_shown(session, read, lines, release, on=on, organisation=organisation),
        now=_of_phase(session, read.phase, lines_of_return(now_lines)),
        last=_of_phase(session, read.phase, lines_of_return(last_lines)) if last_id else None,
        last_title=queries.return_read(session, last_id).title if last_id else None,
        moved=movements(last_lines, now_lines, left),
        auditors=queries.audited_by(session, ids),
        release_id=release.id if release else None,
        files=opening.files(session, release) if release else (),
        may_prepare=may(actor, Action.PREPARE_RETURNS),
        may_sign=may(actor, Action.SIGN_RETURNS),
    )


def _content(session: Session, return_id: UUID) -> tuple[ReturnRead, tuple[LineNow, ...]]:
    read = queries.return_read(session, return_id)
    return read, return_checks.content(session, read)


def _shown(
    session: Session,
    read: ReturnRead,
    lines: Sequence[LineNow],
    release: Release | None,
    *,
    on: date,
    organisation: str,
) -> tuple[CheckShown, ...]:
    """The checks of an open return as of now; of a signed one as they were; of any other none."""
    if release is not None:
        signing = keeping.thawed_manifest(release).signing
        return tuple(_as_it_was(each) for each in signing.checks) if signing else ()
    if not read.state.is_open:
        return ()
    frozen = frozen_return(session, read, lines, on=on, organisation=organisation)
    found = _checked(session, read, lines, frozen, on)
    explained = queries.explanations(session, read.id)
    named = references(session, {family for each in found for family in each.families})
    return tuple(_as_it_is(each, explained.get(each.check.code), named) for each in found)


def _as_it_is(found: Found, explained: Explained | None, named: Mapping[UUID, str]) -> CheckShown:
    of_now = explained if explained and not found.holds else None
    return CheckShown(
        code=found.check.code,
        grade=found.check.grade,
        asks=found.check.asks,
        figure=found.check.figure,
        fix=found.check.fix,
        holds=found.holds,
        says=found.says,
        families=tuple((family, named.get(family)) for family in found.families),
        explanation=of_now.explanation if of_now else None,
        explained_by=(of_now.name or queries.NOBODY) if of_now else None,
        is_stale=bool(of_now and of_now.found != found.says),
    )


def _as_it_was(check: CheckThen) -> CheckShown:
    return CheckShown(
        code=check.code,
        grade=Grade(check.grade.lower()),
        asks=check.asks,
        figure="",
        fix="",
        holds=check.holds,
        says=check.says,
        explanation=check.explanation or None,
        explained_by=check.explained_by or None,
    )


def frozen_return(
    session: Session, read: ReturnRead, lines: Iterable[LineNow], *, on: date, organisation: str
) -> Frozen:
    """What a return rests on as at a day, with its number and no signature yet."""
    return freezing.freeze_signed(
        session,
        (read.label, read.opens_on, read.closes_on),
        [_line_row(line.then) for line in lines],
        _signing(read),
        organisation=organisation,
        as_at=on,
    )


def _line_row(line: LineThen) -> ReturnLineRow:
    return ReturnLineRow(
        line.line_id,
        line.family_id,
        line.route.value,
        line.value_pence,
        line.funded_elsewhere,
        line.cohort_year,
        line.part.value,
    )


def _checked(
    session: Session, read: ReturnRead, lines: Sequence[LineNow], frozen: Frozen, on: date
) -> tuple[Found, ...]:
    """Every check of a return, the identities between its figures among them."""
    broken = [each.identity.sentence for each in making.counted(frozen).broken]
    return run(return_checks.facts_of(session, read, lines, on=on, broken=broken))


def _check_goes_on(
    session: Session, read: ReturnRead, lines: Sequence[LineNow], frozen: Frozen, on: date
) -> tuple[CheckThen, ...]:
    """The checks as they are found now. Raises RuleRefused("check-failed" | "query-unexplained")."""
    found = _checked(session, read, lines, frozen, on)
    explained = queries.explanations(session, read.id)
    stands = {
        code: each
        for code, each in explained.items()
        if any(one.check.code == code and one.says == each.found for one in found)
    }
    check_may_sign(found, {CheckCode(code) for code in stands})
    return tuple(_check_then(each, stands.get(each.check.code)) for each in found)


def _check_then(found: Found, explained: Explained | None) -> CheckThen:
    said = explained if explained and not found.holds else None
    return CheckThen(
        code=found.check.code.value,
        grade=found.check.grade.label,
        asks=found.check.asks,
        holds=found.holds,
        says=found.says,
        explanation=said.explanation if said else "",
        explained_by=(said.name or queries.NOBODY) if said else "",
    )


def _signing(read: ReturnRead) -> Signing:
    return Signing(read.number, read.corrects_number, (), ())


def _steps(
    session: Session, ours: ClaimReturn, line_ids: Sequence[UUID], actor: Actor, on: date
) -> tuple[Step, ...]:
    """Who prepared the return, who audited its lines, and who signs it today."""
    audited = queries.audited_by(session, line_ids)
    return (
        Step(
            "Prepared by", _name(session, ours.sent_by or ours.prepared_by), ours.sent_on or ours.prepared_on
        ),
        *(Step("Audited by", each.name or queries.NOBODY, each.last_on) for each in audited),
        Step("Authorised by", _name(session, actor.user_id), on),
    )


def _name(session: Session, user_id: UUID) -> str:
    account = session.get(UserAccount, user_id)
    return account.display_name if account else queries.NOBODY


def _to_decide(
    session: Session, return_id: UUID, version: int, actor: Actor
) -> tuple[ClaimReturn, tuple[LineNow, ...]]:
    """A return that waits for signature, locked, with its lines, for somebody apart from those before.

    Raises NotFound("return"), Conflict("changed-meanwhile"), RuleRefused("not-waiting"),
    Forbidden("not-apart").
    """
    ours = returning.return_as_seen(session, return_id, version)
    _check_waits(ours.state)
    lines = queries.lines_on(session, return_id)
    returning.check_apart_from_lines(session, Duty.AUTHORISED, lines, actor, _duties(session, ours, actor))
    return ours, lines


def _check_waits(state: ReturnState) -> None:
    if state is not ReturnState.WAITING:
        raise RuleRefused(
            "not-waiting", f"This return does not wait for a signature: it is {state.label.lower()}."
        )


def _duties(session: Session, ours: ClaimReturn, actor: Actor) -> frozenset[Duty]:
    """What an actor did about the return itself so far."""
    prepared = {ours.prepared_by, ours.sent_by, *queries.explained_by(session, ours.id)}
    return frozenset(
        duty
        for duty, did in (
            (Duty.DRAFTED, actor.user_id in prepared),
            (Duty.AUTHORISED, actor.user_id == ours.decided_by),
        )
        if did
    )


def _decided(ours: ClaimReturn, actor: Actor, on: date) -> None:
    ours.decided_by, ours.decided_on, ours.decided_at = actor.user_id, on, clock.now()


def _files(session: Session, return_id: UUID) -> tuple[FileSummary, ...]:
    release = release_of(session, return_id)
    return opening.files(session, release) if release else ()


def _release(session: Session, return_id: UUID) -> Release:
    release = release_of(session, return_id)
    if release is None:
        raise NotFound("release", "There is no such report or return.")
    return releases.release_by_id(session, release.id)


def _progress(actor: Actor, job: Job, stage: int) -> None:
    queue.report_progress(actor, job.id, STAGES[stage], done=stage, total=len(STAGES))
