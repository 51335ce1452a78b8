"""What people write for the Board's report: texts, recommendations, risks and the title block.

Every change is a version beside those before it. All of it is free of cases: nothing here opens a family.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from sqlmodel import Session

from app import audit, clock
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.db import reading, transaction
from app.errors import Conflict, NotFound, RuleRefused
from app.paper.typeface import can_print
from app.programme.keeping import pack_kept
from app.reports import freezing, making
from app.reports.disclosure.safe import beside, clear
from app.reports.models_words import (
    BoardProgress,
    BoardRecommendation,
    BoardRisk,
    BoardText,
    BoardTitleBlock,
)
from app.reports.queries import board_words as queries
from app.reports.queries.board_words import (
    Period,
    RecommendationKept,
    RiskKept,
    TextKept,
    TitleBlockKept,
    Written,
)
from app.reports.rules import board
from app.reports.rules import board_words as rules
from app.reports.rules.board_words import TitleBlock
from app.reports.rules.commentary import check_free_of_figures, check_printable, notation, place_of
from app.reports.rules.derived import check_agreed
from app.reports.rules.document import Block, Document, Paragraph
from app.reports.rules.figures import printed
from app.reports.rules.sections.parts import Part, Sources, figures_in, written
from app.reports.rules.sheet import Printer
from app.reports.rules.vocabulary import Profile
from app.reports.services import check_day


@dataclass(frozen=True, slots=True)
class FigureToPlace:
    """A figure that a text may name. place: how it does. is_near: the section has it already."""

    place: str
    value: str
    is_near: bool


@dataclass(frozen=True, slots=True)
class SectionText:
    """A section's text as at a day. text: what stands, None where nothing is written. draft: Loxley's own.

    written: the latest change; None before the first. document: its words as they are printed. problem: why
    the text that stands cannot be, where a figure in it is no longer one of the report's.
    """

    key: str
    title: str
    text: str | None
    draft: str
    written: Written | None
    document: Document
    problem: str | None = None
    figures: tuple[FigureToPlace, ...] = ()
    history: tuple[TextKept, ...] = ()

    @property
    def version(self) -> int:
        """The version of the latest change; 0 before the first."""
        return self.written.version if self.written else 0


@dataclass(frozen=True, slots=True)
class RecommendationChange:
    """A recommendation as somebody enters it."""

    paper: rules.PaperOf
    text: str
    asked_on: date
    owner: str
    due_on: date
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class RiskChange:
    """A risk as somebody enters it."""

    paper: rules.PaperOf
    risk: str
    likelihood: rules.Level
    impact: rules.Level
    mitigation: str
    owner: str
    trend: rules.Trend
    raised_on: date
    review_on: date
    closed_on: date | None = None


def periods(*, actor: Actor) -> list[Period]:
    """The days that texts were written for, the latest first. Raises Forbidden("role")."""
    check_may(actor, Action.WRITE_BOARD_REPORT)
    with reading(actor) as session:
        return queries.periods(session)


def section_texts(as_at: date, *, organisation: str, actor: Actor) -> list[SectionText]:
    """The sections of the report as at a day that a text can be written for, in order.

    Raises Forbidden("role"), RuleRefused("day-to-come" | "no-rule-pack" | "no-target").
    """
    check_may(actor, Action.WRITE_BOARD_REPORT)
    desk = _Desk.laid(as_at, organisation, actor)
    return [desk.section(part) for part in board.PARTS if part.is_written]


def section_text(section: str, as_at: date, *, organisation: str, actor: Actor) -> SectionText:
    """The text of a section as at a day, with the figures that it may name and who wrote what.

    Raises Forbidden("role"), NotFound("section"), RuleRefused("day-to-come" | "no-rule-pack" | "no-target").
    """
    check_may(actor, Action.WRITE_BOARD_REPORT)
    part = _part(section)
    desk = _Desk.laid(as_at, organisation, actor)
    with reading(actor) as session:
        history = tuple(queries.texts(session, as_at, section))
    return replace(desk.section(part), figures=desk.figures_for(part), history=history)


def preview(section: str, text: str, as_at: date, *, organisation: str, actor: Actor) -> Document:
    """A section as it would be printed with a text. Writes nothing.

    Raises Forbidden("role"), NotFound("section"), RuleRefused as `save_text` does.
    """
    check_may(actor, Action.WRITE_BOARD_REPORT)
    part = _part(section)
    _check_letters(text)
    desk = _Desk.laid(as_at, organisation, actor)
    return desk.printed(part, written(text, desk.sources))


def save_text(section: str, text: str, as_at: date, *, version: int, organisation: str, actor: Actor) -> int:
    """Write the text of a section as at a day; an empty one takes it back. Returns the new version.

    Writes board_text, audit_event. Raises Forbidden("role"), NotFound("section"),
    Conflict("changed-meanwhile"), RuleRefused("day-to-come" | "no-rule-pack" | "no-target" |
    "unknown-figure" | "typed-number" | "stray-brace" | "unprintable").
    """
    check_may(actor, Action.WRITE_BOARD_REPORT)
    _part(section)
    _check_letters(text)
    if text:
        written(text, _Desk.laid(as_at, organisation, actor).sources)
    else:
        check_day(as_at, actor)
    with transaction(actor) as session:
        stands = queries.standing_texts(session, as_at).get(section)
        now = stands.written.version if stands else 0
        _check_version(version, now)
        row = BoardText(
            as_at=as_at,
            section=section,
            version=now + 1,
            text=text,
            written_at=clock.now(),
            written_by=actor.user_id,
        )
        session.add(row)
        audit.record(
            session,
            actor,
            "board-text.saved" if text else "board-text.taken-back",
            row.id,
            as_at=as_at.isoformat(),
            section=section,
            version=row.version,
        )
        return row.version


def recommendations(*, actor: Actor) -> list[RecommendationKept]:
    """The recommendations as they stand, by number. Raises Forbidden("role")."""
    check_may(actor, Action.WRITE_BOARD_REPORT)
    with reading(actor) as session:
        return queries.latest_of(queries.recommendations(session))


def recommendation(number: int, *, actor: Actor) -> tuple[RecommendationKept, ...]:
    """A recommendation, the latest version first. Raises Forbidden("role"), NotFound("recommendation")."""
    check_may(actor, Action.WRITE_BOARD_REPORT)
    with reading(actor) as session:
        return _recommendation(session, number)


def recommend(new: RecommendationChange, *, actor: Actor, today: date) -> int:
    """Put a recommendation on the register. Returns its number.

    Writes board_recommendation, audit_event. Raises Forbidden("role"), RuleRefused("due-too-early" |
    "done-too-early" | "done-to-come" | "typed-number" | "stray-brace" | "unprintable").
    """
    check_may(actor, Action.WRITE_BOARD_REPORT)
    _check_recommendation(new, today)
    with transaction(actor) as session:
        number = queries.next_number(session, BoardRecommendation)
        _keep_recommendation(session, number, 1, new, actor)
        return number


def change_recommendation(
    number: int, new: RecommendationChange, *, version: int, actor: Actor, today: date
) -> int:
    """Change a recommendation, or say when it was done. Returns the new version.

    Writes board_recommendation, audit_event. Raises Forbidden("role"), NotFound("recommendation"),
    Conflict("changed-meanwhile"), and as `recommend`.
    """
    check_may(actor, Action.WRITE_BOARD_REPORT)
    _check_recommendation(new, today)
    with transaction(actor) as session:
        stands = _recommendation(session, number)[0]
        _check_version(version, stands.written.version)
        _keep_recommendation(session, number, version + 1, new, actor)
        return version + 1


def note_progress(number: int, note: str, noted_on: date, *, actor: Actor, today: date) -> None:
    """Note what has come of a recommendation. Writes board_progress, audit_event.

    Raises Forbidden("role"), NotFound("recommendation"), RuleRefused("noted-too-early" | "noted-to-come" |
    "typed-number" | "stray-brace" | "unprintable").
    """
    check_may(actor, Action.WRITE_BOARD_REPORT)
    check_free_of_figures(note)
    _check_letters(note)
    with transaction(actor) as session:
        stands = _recommendation(session, number)[0]
        rules.check_noted_on(noted_on, stands.what.asked_on, today)
        row = BoardProgress(
            number=number,
            noted_on=noted_on,
            note=note,
            written_at=clock.now(),
            written_by=actor.user_id,
        )
        session.add(row)
        audit.record(
            session, actor, "board-progress.noted", row.id, number=number, noted_on=noted_on.isoformat()
        )


def risks(*, actor: Actor) -> list[RiskKept]:
    """The risks as they stand, by number. Raises Forbidden("role")."""
    check_may(actor, Action.WRITE_BOARD_REPORT)
    with reading(actor) as session:
        return queries.latest_of(queries.risks(session))


def risk(number: int, *, actor: Actor) -> tuple[RiskKept, ...]:
    """A risk, the latest version first. Raises Forbidden("role"), NotFound("risk")."""
    check_may(actor, Action.WRITE_BOARD_REPORT)
    with reading(actor) as session:
        return _risk(session, number)


def raise_risk(new: RiskChange, *, actor: Actor, today: date) -> int:
    """Put a risk on the register. Returns its number.

    Writes board_risk, audit_event. Raises Forbidden("role"), RuleRefused("raised-to-come" |
    "review-too-early" | "closed-too-early" | "closed-to-come" | "typed-number" | "stray-brace" |
    "unprintable").
    """
    check_may(actor, Action.WRITE_BOARD_REPORT)
    _check_risk(new, today)
    with transaction(actor) as session:
        number = queries.next_number(session, BoardRisk)
        _keep_risk(session, number, 1, new, actor)
        return number


def change_risk(number: int, new: RiskChange, *, version: int, actor: Actor, today: date) -> int:
    """Change a risk, or close it. Returns the new version.

    Writes board_risk, audit_event. Raises Forbidden("role"), NotFound("risk"),
    Conflict("changed-meanwhile"), and as `raise_risk`.
    """
    check_may(actor, Action.WRITE_BOARD_REPORT)
    _check_risk(new, today)
    with transaction(actor) as session:
        stands = _risk(session, number)[0]
        _check_version(version, stands.written.version)
        _keep_risk(session, number, version + 1, new, actor)
        return version + 1


def title_blocks(*, actor: Actor) -> list[TitleBlockKept]:
    """The versions of the title block, the latest first; none until it is set. Raises Forbidden("role")."""
    check_may(actor, Action.WRITE_BOARD_REPORT)
    with reading(actor) as session:
        return queries.title_blocks(session)


def set_title_block(new: TitleBlock, *, version: int, actor: Actor) -> int:
    """Set the title block of the reports made from now on. version: the one seen, 0 before the first.

    Writes board_title_block, audit_event. Returns the new version.
    Raises Forbidden("role"), Conflict("changed-meanwhile"), RuleRefused("unprintable").
    """
    check_may(actor, Action.WRITE_BOARD_REPORT)
    for words in (
        new.director,
        new.families_contact,
        new.caf_contact,
        new.other_officers,
        new.wards_affected,
    ):
        check_printable(words)
        _check_letters(words)
    with transaction(actor) as session:
        stand = queries.title_blocks(session)
        now = stand[0].written.version if stand else 0
        _check_version(version, now)
        given = {**asdict(new), "objectives": list(new.objectives)}
        row = BoardTitleBlock(**given, version=now + 1, written_at=clock.now(), written_by=actor.user_id)
        session.add(row)
        audit.record(session, actor, "board-title-block.set", row.id, version=row.version)
        return row.version


@dataclass(frozen=True, slots=True)
class _Desk:
    """The report as at a day, counted now and exact: what its texts are drafted from and held against."""

    sources: Sources
    texts: Mapping[str, TextKept]

    @classmethod
    def laid(cls, as_at: date, organisation: str, actor: Actor) -> "_Desk":
        """Raises RuleRefused("day-to-come" | "no-rule-pack" | "no-target")."""
        check_day(as_at, actor)
        with reading(actor) as session:
            frozen = freezing.freeze_board(session, organisation=organisation, as_at=as_at, dated=as_at)
            last = freezing.last_report(session, Profile.INTERNAL, as_at)
            texts = queries.standing_texts(session, as_at)
        found = making.counted(frozen)
        check_agreed(found.figures.values(), as_at)
        manifest = replace(frozen.manifest, words=None, last=last)
        figures = clear(found.figures.values(), Profile.INTERNAL)
        figures = figures if last is None else beside(figures, last.printed())
        return cls(Sources(Printer(manifest, figures), found, pack_kept(manifest.pack)), texts)

    def section(self, part: Part) -> SectionText:
        """A section's text, with Loxley's draft of it, and as it is printed."""
        kept = self.texts.get(part.key)
        draft = part.draft(self.sources)
        blocks, problem = draft, None
        if kept and kept.text:
            try:
                blocks = written(kept.text, self.sources)
            except RuleRefused as refusal:
                blocks, problem = (Paragraph((kept.text,)),), refusal.message
        return SectionText(
            part.key,
            part.title,
            kept.text if kept and kept.text else None,
            notation(draft, self.sources.print_.manifest.as_at),
            kept.written if kept else None,
            self.printed(part, blocks),
            problem,
        )

    def figures_for(self, part: Part) -> tuple[FigureToPlace, ...]:
        """The figures that a text may name: the section's own, other totals, then the last report's."""
        print_ = self.sources.print_
        own = list(dict.fromkeys(figures_in(part.blocks(self.sources))))
        others = [name for name, each in print_.figures.items() if len(each.coordinates) <= 1]
        last = [name for name, each in print_.figures.earlier.items() if len(each.coordinates) <= 1]
        return tuple(
            FigureToPlace(
                place_of(print_.figures[name], print_.manifest.as_at),
                printed(print_.figures[name]),
                name in own,
            )
            for name in dict.fromkeys((*own, *others, *last))
        )

    def printed(self, part: Part, blocks: Sequence[Block]) -> Document:
        """A document of one section's words."""
        return board.compose_words(self.sources, part.title, blocks, clock.now())


