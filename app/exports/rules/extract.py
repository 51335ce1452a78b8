"""The pseudonymised extract: one row a child's assessment, without names, days or places. Pure.

A pseudonym is an HMAC-SHA-256, cut to 80 bits, of the record's id under a key that is kept outside the
database and outside the export. Whoever holds the file without the key cannot go back to a record, and cannot
try ids one by one. It is pseudonymised, not anonymous: what stands in a row may still point to one child.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.exports.rules.adcs import outcome
from app.exports.rules.checks import WHOLE_FILE, Found, Rule, query
from app.exports.rules.columns import Cell, Column
from app.exports.rules.episodes import Episode
from app.exports.rules.list_two import ETHNICITIES
from app.periods import financial_year_label, financial_year_of, quarter_of

DIGITS = 20
FEW = 5
"""A combination that so many children or fewer share is counted as one that may point to a child."""

WHITE, MIXED, ASIAN, BLACK, OTHER, NOT_KNOWN = "White", "Mixed", "Asian", "Black", "Other", "Not known"
_BROAD = dict(
    zip(ETHNICITIES, [WHITE] * 5 + [MIXED] * 4 + [ASIAN] * 4 + [BLACK] * 3 + [OTHER] * 2, strict=False)
)
BROAD_GROUPS = (WHITE, MIXED, ASIAN, BLACK, OTHER, NOT_KNOWN)

SHORT = (
    (
        "Why no names, days, wards or schools",
        (
            "Any of them may point to one child. A day is coarsened to its quarter, a birth to its year, an "
            "ethnicity to one of six groups, and a length of time to whole weeks."
        ),
    ),
    (
        "What risk is left",
        (
            "A row holds up to sixteen facts about a child. Somebody who knows a child well may find it. "
            "The checks say how many rows share their birth year, sex and ethnic group with four others "
            "or fewer; the other facts narrow it further. Give the file to named people for a named use, "
            "publish no count of 1 to 5 made from it, and never lay it beside a list with names."
        ),
    ),
    (
        "How pseudonyms are made",
        (
            "HMAC-SHA-256 of the record’s id, cut to 20 hexadecimal digits, under a key that is kept "
            "outside the database and is in no export. Fresh ones differ in every extract, so that no two "
            "can be joined. Those that stay the same join this council’s extracts with each other, and with "
            "no other council’s: they are to be asked for, and the file says so."
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """Makes pseudonyms. key: the council's, kept outside. salt: the export's, where they are fresh.

    salt None: the same record has the same pseudonym in every extract of this council.
    """

    key: bytes = field(repr=False)
    salt: str | None = None

    def of(self, kind: str, record: UUID) -> str:
        """The pseudonym of a record of a kind."""
        said = f"{self.salt or 'stable'}:{kind}:{record}"
        return hmac.digest(self.key, said.encode(), "sha256").hex()[:DIGITS]


_GROUPED = tuple((group, "by the school census’s main groups") for group in BROAD_GROUPS)
_WEEKS = "whole weeks"

COLUMNS = (
    Column("row", "A pseudonym of the child’s place in the assessment.", "20 hexadecimal digits"),
    Column("child", "A pseudonym of the child, the same in each of their rows.", "20 hexadecimal digits"),
    Column("family", "A pseudonym of the family.", "20 hexadecimal digits"),
    Column(
        "assessment",
        "A pseudonym of the assessment: several children may share one.",
        "20 hexadecimal digits",
    ),
    Column("birth_year", "The calendar year of birth.", "yyyy", empty="not recorded, or not born by the day"),
    Column("sex", "The child’s sex as recorded.", "word", (("female", ""), ("male", ""), ("unknown", ""))),
    Column("ethnic_group", "One of six broad groups.", "word", _GROUPED),
    Column("kind", "A CAF of one child, or a family assessment.", "word"),
    Column("initiated_in", "The quarter of initiation.", "2012/13 Q4"),
    Column("primary_reason", "Why it was initiated.", "word", empty="no primary reason is recorded"),
    Column("reasons", "How many reasons are recorded.", "whole number"),
    Column("weeks_to_assessed", "From initiation to completion.", _WEEKS, empty="not completed by the day"),
    Column("weeks_to_team_meeting", "To the first team meeting.", _WEEKS, empty="none by the day"),
    Column("weeks_to_review", "From initiation to the first review.", _WEEKS, empty="none by the day"),
    Column("weeks_to_closure", "From initiation to closure.", _WEEKS, empty="open on the day"),
    Column("closure_reason", "The reason agreed at closure.", "word", empty="open on the day"),
    Column(
        "adcs_outcome",
        "The ADCS outcome that the closure stands for.",
        "words",
        empty="open on the day, or closed for a reason that stands for none",
        verify="Derived: see the export of the ADCS outcomes.",
    ),
    Column("first_level", "The level of need decided on first.", "1 to 4", empty="none is recorded"),
    Column("last_level", "The level of need decided on last.", "1 to 4", empty="none is recorded"),
    Column(
        "on_programme",
        "Whether the family was on the programme’s list by the day.",
        "word",
        (("yes", ""), ("no", "")),
    ),
)

ALONE = query(
    "PE01",
    "birth_year, sex, ethnic_group",
    "some children share their birth year, sex and ethnic group with few others.",
    "Give the file to named people for a named use only, and publish no small count from it.",
)
STABLE = query(
    "PE02",
    "child, family, assessment",
    "the pseudonyms are those of this council’s other extracts, and join them.",
    "Ask for fresh pseudonyms unless the work needs to follow children from one extract to the next.",
)
NO_GROUP = query(
    "PE03",
    "ethnic_group",
    "the child’s ethnicity is not recorded, was refused, or is not one of the codes.",
    "Record the ethnicity. The row can be found again only by somebody who holds the key.",
)
NO_REASON = query(
    "PE04",
    "primary_reason",
    "no primary reason is recorded.",
    "Record the reason. The row can be found again only by somebody who holds the key.",
)
RULES = (ALONE, STABLE, NO_GROUP, NO_REASON)


def row(episode: Episode, as_at: date, pseudonyms: Pseudonyms) -> tuple[Cell, ...]:
    """A child's assessment without anything that names it."""
    return (
        pseudonyms.of("row", episode.id),
        pseudonyms.of("child", episode.child_id),
        pseudonyms.of("family", episode.family_id),
        pseudonyms.of("assessment", episode.assessment_id),
        _birth_year(episode, as_at),
        episode.sex,
        _group(episode),
        episode.kind,
        quarter_label(episode.initiated_on),
        episode.primary_reason,
        episode.reasons,
        *(
            _weeks(episode.initiated_on, day)
            for day in (
                episode.completed_on,
                episode.first_team_meeting_on,
                episode.first_reviewed_on,
                episode.closed_on,
            )
        ),
        episode.closure_reason,
        outcome(episode) if episode.closed_on else None,
        episode.first_level,
        episode.last_level,
        "yes" if episode.is_listed else "no",
    )


