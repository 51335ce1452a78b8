"""What a release freezes: a manifest and narrow rows, as canonical text that gives the same rows back."""

import hashlib
import json
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from app.reports.rules.board_words import BoardWords
from app.reports.rules.caf_facts import ChildRow, ConsentRow, ReviewActionRow, ReviewRow
from app.reports.rules.facts import (
    ActionRow,
    AssessmentRow,
    AuditedRow,
    FamilyRow,
    ResultRow,
    ReturnLineRow,
    TargetRow,
    VisitRow,
)
from app.reports.rules.last_report import LastReport
from app.reports.rules.later import LATER
from app.reports.rules.partner_rows import (
    AgreementRow,
    ComparatorRow,
    InvitationRow,
    PlaceRow,
    PractitionerRow,
    ReferralRow,
    WorkedRow,
)
from app.reports.rules.signing import Signing
from app.reports.rules.vocabulary import Profile, ReleaseKind

T = TypeVar("T")
NO_AGENCY = "No agency on record"


@dataclass(frozen=True, slots=True)
class Protection:
    """How a public release hides small counts.

    rule: the code of the rule, with its threshold and mark. earlier: the hashes of the public releases that
    it was protected together with, oldest first. hidden: the ids of the counts that it hides. small, besides:
    how many different counts are hidden for themselves, and to protect those. cost: what hiding those costs.
    bound: the least that would do, as far as that is proven.
    """

    rule: str
    threshold: int
    mark: str
    earlier: tuple[str, ...]
    hidden: tuple[str, ...]
    small: int
    besides: int
    cost: int
    bound: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a release is of, and the lists that its figures range over.

    values: the declared values of each axis. definitions: each measure's name and words when it was made.
    pack: the code of the rule pack in force. window: label, first and last day of a return's claim window.
    signing: who prepared, audited and signed a return, and its checks; None for a draft.
    protection: what a public release hides; None for an internal one, and until it has been chosen.
    words: what people wrote for a board report. last: the board report before it; None where there is none.
    agencies: what each agency is called, by its code; None in a release from before they were kept.
    """

    kind: ReleaseKind
    profile: Profile
    title: str
    organisation: str
    as_at: date
    dated: date
    pack: str
    values: dict[str, tuple[str, ...]]
    definitions: tuple[tuple[str, str], ...]
    window: tuple[str, date, date] | None = None
    signing: Signing | None = field(default=None, metadata={LATER: True})
    protection: Protection | None = field(default=None, metadata={LATER: True})
    words: BoardWords | None = field(default=None, metadata={LATER: True})
    last: LastReport | None = field(default=None, metadata={LATER: True})
    agencies: dict[str, str] | None = field(default=None, metadata={LATER: True})

    def agency(self, code: str) -> str:
        """What an agency is called; its code where no name is kept, and none in words."""
        return NO_AGENCY if code == "none" else (self.agencies or {}).get(code, code)


@dataclass(frozen=True, slots=True)
class Frozen:
    """Everything that a release is made from. lines: of a signed return alone."""

    manifest: Manifest
    families: tuple[FamilyRow, ...]
    assessments: tuple[AssessmentRow, ...]
    results: tuple[ResultRow, ...]
    targets: tuple[TargetRow, ...]
    lines: tuple[ReturnLineRow, ...] = ()
    audited: tuple[AuditedRow, ...] = ()
    visits: tuple[VisitRow, ...] = ()
    actions: tuple[ActionRow, ...] = ()
    consents: tuple[ConsentRow, ...] = ()
    reviews: tuple[ReviewRow, ...] = ()
    review_actions: tuple[ReviewActionRow, ...] = ()
    children: tuple[ChildRow, ...] = ()
    invitations: tuple[InvitationRow, ...] = ()
    worked: tuple[WorkedRow, ...] = ()
    referrals: tuple[ReferralRow, ...] = ()
    places: tuple[PlaceRow, ...] = ()
    practitioners: tuple[PractitionerRow, ...] = ()
    agreements: tuple[AgreementRow, ...] = ()
    comparators: tuple[ComparatorRow, ...] = ()

    def kinds(self) -> Mapping[str, Sequence[object]]:
        """The rows by kind, in the order that they are kept."""
        return {name: getattr(self, name) for name in ROW_KINDS}


ROW_KINDS: Mapping[str, type] = {
    "families": FamilyRow,
    "assessments": AssessmentRow,
    "results": ResultRow,
    "targets": TargetRow,
    "lines": ReturnLineRow,
    "audited": AuditedRow,
    "visits": VisitRow,
    "actions": ActionRow,
    "consents": ConsentRow,
    "reviews": ReviewRow,
    "review_actions": ReviewActionRow,
    "children": ChildRow,
    "invitations": InvitationRow,
    "worked": WorkedRow,
    "referrals": ReferralRow,
    "places": PlaceRow,
    "practitioners": PractitionerRow,
    "agreements": AgreementRow,
    "comparators": ComparatorRow,
}

KINDS_AT_FIRST = frozenset({"families", "assessments", "results", "targets"})
"""The kinds that every release has kept. A kind that came later is hashed only where there are rows of it, so
that a release from before has the hash that it was given."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The rows of a release as they are kept: each as canonical text, and its hash; by kind, in order."""

    texts: Mapping[str, tuple[str, ...]]
    digests: Mapping[str, tuple[bytes, ...]]