def _part(section: str) -> Part:
    found = next((part for part in board.PARTS if part.key == section and part.is_written), None)
    if found is None:
        raise NotFound("section", "The report has no such section to write for.")
    return found


def _check_version(seen: int, now: int) -> None:
    if seen != now:
        raise Conflict(
            "changed-meanwhile", "Somebody else has changed this since you opened it.", version=now
        )


def _check_letters(text: str) -> None:
    """Raises RuleRefused("unprintable") for letters that the papers' typeface lacks.

    On paper they would be empty boxes, which nobody can read and no screen reader can say.
    """
    lacking = next((letter for letter in text if not can_print(letter)), None)
    if lacking is not None and unicodedata.category(lacking)[0] != "C":
        raise RuleRefused(
            "unprintable", f"“{lacking}” cannot be printed on paper. Say it in letters that can be."
        )


def _recommendation(session: Session, number: int) -> tuple[RecommendationKept, ...]:
    found = tuple(queries.recommendations(session, number))
    if not found:
        raise NotFound("recommendation", "There is no recommendation of that number.")
    return found


def _risk(session: Session, number: int) -> tuple[RiskKept, ...]:
    found = tuple(queries.risks(session, number))
    if not found:
        raise NotFound("risk", "There is no risk of that number.")
    return found