def faults(episode: Episode) -> Iterable[Rule]:
    """What is to be looked at in a row."""
    if _group(episode) == NOT_KNOWN:
        yield NO_GROUP
    if episode.primary_reason is None:
        yield NO_REASON


@dataclass(slots=True)
class Crowd:
    """How many children share a birth year, a sex and an ethnic group. Its size does not grow with the city.

    Children come one after the other, each with all their rows together or not: a child counts once a row,
    so the numbers are of rows, and never too small a worry.
    """

    sizes: dict[tuple[Cell, ...], int] = field(default_factory=dict)

    def add(self, episode: Episode, as_at: date) -> None:
        """Count a row."""
        shared = (_birth_year(episode, as_at), episode.sex, _group(episode))
        self.sizes[shared] = self.sizes.get(shared, 0) + 1

    def faults(self, pseudonyms: Pseudonyms) -> Iterable[Found]:
        """What is to be said of the file as a whole."""
        few = [size for size in self.sizes.values() if size <= FEW]
        if few:
            said = (
                f"Please check: {sum(few):,} rows share their birth year, sex and ethnic group with four "
                f"others or fewer, {few.count(1):,} of them with nobody."
            )
            yield Found(ALONE, WHOLE_FILE, sentence=said)
        if pseudonyms.salt is None:
            yield Found(STABLE, WHOLE_FILE)


def quarter_label(day: date) -> str:
    """The quarter of the financial year that holds a day: 12 July 2013 → "2013/14 Q2"."""
    return f"{financial_year_label(financial_year_of(day))} Q{quarter_of(day)}"


def _birth_year(episode: Episode, as_at: date) -> int | None:
    return episode.born_on.year if episode.born_on and episode.age(as_at) is not None else None


def _group(episode: Episode) -> str:
    return _BROAD.get(episode.ethnicity or "", NOT_KNOWN)


def _weeks(first: date, last: date | None) -> int | None:
    return (last - first).days // 7 if last else None
