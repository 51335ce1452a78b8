"""Makes an inspection pack: read as at one instant, each list written as it is read, put into one file."""

import csv
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.cases.rules.quality_audits import Taken, taken
from app.errors import RuleRefused
from app.exports.making import Made, told
from app.exports.queries import pack as queries
from app.exports.queries.stories import story
from app.exports.render import pack_words
from app.exports.render.json_parts import JsonFile
from app.exports.render.kept import InFile
from app.exports.render.pack_json import PackJson
from app.exports.render.pack_pdf import pack_pdf
from app.exports.render.pack_xlsx import PackBook, pack_book
from app.exports.render.tables import plain
from app.exports.rules import pack_checks
from app.exports.rules.checks import COLUMNS, Found, Rule
from app.exports.rules.impact import Impact, impact
from app.exports.rules.pack import ActionListed, AuditListed, ChildListed, Cover, First, Pack, Story, Wanted
from app.exports.rules.vocabulary import Grade

ZIP = "application/zip"
STAGES = ("listing children", "counting impact", "listing audits", "telling the cases", "writing the papers")
KINDS = (".pdf", ".xlsx", ".json", "-checks.csv")

Tell = Callable[[int], None]


def gather(
    session: Session,
    folder: Path,
    wanted: Wanted,
    *,
    organisation: str,
    made_at: datetime,
    code: str,
    user_id: UUID,
    tell: Tell,
) -> Pack:
    """Write the workbook, the JSON and the checks of a pack in a folder; what its paper is to print.

    Nothing of the lists is held but what is printed of them. tell: takes the stage that begins, and takes it
    again within the lists that grow with the city.
    Raises RuleRefused("no-such-case" | "nothing-to-draw" | "pool-too-small").
    """
    tell(0)
    drawn = taken(queries.pool(session, wanted), wanted.draw, wanted.seed)
    sampled = _sampled(session, wanted, drawn)
    cover = Cover(organisation, wanted, made_at, code, drawn.pool, drawn.digest)
    with _files(folder, cover, len(sampled)) as files:
        files.children(told(queries.children(session, wanted), lambda _: tell(0)))
        tell(1)
        worked = told(queries.worked_on(session, wanted.as_at, wanted.impact_in), lambda _: tell(1))
        files.impact(impact(worked, wanted.impact_in, files.keep))
        tell(2)
        files.audits(queries.audits(session, wanted))
        files.actions(queries.actions(session, wanted))
        tell(3)
        files.stories(
            story(session, assessment_id, wanted.as_at, how=how, user_id=user_id)
            for assessment_id, how in sampled.items()
        )
        return files.pack


def write(pack: Pack, folder: Path) -> Made:
    """Write the paper of a pack, and put it with the other files of the folder into one ZIP."""
    stem = _stem(pack.cover)
    (folder / f"{stem}.pdf").write_bytes(pack_pdf(pack))
    stamp = pack.cover.made_at.timetuple()[:6]
    with zipfile.ZipFile(folder / f"{stem}.zip", "w") as file:
        for kind in KINDS:
            part = folder / f"{stem}{kind}"
            entry = zipfile.ZipInfo(part.name, stamp)
            entry.compress_type, entry.file_size = zipfile.ZIP_DEFLATED, part.stat().st_size
            with part.open("rb") as written, file.open(entry, "w") as packed:
                shutil.copyfileobj(written, packed)
    errors = sum(number for rule, number in pack.found.items() if rule.grade is Grade.ERROR)
    queried = sum(pack.found.values()) - errors
    return Made(((f"{stem}.zip", ZIP),), pack.children.of, errors, queried)


