"""Reconciliation: the identities that figures must keep, and what is wrong when one is broken."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.reports.rules.figures import Figure, Relation, figure_id
from app.reports.rules.vocabulary import Unit

PARTS = "parts-sum-to-total"
FIGURE = re.compile(r"(?P<measure>[^\[@]+)(?:\[(?P<named>[^\]]*)\])?@.*")
AS_PRINTED = {"cafs": "CAFs", "fip": "FIP"}
AXES = {"listed": "how they came on the list", "not-allocated-reason": "reason"}


@dataclass(frozen=True, slots=True)
class Identity:
    """A total that must equal the sum of some figures less the sum of others. All are figure ids.

    is_within: rather than equal it, the total must have all that the figures count among its members, and
    may have more.
    """

    code: str
    sentence: str
    total: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()
    is_within: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """An identity as it was found: the difference (sum less total) and the members that make it.

    Of an identity `within`, the difference is the number of members that the total lacks.
    total, sum: what stands on its own, and what it is held against.
    """

    identity: Identity
    difference: int
    members: tuple[UUID, ...]
    total: int = 0
    sum: int = 0

    @property
    def holds(self) -> bool:
        """Whether the figures keep the identity, member by member."""
        return self.difference == 0 and not self.members


def declared(rollouts: Iterable[str], agencies: Iterable[str], as_at: date) -> list[Identity]:
    """The identities between measures of the data sheet, beside each measure's own sums."""

    def name(measure: str, *coordinates: tuple[str, str]) -> str:
        return figure_id(measure, coordinates, as_at)

    allocated, columns = "families.allocated-excluding-fip", tuple(agencies)
    identities = [
        Identity(
            "allocated-excluding-fip",
            f"Rollout {rollout}: families allocated excluding FIP are the agencies' families less FIP's.",
            name(allocated, ("rollout", rollout)),
            tuple(
                name("families.allocated-at-meetings", ("rollout", rollout), ("agency", agency))
                for agency in columns
                if agency != "FIP"
            ),
        )
        for rollout in rollouts
    ]
    statuses = (
        "families.allocated-excluding-fip",
        "families.potential-claims",
        "families.not-to-be-allocated",
    )
    identities.append(
        Identity(
            "reviewed",
            "Families reviewed are those allocated, being checked for a claim, and not to be allocated.",
            name("families.reviewed"),
            tuple(name(each) for each in statuses),
        )
    )
    identities.append(
        Identity(
            "once-on-the-sheet",
            "Every family on the data sheet stands in exactly one of its four columns.",
            name("families.on-the-data-sheet"),
            tuple(name(each) for each in (*statuses, "families.yet-to-be-allocated")),
        )
    )
    return identities


WITHIN = (
    (
        "families.reviewed",
        "families.on-the-data-sheet",
        "Every family reviewed at a meeting is on the data sheet. Reviewed is not identified.",
    ),
    (
        "families.on-the-data-sheet",
        "families.listed",
        "Every family on the data sheet is on the programme’s list, which has FIP’s and the pilot’s too.",
    ),
    (
        "families.identified",
        "families.listed",
        (
            "Every family identified is on the programme’s list. Identified is not listed: its criteria are "
            "confirmed."
        ),
    ),
    (
        "families.worked-with",
        "families.listed",
        "Every family worked with is on the programme’s list.",
    ),
    (
        "families.funded-elsewhere",
        "families.worked-with",
        "Every family that other provision pays for is among those worked with.",
    ),
)
"""Measures whose families are all among another's, by what they mean, though one is taken for the other."""


def within(as_at: date) -> list[Identity]:
    """That the families of one measure are all among those of another, over the whole programme.

    None of them says that two numbers add up, so none is an equation for a reader of a public report.
    """
    return [
        Identity(
            f"{part.removeprefix('families.')}-within-{whole.removeprefix('families.')}",
            sentence,
            figure_id(whole, (), as_at),
            (figure_id(part, (), as_at),),
            is_within=True,
        )
        for part, whole, sentence in WITHIN
    ]


SUBJECTS = {
    "families": "Families",
    "programme": "The programme and its target",
    "money": "Money",
    "cafs": "Common Assessment Framework",
    "closures": "Common Assessment Framework",
    "family-assessments": "Common Assessment Framework",
    "claim-lines": "Internal audit and assurance",
    "internal-audit": "Internal audit and assurance",
    "assurance-visits": "Internal audit and assurance",
    "assurance-actions": "Internal audit and assurance",
}
"""What the first word of a measure's name is about."""


def subject(identity: Identity) -> str:
    """What an identity is about, by its total: Families, Common Assessment Framework."""
    first = identity.total.partition(".")[0]
    return SUBJECTS.get(first, first.replace("-", " ").capitalize())


def sums(relations: Iterable[Relation]) -> list[Identity]:
    """Each additive relation as an identity: the parts sum to the total, each member in exactly one part."""
    return [Identity(PARTS, _adding_up(relation), relation.total, relation.parts) for relation in relations]


def _adding_up(relation: Relation) -> str:
    """Families reviewed: counted by rollout, they add up to the total."""
    measure, of_whole = _read(relation.total)
    _, of_part = _read(next(iter(relation.parts), relation.total))
    words = " ".join(AS_PRINTED.get(word, word) for word in re.split(r"[.-]", measure))
    where = "".join(f", {_axis(axis)} {value}" for axis, value in of_whole.items())
    by = " and ".join(_axis(axis) for axis in of_part if axis not in of_whole)
    return f"{words[0].upper()}{words[1:]}{where}: counted by {by or 'its parts'}, they add up to the total."


def _read(figure: str) -> tuple[str, dict[str, str]]:
    """The measure that a figure's id names, and its coordinates."""
    found = FIGURE.fullmatch(figure)
    if found is None:
        raise ValueError(f"not the id of a figure: {figure}")
    named = found["named"] or ""
    return found["measure"], dict(part.split("=", 1) for part in named.split(",") if part)


def _axis(axis: str) -> str:
    return AXES.get(axis, axis.replace("-", " "))


def check(identity: Identity, figures: Mapping[str, Figure]) -> Checked:
    """What an identity comes to on these figures, with the members that stand wrongly, in id order."""
    total = figures[identity.total]
    plus = [figures[each] for each in identity.plus]
    minus = [figures[each] for each in identity.minus]
    whole = int(total.value or 0)
    difference = _sum(plus) - _sum(minus) - whole
    if identity.is_within:
        lacking = {member for figure in plus for member in figure.members or ()} - set(total.members or ())
        return Checked(identity, len(lacking), tuple(sorted(lacking)), whole, _sum(plus))
    if total.members is None or total.unit is not Unit.COUNT:
        return Checked(identity, difference, (), whole, difference + whole)
    given, taken = _members(plus), _members((*minus, total))
    wrong = () if given == taken else tuple(sorted(_differing(given, taken)))
    return Checked(identity, difference, wrong, whole, difference + whole)


def _members(figures: Iterable[Figure]) -> dict[int, int]:
    """How often each member is counted, by its number: a number is told from others many times faster."""
    return dict(Counter(member.int for figure in figures for member in figure.members or ()))


def _differing(first: Mapping[int, int], second: Mapping[int, int]) -> Iterable[UUID]:
    return (UUID(int=each) for each in {*first, *second} if first.get(each, 0) != second.get(each, 0))


def _sum(figures: Iterable[Figure]) -> int:
    return sum(int(figure.value or 0) for figure in figures)
