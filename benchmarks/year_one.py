"""P12: the three year-one tables read from a public release, against a notebook over the master sheet."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from uuid import UUID

import xlsxwriter

from app.access import services as access
from app.access.policies import COMMAND_LINE, SYSTEM, Actor
from app.access.roles import Role
from app.db import reading
from app.embedded import Urls
from app.reports import keeping, services
from app.reports.queries import releases
from app.reports.reading import release_figures
from app.reports.rules.facts import FamilyRow
from app.reports.rules.vocabulary import Profile
from benchmarks.cities import TODAY, Cities, connected
from benchmarks.measuring import Goal, Race, Sense
from benchmarks.notebook import Cells, year_one_tables

P12 = Goal("P12", Sense.TIMES_THE_FLOOR, 0.05)
SIZES = (4_000, 40_000)
AS_AT = date(2013, 3, 31)
SMALL = 5
"""Counts of families up to this are not shown to the public."""

DATED = date(2013, 6, 26)

BY_AGENCY = "families.allocated-at-meetings"
BY_ROUTE = "families.worked-with"
OUTCOMES = {
    "families.allocated-excluding-fip": "Allocate",
    "families.potential-claims": "Potential claim",
    "families.not-to-be-allocated": "Not to be allocated",
    "families.yet-to-be-allocated": "Yet to be allocated",
}
OUTCOME_WORDS = {
    "allocate": "Allocate",
    "check-for-claim": "Potential claim",
    "not-to-be-allocated": "Not to be allocated",
}

# What else a council keeps in its master sheet, beside what the release says of each family.
DETAILS = """
select f.id, f.reference, f.import_key, f.identified_on, r.address, r.postcode, r.starts_on, w.locality,
       m.import_key, m.held_on, t.deferred_until, t.revision_reason, a.starts_on, a.ends_on, a.end_reason,
       p.import_key, p.display_name, e.name, people.members, people.youngest
from family f
left join residence r on r.family_id = f.id and r.ends_on is null
left join ward w on w.id = r.ward_id
left join lateral (
    select * from triage_decision t where t.family_id = f.id order by decided_on desc limit 1
) t on true
left join rollout_meeting m on m.id = t.meeting_id
left join lateral (
    select * from allocation a where a.family_id = f.id order by starts_on desc limit 1
) a on true
left join lateral (
    select * from lead_professional l where l.allocation_id = a.id order by starts_on desc limit 1
) l on true
left join practitioner p on p.id = l.practitioner_id
left join establishment e on e.id = l.establishment_id
left join lateral (
    select count(*) as members, max(p.born_on) as youngest
    from household_member h join person p on p.id = h.person_id where h.family_id = f.id
) people on true
where f.identified_on is not null
"""
COLUMNS = (
    "Ward",
    "Rollout",
    "Outcome",
    "Reason",
    "Decided on",
    "Agency",
    "Route",
    "Worked with by",
    "PF reference",
    "Household",
    "Listed on",
    "Address",
    "Postcode",
    "Resident from",
    "Locality",
    "Meeting",
    "Meeting held on",
    "Deferred until",
    "Revised because",
    "Allocated from",
    "Allocated to",
    "Ended because",
    "Lead",
    "Lead’s name",
    "Lead’s establishment",
    "People",
    "Youngest born on",
)


def races(cities: Cities, families: int) -> Iterator[Race]:
    """The release is made before, as it is before any board meeting; reading it is audited each time.

    It is made in a process of its own, so that its memory is not counted to reading it.
    """
    template = cities.template(families)
    workbook = cities.folder / f"master-sheet-{families}.xlsx"
    with cities.copy(template) as urls, connected(urls):
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
            release_id, actor = apart.submit(prepared, urls, workbook).result()
        yield Race(
            P12,
            families,
            "3 year-one tables of a public release, audited",
            f"pandas notebook, {len(COLUMNS)} columns",
            lambda: year_one_tables(workbook),
            lambda: tables_of(release_id, actor),
            agree=are_those_shown,
            database=f"copy_{template}",
        )
    workbook.unlink()


def prepared(urls: Urls, workbook: Path) -> tuple[UUID, Actor]:
    """A public report of a city, who asked for it, and the master sheet that the council has of it."""
    with connected(urls):
        release_id, actor = _released()
        _write_master_sheet(workbook, release_id)
    return release_id, actor


def tables_of(release_id: UUID, actor: Actor) -> tuple[Cells, Cells, Cells]:
    """The three tables from a release's figures: the cells that have families."""
    by_agency, by_outcome, by_route = Cells(), Cells(), Cells()
    for figure in release_figures(release_id, measures=(BY_AGENCY, *OUTCOMES, BY_ROUTE), actor=actor):
        count, place = int(figure.value or 0), figure.coordinates
        if not count:
            continue
        if figure.measure == BY_AGENCY and place.keys() == {"rollout", "agency"}:
            by_agency[place["rollout"], place["agency"]] = count
        elif figure.measure in OUTCOMES and place.keys() == {"ward"}:
            by_outcome[place["ward"], OUTCOMES[figure.measure]] = count
        elif figure.measure == BY_ROUTE and place.keys() == {"route"}:
            by_route[(place["route"],)] = count
    return by_agency, by_outcome, by_route


def are_those_shown(notebook: tuple[Cells, Cells, Cells], found: tuple[Cells, Cells, Cells]) -> bool:
    """Whether every cell that the release shows is the notebook's, and it shows no small one."""
    return all(
        shown.items() <= whole.items()
        and all(place not in shown for place, count in whole.items() if count <= SMALL)
        for whole, shown in zip(notebook, found, strict=True)
    )


def _released() -> tuple[UUID, Actor]:
    """A public board report of a city's first year, made as a worker makes it, and who asked for it."""
    user_id = access.create_user(
        "benchmark@example.org",
        "Bench Example",
        {Role.PROGRAMME_COORDINATOR},
        "seven-grey-anvils",
        actor=COMMAND_LINE,
    )
    actor = access.load_actor(user_id, today=TODAY)
    job = services.request_board_report(as_at=AS_AT, dated=DATED, profile=Profile.PUBLIC, actor=actor)
    services.build(job.id, organisation="Nottingham (synthetic)")
    release_id = services.job_view(job.id, actor=actor).release_id
    if release_id is None:
        raise ValueError("the report was not made")
    return release_id, actor


def _write_master_sheet(workbook: Path, release_id: UUID) -> None:
    """A row for each family on the list, as the release froze it, with what else a council keeps of it."""
    with reading(SYSTEM) as session:
        frozen = keeping.thawed(session, releases.release_by_id(session, release_id))
        cursor = session.connection().connection.cursor()
        cursor.execute(DETAILS)
        details = {family_id: others for family_id, *others in cursor.fetchall()}
    workbook.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(workbook, {"constant_memory": True}) as book:
        dates = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet("Master")
        sheet.write_row(0, 0, COLUMNS)
        for place, family in enumerate(frozen.families, start=1):
            for column, value in enumerate((*_as_frozen(family), *details[family.family_id])):
                if isinstance(value, date):
                    sheet.write_datetime(place, column, value, dates)
                elif value is not None:
                    sheet.write(place, column, value)


def _as_frozen(family: FamilyRow) -> tuple[Any, ...]:
    allocation = family.allocations[0] if family.allocations else None
    return (
        family.ward,
        family.rollout,
        OUTCOME_WORDS.get(family.outcome or ""),
        family.reason,
        family.decided_on,
        allocation.column if allocation else None,
        allocation.route if allocation else None,
        family.routes[0] if family.routes else None,
    )
