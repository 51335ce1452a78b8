"""The links that stand on every page: what this actor may open, in one order for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.access.policies import Actor, may
from app.access.roles import Action


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the site.

    section: how the paths begin that lie in it. also: how others begin, of pages that it leads to. unless:
    those who may do this find it on another place's page.
    """

    text: str
    endpoint: str
    section: str
    action: Action | None = None
    also: tuple[str, ...] = ()
    unless: Action | None = None


PLACES = (
    Place("Home", "home_pages.home", ""),
    Place("Families", "cases_pages.families", "families", Action.LIST_FAMILIES),
    Place("Referrals", "cases_pages.referrals", "referrals", Action.REFER_A_FAMILY),
    Place("Meetings", "cases_pages.meetings", "meetings", Action.SEE_MEETINGS),
    Place("Triage lists", "cases_pages.triage_lists", "triage-lists", Action.ANSWER_TRIAGE),
    Place("Training", "cases_pages.training", "training", Action.SEE_TRAINING),
    Place(
        "Data sheet",
        "reports_pages.data_sheet",
        "data-sheet",
        Action.SEE_DATA_SHEET,
        also=("dashboards", "reports/cafs"),
    ),
    Place(
        "CAF reports",
        "reports_pages.caf_reports",
        "reports/cafs",
        Action.SEE_CAF_REPORTS,
        unless=Action.SEE_DATA_SHEET,
    ),
    Place("Claims", "claims_pages.claims", "claims", Action.SEE_CLAIMS),
    Place("Rules", "claims_pages.rule_packs", "rule-packs", Action.SEE_RULE_PACKS),
    Place("Let pass", "claims_pages.let_pass", "let-pass", Action.USE_DISCRETION),
    Place("Internal audit", "claims_pages.claim_audits", "claims/audits", Action.SEE_CLAIM_AUDITS),
    Place("Reports", "reports_pages.releases", "reports", Action.SEE_RELEASES, also=("briefs", "exports")),
    Place("Briefs", "reports_pages.briefs", "briefs", Action.SEE_BRIEFS, unless=Action.SEE_RELEASES),
    Place("Exports", "exports_pages.exports", "exports", Action.MAKE_EXPORTS, unless=Action.SEE_RELEASES),
    Place("Quality audits", "cases_pages.quality_audits", "quality-audits", Action.RUN_QUALITY_AUDITS),
    Place("CAF register", "cases_pages.caf_register", "caf-register", Action.SEE_CAF_REGISTER),
    Place("Data quality", "cases_pages.data_quality", "data-quality", Action.SEE_DATA_QUALITY),
    Place("Import", "intake_pages.upload", "import", Action.IMPORT),
    Place("Users", "access_pages.users", "users", Action.MANAGE_USERS),
)


def places_for(actor: Actor) -> list[Place]:
    """The places that an actor may open, and does not find on another's page."""
    return [
        place
        for place in PLACES
        if (place.action is None or may(actor, place.action))
        and not (place.unless is not None and may(actor, place.unless))
    ]


def place_of(path: str, places: Sequence[Place]) -> Place | None:
    """The place that a path lies in, the nearest of several; None when it lies in none of them."""
    inside = [
        (len(section), each)
        for each in places
        for section in (each.section, *each.also)
        if f"{path}/".startswith(f"/{section}/" if section else "//")
    ]
    return max(inside, key=lambda found: found[0], default=(0, None))[1]
