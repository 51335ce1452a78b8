"""Loads what the programme works with: agencies and their people, wards, targets and claim windows."""

from app.intake.loading.ids import derived_ids
from app.intake.loading.work import Work, write_keyed
from app.intake.loading.writing import Rows, Tally, write
from app.intake.rules.content import Content


def load_agencies(work: Work, agencies: Content, tally: Tally) -> None:
    """Writes agency."""
    names = ("name", "sector", "parent_organisation", "data_sheet_order")
    write_keyed(work, agencies, "agency", "code", {name: agencies[name] for name in names}, tally)


def load_establishments(work: Work, establishments: Content, tally: Tally) -> None:
    """Writes establishment."""
    columns = {
        "agency_id": work.ids.of("agencies", establishments["agency"]),
        **{name: establishments[name] for name in ("name", "locality", "cluster")},
    }
    write_keyed(work, establishments, "establishment", "import_key", columns, tally)


def load_wards(work: Work, wards: Content, tally: Tally) -> None:
    """Writes ward."""
    names = ("locality", "boundary_set", "gss_code")
    write_keyed(work, wards, "ward", "name", {name: wards[name] for name in names}, tally)


def load_practitioners(work: Work, practitioners: Content, tally: Tally) -> None:
    """Writes practitioner."""
    columns = {
        "display_name": practitioners["name"],
        **{name: practitioners[name] for name in ("work_email", "caseload_limit", "left_on")},
    }
    write_keyed(work, practitioners, "practitioner", "import_key", columns, tally)


def load_postings(work: Work, postings: Content, tally: Tally) -> None:
    """Writes posting."""
    people, places, first = postings["practitioner"], postings["establishment"], postings["from"]
    columns = {
        "id": derived_ids("posting", people, places, first),
        "practitioner_id": work.ids.of("practitioners", people),
        "establishment_id": work.ids.of("establishments", places),
        "starts_on": first,
        "ends_on": postings["to"],
        "responsibility": postings["responsibility"],
    }
    key = ("practitioner_id", "establishment_id", "starts_on")
    write(work.cursor, Rows("posting", key, columns, work.ids.are_stored("practitioners", people)), tally)


def load_targets(work: Work, targets: Content, tally: Tally) -> None:
    """Writes target."""
    columns = {
        "id": derived_ids("target", targets["measure"], targets["financial_year"]),
        **{name: targets[name] for name in targets.table.names},
    }
    write(work.cursor, Rows("target", ("measure", "financial_year"), columns, [True] * len(targets)), tally)


def load_windows(work: Work, windows: Content, tally: Tally) -> None:
    """Writes claim_window."""
    columns = {name: windows[name] for name in ("phase", "opens_on", "closes_on")}
    write_keyed(work, windows, "claim_window", "label", columns, tally)
