"""Records for the screenshots beyond the demonstration's: of every kind that a page of its own shows."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.access import services as access
from app.access.policies import Actor
from app.access.roles import Role
from app.cases.rules.household_words import CorrectionReason
from app.cases.rules.merge_words import MergeKind
from app.cases.services import household, withdrawing
from app.db import Sessions
from app.demonstration import BOARD_DATED, TODAY, finished
from app.exports import services as exports
from app.merging.services import comparing, merging
from app.reports import approving, links
from app.reports import services as reports
from tests.browser.conftest import email_of
from tests.browser.evidence import evidence_to_show
from tests.browser.records import records_to_show

EARLIER = date(2012, 12, 31)

FOUND = """
with spare as (
    select id, row_number() over (order by reference desc) as place from family
    where reference is not null and id not in (select family_id from claim)
    and id not in (select family_id from allocation)
),
ended as (
    select id, family_id from assessment
    where closed_on is not null and assessment_completed_on is not null order by import_key limit 1
),
two as (
    select family_id, array_agg(person_id order by id) as people from household_member
    where ends_on is null and role = 'child' group by family_id having count(*) > 1
    order by family_id limit 1
)
select
    (select id from spare where place = 1) as first,
    (select id from spare where place = 2) as second,
    (select id from spare where place = 3) as stays,
    (select id from spare where place = 4) as goes,
    (select id from ended) as closed,
    (select family_id from ended) as left,
    (select people[1] from two) as one,
    (select people[2] from two) as other,
    (select id from household_member where family_id = (select id from spare where place = 5)
        order by id limit 1) as mistaken,
    (select id from spare where place = 5) as fifth,
    (select id from release where kind = 'board-report' order by as_at limit 1) as report,
    (select id from release where profile = 'public' order by as_at limit 1) as public,
    (select id from user_account where email = :email) as coordinator
"""


def records_for_screenshots() -> dict[str, str]:
    """The id of a record of every kind, by the name that stands for it in the addresses of pages."""
    found: dict[str, Any] = {**records_to_show(), **evidence_to_show()}
    with Sessions() as session:
        email = {"email": email_of(Role.PROGRAMME_COORDINATOR)}
        found |= session.execute(sa.text(FOUND), email).one()._asdict()
    actor = access.load_actor(found["coordinator"], today=TODAY)
    asked = reports.request_board_report(as_at=EARLIER, dated=BOARD_DATED, actor=actor)
    found["earlier"] = finished(asked.id, actor=actor).release_id
    approving.submit(found["earlier"], 1, actor=actor)
    found["published"] = links.make_link(found["public"], 90, actor=actor).token
    pack = exports.request_pack(as_at=TODAY, draw=2, seed=7, actor=actor)
    finished(pack.id, actor=actor)
    found["export"] = exports.export_of_job(pack.id, actor=actor).id
    found["withdrawn"] = _taken_out(found["fifth"], found["mistaken"], actor)
    found["merge"] = _merged(found["stays"], found["goes"], actor)
    return {name: str(value) for name, value in found.items()}


def _taken_out(family_id: Any, member_id: Any, actor: Actor) -> Any:
    """The id of a stay in a household that was taken back as a mistake."""
    version = household.household_to_change(family_id, actor=actor, today=TODAY).record.version
    return withdrawing.withdraw_membership(
        family_id, member_id, CorrectionReason.SOURCE_WRONG, version=version, actor=actor, today=TODAY
    ).id


def _merged(stays: Any, goes: Any, actor: Actor) -> Any:
    """The id of a merge of two records of a family that nobody works with."""
    shown = comparing.compare(MergeKind.FAMILY, stays, goes, actor=actor, today=TODAY)
    made = merging.merge_records(
        MergeKind.FAMILY, stays, goes, takes=(), as_shown=shown.as_shown, actor=actor, today=TODAY
    )
    return made.merge_id