def _check_recommendation(new: RecommendationChange, today: date) -> None:
    check_free_of_figures(new.text)
    check_printable(new.owner)
    _check_letters(f"{new.text}{new.owner}")
    rules.check_due_on(new.due_on, new.asked_on)
    rules.check_done_on(new.done_on, new.asked_on, today)


def _check_risk(new: RiskChange, today: date) -> None:
    for words in (new.risk, new.mitigation):
        check_free_of_figures(words)
    check_printable(new.owner)
    _check_letters(f"{new.risk}{new.mitigation}{new.owner}")
    rules.check_risk_days(new.raised_on, new.review_on, new.closed_on, today)


def _keep_recommendation(
    session: Session, number: int, version: int, new: RecommendationChange, actor: Actor
) -> None:
    row = BoardRecommendation(
        **_values(new), number=number, version=version, written_at=clock.now(), written_by=actor.user_id
    )
    session.add(row)
    audit.record(
        session,
        actor,
        "board-recommendation.changed" if version > 1 else "board-recommendation.made",
        row.id,
        number=number,
        version=version,
        asked_on=new.asked_on.isoformat(),
        due_on=new.due_on.isoformat(),
        is_done=new.done_on is not None,
    )


def _keep_risk(session: Session, number: int, version: int, new: RiskChange, actor: Actor) -> None:
    row = BoardRisk(
        **_values(new), number=number, version=version, written_at=clock.now(), written_by=actor.user_id
    )
    session.add(row)
    audit.record(
        session,
        actor,
        "board-risk.changed" if version > 1 else "board-risk.raised",
        row.id,
        number=number,
        version=version,
        review_on=new.review_on.isoformat(),
        is_closed=new.closed_on is not None,
    )


def _values(change: RecommendationChange | RiskChange) -> dict[str, Any]:
    return {each.name: getattr(change, each.name) for each in fields(change)}
