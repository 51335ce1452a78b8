"""The texts that people write for the sections of the Board's report.

Each starts from a draft that is made from the figures, and every number in it is a figure. Every change is a
version beside those before it. All of it is free of cases: nothing here opens a family.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from app import audit, clock
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.db import reading, transaction
from app.errors import NotFound, RuleRefused
from app.programme.keeping import pack_kept
from app.reports import freezing, making
from app.reports.disclosure.safe import beside, clear
from app.reports.models_words import (
    BoardText,
)
from app.reports.queries import board_words as queries
from app.reports.queries.board_words import (
    Period,
    TextKept,
    Written,
)
from app.reports.rules import board
from app.reports.rules.commentary import notation, place_of
from app.reports.rules.derived import check_agreed
from app.reports.rules.document import Block, Document, Paragraph
from app.reports.rules.figures import printed
from app.reports.rules.sections.parts import Part, Sources, figures_in, written
from app.reports.rules.sheet import Printer
from app.reports.rules.vocabulary import Profile
from app.reports.services import check_day
from app.reports.writing_checks import check_letters, check_version


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
    check_letters(text)
    desk = _Desk.laid(as_at, organisation, actor)
    return desk.printed(part, written(text, desk.sources))


def save_text(section: str, text: str, as_at: date, *, version: int, organisation: str, actor: Actor) -> int:
    """Write the text of a section as at a day; an empty one takes it back. Returns the new version.

    Writes board_text, audit_event. Raises Forbidden("role"), NotFound("section"),
    Conflict("changed-meanwhile"), RuleRefused("day-to-come" | "no-rule-pack" | "no-target" |
    "unknown-figure" | "typed-number" | "stray-brace" | "unprintable").
    """
    save_texts({section: text}, as_at, version=version, organisation=organisation, actor=actor)
    return version + 1


def save_texts(
    texts: Mapping[str, str], as_at: date, *, version: int, organisation: str, actor: Actor
) -> None:
    """Write the texts of several sections that are all of one version, as `save_text` does, or none of them.

    The figures that they are held against are counted once. Writes and raises as `save_text`.
    """
    check_may(actor, Action.WRITE_BOARD_REPORT)
    for section, text in texts.items():
        _part(section)
        check_letters(text)
    if any(texts.values()):
        sources = _Desk.laid(as_at, organisation, actor).sources
        for text in filter(None, texts.values()):
            written(text, sources)
    else:
        check_day(as_at, actor)
    with transaction(actor) as session:
        for section, text in texts.items():
            _save(session, section, text, as_at, version=version, actor=actor)


def _save(session: Session, section: str, text: str, as_at: date, *, version: int, actor: Actor) -> None:
    stands = queries.standing_texts(session, as_at).get(section)
    now = stands.written.version if stands else 0
    check_version(version, now)
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