@dataclass(slots=True)
class _Files:
    """The files of a pack while they are written, with what its paper will print. Each list comes once."""

    cover: Cover
    json: PackJson
    book: PackBook
    checks: Any
    folder: Path
    stack: ExitStack
    found: dict[Rule, int] = field(default_factory=dict)
    printed_children: First[ChildListed] = field(default_factory=First)
    printed_audits: First[AuditListed] = field(default_factory=First)
    printed_actions: First[ActionListed] = field(default_factory=First)
    counted: tuple[Impact, ...] = ()
    told: list[Story] = field(default_factory=list)

    def keep(self) -> InFile:
        """A place for the members of a number, until the files are written."""
        kept = InFile(self.folder)
        self.stack.callback(kept.close)
        return kept

    def children(self, children: Iterable[ChildListed]) -> None:
        with self.json.file.array("children"):
            for each in children:
                place = self.printed_children.add(each)
                self.json.file.add(each)
                self.book.children.add(pack_words.of_child(each))
                self.say(pack_checks.of_child(each, place))

    def impact(self, counted: tuple[Impact, ...]) -> None:
        self.counted = counted
        self.json.impact(counted)
        self.book.add_impact(counted)

    def audits(self, audits: Iterable[AuditListed]) -> None:
        with self.json.file.array("audits"):
            for each in audits:
                self.printed_audits.add(each)
                self.json.file.add(each)
                self.book.audits.add(pack_words.of_audit(each))
        self.say(pack_checks.of_audits(self.printed_audits.of))

    def actions(self, actions: Iterable[ActionListed]) -> None:
        with self.json.file.array("actions"):
            for each in actions:
                place = self.printed_actions.add(each)
                self.json.file.add(each)
                self.book.actions.add(pack_words.of_action(each))
                self.say(pack_checks.of_action(each, place))

    def stories(self, stories: Iterable[Story]) -> None:
        with self.json.file.array("stories"):
            for place, each in enumerate(stories, start=1):
                self.told.append(each)
                self.json.file.add(each)
                self.book.add_story(each, place)
                self.say(pack_checks.of_story(each, place))

    def say(self, found: Iterable[Found]) -> None:
        """Write what was found, and count it by its check."""
        for each in found:
            self.found[each.rule] = self.found.get(each.rule, 0) + 1
            self.checks.writerow([plain(cell) for cell in each.line])
            self.book.add_check(each)

    @property
    def pack(self) -> Pack:
        """What the paper prints."""
        return Pack(
            self.cover,
            self.printed_children.printed,
            self.counted,
            self.printed_audits.printed,
            self.printed_actions.printed,
            tuple(self.told),
            self.found,
        )


@contextmanager
def _files(folder: Path, cover: Cover, cases: int) -> Iterator[_Files]:
    """The files in a folder. They are whole once the block has ended."""
    stem = _stem(cover)
    with ExitStack() as stack:
        json = JsonFile(stack.enter_context((folder / f"{stem}.json").open("wb")))
        stack.enter_context(json.object())
        checks = csv.writer(
            stack.enter_context((folder / f"{stem}-checks.csv").open("w", encoding="utf-8", newline="")),
            lineterminator="\r\n",
        )
        checks.writerow(COLUMNS)
        book = stack.enter_context(pack_book(folder / f"{stem}.xlsx", cover, cases))
        files = _Files(cover, PackJson(json), book, checks, folder, stack)
        files.json.cover(cover)
        yield files


def _stem(cover: Cover) -> str:
    return f"inspection-pack-{cover.wanted.as_at.isoformat()}"


def _sampled(session: Session, wanted: Wanted, drawn: Taken) -> dict[UUID, str]:
    """The cases to tell, each with how it came in: those drawn first, in the order drawn; none twice."""
    found = {
        each: f"Drawn {place} of {len(drawn.drawn)} by the seed {wanted.seed}"
        for place, each in enumerate(drawn.drawn, start=1)
    }
    for reference in wanted.chosen:
        assessment_id = queries.of_reference(session, reference, wanted.as_at)
        if assessment_id is None:
            raise RuleRefused(
                "no-such-case", "A family that was chosen has no assessment by the day. Choose another."
            )
        found.setdefault(assessment_id, "Chosen")
    return found
