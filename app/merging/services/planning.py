"""What a merge would do, worked out row by row: the same for the page that shows it and the merge itself."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.cases.rules.household import Membership
from app.cases.rules.merge_words import ChangeKind, MergeKind
from app.errors import NotFound
from app.merging.queries import records, rows
from app.merging.queries.records import TABLES
from app.merging.rules import merging as rules
from app.merging.rules.fitting import (
    SAYS_NOTHING,
    Fate,
    Values,
    clipped,
    fitted,
    is_of_one,
    let_go,
    set_aside,
    spell_of,
)
from app.merging.rules.merging import Difference, Home
from app.merging.rules.plan import (
    CLAIM,
    CORRECTS,
    EVIDENCE,
    HANGING,
    HOUSEHOLD,
    MEMBERSHIP,
    PARTS,
    PERSONS_EVIDENCE,
    RELATIONSHIP,
    WITHIN_ITS_DAYS,
    Part,
)
from app.merging.rules.ties import told_once
from app.programme.facts import MemberRole


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of the rows of one part: how many move, are shortened, and are set aside.

    differs: how many of those set aside say something else than the row that stands; differs_in: in what.
    """

    words: tuple[str, str]
    moved: int
    shortened: int
    set_aside: int
    differs: int
    differs_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """A merge worked out. as_shown: stands for all that it was worked out from."""

    kind: MergeKind
    stays: Values
    goes: Values
    differences: tuple[Difference, ...]
    fates: tuple[Fate, ...]
    effects: tuple[Effect, ...]
    as_shown: str


def no_such_record(kind: MergeKind) -> NotFound:
    """What is said of a record that is not on file, or no longer a record of its own."""
    word = TABLES[kind]
    return NotFound(word, f"There is no such {word} among those you may open.")


def both_rows(session: Session, kind: MergeKind, stays_id: UUID, goes_id: UUID) -> tuple[Values, Values]:
    """The two records' own rows. Raises NotFound("person" | "family"), RuleRefused("same-record")."""
    rules.check_two(stays_id, goes_id)
    stays, goes = (rows.row(session, TABLES[kind], each) for each in (stays_id, goes_id))
    if stays is None or goes is None:
        raise no_such_record(kind)
    return stays, goes


def planned(session: Session, kind: MergeKind, stays: Values, goes: Values) -> Planned:
    """Work out the merge of two records.

    Raises RuleRefused("listed-stays" | "claimed-twice" | "cannot-be-split").
    """
    first: dict[Part, Collection[str]] = {}
    if kind is MergeKind.FAMILY:
        rules.check_listed(stays=stays["reference"] is not None, goes=goes["reference"] is not None)
        claimed = [records.claimed(session, UUID(each["id"])) for each in (stays, goes)]
        rules.check_claims(*claimed)
        first[CLAIM] = {claim for each in claimed for claim in each.values()}
    plan = _Plan()
    both = (stays["id"], goes["id"])
    for part in PARTS[kind]:
        held = [
            row
            for row in rows.rows_of(session, part.table, part.column, both)
            if not plan.takes_out(part.table, row["id"])
        ]
        for fate in fitted(part, held, stays["id"], first.get(part, ()) or _first(part, held)):
            plan.add(_with_hanging(session, plan, fate, both))
    if kind is MergeKind.PERSON:
        for fate in told_once(_ties(session, plan, *both)):
            plan.add(_with_hanging(session, plan, fate, both))
    fates = plan.fates
    digest = hashlib.sha256(_canonical([stays, goes, [_told(fate) for fate in fates]])).hexdigest()
    return Planned(
        kind,
        stays,
        goes,
        rules.differences(kind, stays, goes),
        tuple(fates),
        _effects(PARTS[kind], fates),
        digest[:32],
    )


class _Plan:
    """Fates one after the other, each of the row as those before it leave it."""

    def __init__(self) -> None:
        self.fates: list[Fate] = []
        self._gone: set[tuple[str, str]] = set()
        self._changed: defaultdict[tuple[str, str], dict[str, Any]] = defaultdict(dict)

    def takes_out(self, table: str, row_id: str) -> bool:
        """Whether a row is set aside already."""
        return (table, row_id) in self._gone

    def as_left(self, table: str, row: Values) -> Values:
        """A row as the fates so far leave it."""
        return {**row, **self._changed[table, row["id"]]}

    def add(self, fates: Iterable[Fate]) -> None:
        """Add fates, but for those of rows that are set aside already."""
        for fate in fates:
            key = fate.table, fate.row_id
            if key in self._gone:
                continue
            if fate.kind is ChangeKind.SET_ASIDE:
                self._gone.add(key)
                fate = replace(fate, was=self.as_left(fate.table, fate.was or {}))
            elif fate.kind is ChangeKind.MOVED:
                self._changed[key] |= fate.became or {}
            self.fates.append(fate)