def contents_of(frozen: Frozen) -> Contents:
    """What a release froze, as it is kept."""
    texts = {kind: tuple(map(content, found)) for kind, found in frozen.kinds().items()}
    return Contents(texts, {kind: tuple(map(digest, found)) for kind, found in texts.items()})


def content(row: object) -> str:
    """A row as canonical JSON: names in order, dates in ISO form, nothing else."""
    return json.dumps(plain(row), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def digest(text: str) -> bytes:
    """The SHA-256 of a text."""
    return hashlib.sha256(text.encode()).digest()


def release_digest(manifest: Manifest, inputs: Mapping[str, Iterable[bytes]]) -> str:
    """The hash of all that a release froze: its manifest, then its rows' hashes, kind by kind in order."""
    found = hashlib.sha256(content(manifest).encode())
    for kind in ROW_KINDS:
        rows = list(inputs.get(kind, ()))
        if rows or kind in KINDS_AT_FIRST:
            found.update(f"\n{kind}\n".encode())
        for each in rows:
            found.update(each)
    return found.hexdigest()


AS_THEY_ARE = frozenset({str, int, bool, type(None)})
"""The types whose values are JSON's own: by far most of what a row holds."""


def plain(value: Any) -> Any:
    """A value as JSON holds it."""
    if type(value) in AS_THEY_ARE:
        return value
    if is_dataclass(value) and not isinstance(value, type):
        found = ((name, getattr(value, name), is_later) for name, is_later in _fields_of(type(value)))
        return {name: plain(held) for name, held, is_later in found if held is not None or not is_later}
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, (UUID, StrEnum)) else value


@cache
def _fields_of(kind: Any) -> tuple[tuple[str, bool], ...]:
    """The fields of a row's type, and whether each came after the first releases."""
    return tuple((each.name, _is_later(each)) for each in fields(kind))


def _is_later(declared: "Field[Any]") -> bool:
    return bool(declared.metadata.get(LATER))


def thaw(kind: type[T], value: Mapping[str, Any]) -> T:
    """The value that `plain` was given, back in its type. Raises KeyError when a field is missing."""
    read: Callable[[Any], T] = _reader(cast(Any, kind))
    return read(value)


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """How to read a value of a declared type from plain JSON."""
    origin, inner = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        readers = {name: _reader(hint) for name, hint in get_type_hints(kind).items()}
        later = {each.name: _is_later(each) for each in fields(kind)}
        return lambda value: kind(
            **{
                name: readers[name](value[name])
                for name, may_lack in later.items()
                if not (may_lack and name not in value)
            }
        )
    if origin in (types.UnionType, Union):
        read = _reader(next(each for each in inner if each is not type(None)))
        return lambda value: None if value is None else read(value)
    if origin is tuple:
        return _tuple_reader(inner)
    if origin is dict:
        read = _reader(inner[1])
        return lambda value: {name: read(each) for name, each in value.items()}
    if kind is date:
        return date.fromisoformat
    return kind if kind is UUID or issubclass(kind, StrEnum) else lambda value: value


def _tuple_reader(inner: tuple[Any, ...]) -> Callable[[Any], Any]:
    if inner[-1] is Ellipsis:
        read = _reader(inner[0])
        return lambda value: tuple(read(each) for each in value)
    readers = [_reader(each) for each in inner]
    return lambda value: tuple(read(each) for read, each in zip(readers, value, strict=True))
