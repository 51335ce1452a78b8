"""What exports there are: for whom each is, what it holds, and how long its files may be fetched."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.access.roles import Action
from app.exports.rules import adcs, extract, list_two, pack_checks, ssd
from app.exports.rules.checks import Rule
from app.exports.rules.columns import Column
from app.exports.rules.vocabulary import ExportName

KEPT_FOR = timedelta(days=7)
"""How long the files of an export may be fetched after it was made; then they are deleted."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One export. action: what a role must include to ask for it, and to fetch it.

    holds: what it holds, a sentence each. verify: what is to be verified of it as a whole. columns: of its
    table; none where it is no single table.
    """

    name: ExportName
    title: str
    action: Action
    for_whom: str
    summary: str
    holds: tuple[str, ...]
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...]
    source: str
    verify: tuple[str, ...] = ()
    is_identifiable: bool = True

    @property
    def to_verify(self) -> tuple[str, ...]:
        """All that is to be verified of it, of the whole first and then column by column."""
        return (*self.verify, *(f"{each.name}: {each.verify}" for each in self.columns if each.verify))


KINDS: Mapping[ExportName, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            ExportName.INSPECTION_PACK,
            "Inspection pack",
            Action.MAKE_INSPECTION_PACKS,
            "Inspectors, through the programme coordinator",
            "Who has a CAF, what came of it, how it was audited, and whole cases from start to finish.",
            (
                "Children with a CAF or family assessment open in the three months before a day, by name.",
                "Impact over twelve months: initiated, closed by reason, need before and after, reviews.",
                "Quality audits of six months with their scores, and each action as it stands.",
                "Up to 20 cases, drawn or chosen: chronology, decisions, oversight, words, outcome.",
            ),
            (),
            pack_checks.RULES,
            "Asked of the Board at inspection in 2013: three, twelve and six months.",
        ),
        Kind(
            ExportName.LIST_TWO,
            "Ofsted Annex A, List 2",
            Action.MAKE_EXPORTS,
            "Ofsted, at inspection",
            "Early help assessments of the six months before a day: one row a child’s assessment.",
            (
                "Every assessment that was open on a day of those six months, long-open ones included.",
                "The eight columns of the list with its code lists; days as dd/mm/yyyy, as text.",
            ),
            list_two.COLUMNS,
            list_two.RULES,
            "Annex A as the standard safeguarding dataset and the LIIA specification print it.",
            (
                "One row a child’s assessment, so that a child may stand in it twice: recalled, not read.",
                "The revision of the Annex A template in force at the inspection.",
            ),
        ),
        Kind(
            ExportName.SSD,
            "Early help table of the standard safeguarding dataset",
            Action.MAKE_EXPORTS,
            "The council’s analysts, and Data to Insight’s tools",
            "Every early help episode initiated by a day: one row a child’s assessment.",
            ("The eight items EARL001A to EARL008A.",),
            ssd.COLUMNS,
            ssd.RULES,
            "ssd_early_help_episodes of the standard safeguarding dataset.",
        ),
        Kind(
            ExportName.ADCS,
            "ADCS outcomes after early help",
            Action.MAKE_EXPORTS,
            "The ADCS Safeguarding Pressures research",
            "Assessments closed in twelve months by the research’s six outcomes, beside England’s.",
            (
                "The six outcomes with counts and shares, and those that stand for none of the six.",
                "A second file with each closed assessment, so that every count can be opened.",
            ),
            adcs.COLUMNS,
            adcs.RULES,
            "Safeguarding Pressures, phase 9, table 2.",
            (adcs.DERIVED,),
        ),
        Kind(
            ExportName.EXTRACT,
            "Pseudonymised extract",
            Action.MAKE_EXPORTS,
            "Analysts and evaluators, for a named use",
            "Every assessment by a day without names, days or places, for analysis.",
            ("One row a child’s assessment, under pseudonyms; days as quarters, births as years.",),
            extract.COLUMNS,
            extract.RULES,
            "Loxley’s own.",
            is_identifiable=False,
        ),
    )
}


def has_expired(made_at: datetime, now: datetime) -> bool:
    """Whether the files of an export may no longer be fetched."""
    return now >= made_at + KEPT_FOR