def check_person(session: Session, plan: Planned, values: dict[str, Any], *, today: date) -> None:
    """Refuse a merged person whom no household could have.

    Raises RuleRefused("in-two-families" | "in-the-future" | "dates-in-order" | "born-already" |
    "no-expected-date" | "not-born-yet" | "before-birth").
    """
    if plan.kind is not MergeKind.PERSON:
        return
    held = rows.rows_of(session, MEMBERSHIP.table, MEMBERSHIP.column, (plan.stays["id"], plan.goes["id"]))
    person = {**plan.stays, **values}
    rules.check_homes(
        _homes(held, plan.fates),
        born_on=_day(person["born_on"]),
        expected_on=_day(person["expected_on"]),
        today=today,
    )


def _homes(held: Iterable[Values], fates: Iterable[Fate]) -> list[Home]:
    """A person's days in families as a merge would leave them."""
    of_part = [fate for fate in fates if fate.table == MEMBERSHIP.table]
    became = {fate.row_id: fate for fate in of_part if fate.kind is not ChangeKind.ADDED}
    left: list[Values] = []
    for row in held:
        fate = became.get(row["id"])
        if fate is None or fate.became is not None:
            left.append({**row, **(fate.became or {} if fate else {})})
    left += [fate.became for fate in of_part if fate.kind is ChangeKind.ADDED and fate.became is not None]
    return [Home(row["family_id"], Membership(spell_of(row), MemberRole(row["role"]))) for row in left]


def _first(part: Part, held: Iterable[Values]) -> set[str]:
    """The rows that stand before others, whichever record they are of.

    Verified evidence, those born, and relationships that say who has parental responsibility.
    """
    if part in (EVIDENCE, PERSONS_EVIDENCE):
        return {row["id"] for row in held if row["verified_on"] is not None}
    if part in (MEMBERSHIP, HOUSEHOLD):
        return {row["id"] for row in held if row["role"] != MemberRole.UNBORN_CHILD}
    if part.table == RELATIONSHIP:
        return {row["id"] for row in held if row["responsibility"] not in SAYS_NOTHING}
    return set()


def _ties(session: Session, plan: _Plan, stays: str, goes: str) -> list[Values]:
    """The relationships of both people that are left, first those that were of the one who stays."""
    held: dict[str, Values] = {}
    for part in PARTS[MergeKind.PERSON]:
        if part.table == RELATIONSHIP:
            for person in (stays, goes):
                held |= {row["id"]: row for row in rows.rows_of(session, part.table, part.column, [person])}
    left = [row for row in held.values() if not plan.takes_out(RELATIONSHIP, row["id"])]
    of_goes = {row["id"] for row in left if goes in (row["first_person_id"], row["second_person_id"])}
    return [
        plan.as_left(RELATIONSHIP, row)
        for row in sorted(left, key=lambda row: (row["id"] in of_goes, row["id"]))
    ]


def _with_hanging(session: Session, plan: _Plan, fate: Fate, both: Collection[str]) -> list[Fate]:
    """A fate with those of the rows that hang on its row: taken out or let go before it, shortened after it.

    plan: the fates so far; what hangs on a row that they set aside was seen to with it. both: the ids of the
    two records.
    """
    if plan.takes_out(fate.table, fate.row_id):
        return []
    before: list[Fate] = []
    after: list[Fate] = []
    for table, column in HANGING.get(fate.table, ()):
        if fate.kind is ChangeKind.SET_ASIDE:
            for row in rows.rows_of(session, table, column, [fate.row_id]):
                if column == CORRECTS and not (is_of_one(row, both) or plan.takes_out(table, row["id"])):
                    before.append(let_go(table, row, column))
                else:
                    before += _with_hanging(session, plan, set_aside(table, row), both)
        elif fate.is_shortened and table in WITHIN_ITS_DAYS.get(fate.table, ()):
            whole = rows.row(session, fate.table, UUID(fate.row_id))
            days = spell_of({**(whole or {}), **(fate.became or {})})
            after += clipped(table, rows.rows_of(session, table, column, [fate.row_id]), days)
    return [*before, fate, *after]


def _effects(parts: Iterable[Part], fates: Collection[Fate]) -> tuple[Effect, ...]:
    """What becomes of the rows of each table, each row counted once."""
    found = []
    for table, words in {part.table: part.words for part in parts}.items():
        of_table = [fate for fate in fates if fate.table == table and fate.kind is not ChangeKind.ADDED]
        aside = {fate.row_id for fate in of_table if fate.kind is ChangeKind.SET_ASIDE}
        shortened = {fate.row_id for fate in of_table if fate.is_shortened} - aside
        moved = {fate.row_id for fate in of_table} - aside - shortened
        if of_table:
            differ = {fate.row_id: fate.differs for fate in of_table if fate.differs}
            differs_in = tuple(dict.fromkeys(chain.from_iterable(differ.values())))
            found.append(Effect(words, len(moved), len(shortened), len(aside), len(differ), differs_in))
    return tuple(found)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _told(fate: Fate) -> list[Any]:
    return [fate.kind.value, fate.table, fate.row_id, fate.was, fate.became]


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True).encode()
