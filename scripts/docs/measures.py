"""The catalogue of measures, from their own declarations: what each counts, and by which axes."""

from collections.abc import Mapping, Sequence
from datetime import date

from app.cases.rules.vocabulary import InitiationReason
from app.periods import financial_year_label
from app.programme.editions import PACKS
from app.reports.rules import (
    against_target,
    assessments,
    audits,
    caf_figured,
    caf_values,
    exceptions,
    families,
    partners,
    results,
)
from app.reports.rules.facts import TargetRow
from app.reports.rules.figured import Figured, definitions, figured
from app.reports.rules.figures import Figure
from app.reports.rules.frozen import Frozen, Manifest
from app.reports.rules.identities import PARTS
from app.reports.rules.signing import Signing
from app.reports.rules.vocabulary import Profile, ReleaseKind
from scripts.docs.markdown import bullets, code, page, table

AS_AT = date(2013, 3, 31)
YEARS = tuple(financial_year_label(terms.cohort_year) for terms in PACKS[0].terms)

# One value of each axis is enough to see which figures a release has.
VALUES = {
    "ward": ("Basford",),
    "rollout": ("1",),
    "agency": ("SCHOOL",),
    "route": families.ROUTES,
    "not-allocated-reason": families.REASONS,
    "listed": families.LISTED_HOW,
    "month": ("2013-03",),
    "cohort-year": YEARS,
    "financial-year": YEARS[:1],
    "initiating-agency": ("SCHOOL",),
    "lead-agency": ("SCHOOL", assessments.NO_LEAD),
    "primary-reason": tuple(InitiationReason),
    "any-reason": tuple(InitiationReason),
    "stage": assessments.STAGES,
    "reason": assessments.CLOSURE_REASONS,
    "span": results.SPANS,
    "result": tuple(results.ACHIEVED),
    **audits.VALUES,
    **caf_values.values(AS_AT),
    **partners.values_at(("SCHOOL",), AS_AT),
}


def measures() -> str:
    """Every measure: its words, unit and axes, and where they add up; then the identities between them."""
    made = {kind: figured(_empty(kind)) for kind in ReleaseKind}
    _check_all_are_defined(made)
    return page(
        "Measures",
        "`app/reports/rules/`",
        "A figure is a measure at its coordinates, as at a day: "
        "`families.allocated-excluding-fip[ward=Basford]@2013-03-31`. A total leaves the axis out. Every "
        "combination of declared values is a figure, zeros included. How figures are made, opened and "
        "defended is told in [Figures](../explanation/figures.md).",
        "*Adds up over* names the axes whose parts sum to the total, member by member; other axes overlap. A "
        "figure in pence is in whole pence, and a percentage has up to four decimal places.",
        table(
            ("Measure", "What it counts or says", "By", "Adds up over", "Unit", "In"),
            ((code(name), words, *_shape(name, made)) for name, words in definitions().items()),
        ),
        "## Only live",
        "The home page of a coordinator counts these as they stand, and no release has them; the rest of it "
        "is the measures above. It also has `families.worked-with` and `programme.share-of-target` by "
        "`agency` and by `ward`: none of them has a target of its own, so each share is of the programme's.",
        table(
            ("Measure", "What it counts or says"),
            ((code(name), words) for name, words in against_target.definitions().items()),
        ),
        "The page of CAF reports counts these, and the measures of the board report by more axes: `GET "
        "/api/v1/reports/cafs` has them all.",
        table(
            ("Measure", "What it counts or says"),
            ((code(name), words) for name, words in caf_figured.live_definitions().items()),
        ),
        "## Identities between measures",
        "Beside the sums of parts, these must hold before anything is released. There is one of the first "
        "for each rollout.",
        bullets(_sentences(made[ReleaseKind.BOARD_REPORT])),
    )


def _empty(kind: ReleaseKind) -> Frozen:
    """What a release would freeze of a council with targets and nothing else."""
    manifest = Manifest(
        kind=kind,
        profile=Profile.INTERNAL,
        title="",
        organisation="",
        as_at=AS_AT,
        dated=AS_AT,
        pack=PACKS[0].code,
        values=VALUES,
        definitions=(),
        # A draft has all of a signed return's but what it takes back.
        signing=Signing(1, None, (), ()) if kind is ReleaseKind.GOVERNMENT_RETURN else None,
    )
    targets = (
        *(TargetRow("families.worked-with", terms.cohort_year, 0) for terms in PACKS[0].terms),
        TargetRow(exceptions.SHARE_REVIEWED.name, AS_AT.year - 1, 80),
    )
    return Frozen(
        manifest,
        families=(),
        assessments=(),
        results=(),
        targets=targets,
        comparators=exceptions.comparators(AS_AT),
    )


def _check_all_are_defined(made: Mapping[ReleaseKind, Figured]) -> None:
    """Raises ValueError when a release has a figure of a measure that nobody defined in words."""
    printed = {figure.measure for each in made.values() for figure in each.figures.values()}
    if printed - set(definitions()):
        raise ValueError(f"without a definition: {', '.join(sorted(printed - set(definitions())))}")


def _shape(name: str, made: Mapping[ReleaseKind, Figured]) -> tuple[str, str, str, str]:
    """A measure's axes, those that add up, its unit, and the releases that have it."""
    found = [figure for each in made.values() for figure in each.figures.values() if figure.measure == name]
    if not found:
        raise ValueError(f"no release has {name}")
    kinds = [
        kind.label.lower()
        for kind, each in made.items()
        if any(figure.measure == name for figure in each.figures.values())
    ]
    return _axes(found), _additive(name, made), found[0].unit.value, ", ".join(kinds)


def _axes(figures: Sequence[Figure]) -> str:
    found = dict.fromkeys(tuple(axis for axis, _ in figure.coordinates) for figure in figures)
    return "; ".join(" and ".join(map(code, axes)) if axes else "total" for axes in sorted(found, key=len))


def _additive(name: str, made: Mapping[ReleaseKind, Figured]) -> str:
    """The axes that a relation of the measure drops."""
    dropped: dict[str, None] = {}
    for each in made.values():
        for relation in each.relations:
            total = each.figures[relation.total]
            if total.measure == name:
                part = each.figures[relation.parts[0]]
                dropped |= dict.fromkeys(
                    axis for axis, _ in part.coordinates if axis not in dict(total.coordinates)
                )
    return ", ".join(map(code, dropped))


def _sentences(made: Figured) -> list[str]:
    return [each.identity.sentence for each in made.checked if each.identity.code != PARTS]
