"""Merging in the whole synthetic city: undone, every row is as before except the audit trail."""

from random import Random

import pytest
import sqlalchemy as sa

from app.access.policies import SYSTEM
from app.cases.rules.merge_words import MergeKind
from app.db import reading
from app.errors import RuleRefused
from app.programme.facts import MemberRole
from tests.merging.whole_database import database_now, differing, merge, undo

SEED = 20130712


def ids(statement, **given):
    with reading(SYSTEM) as session:
        return [row.id for row in session.connection().execute(sa.text(statement), given)]


RICH = """
select f.id from family f
join assessment a on a.family_id = f.id
join allocation l on l.family_id = f.id join criterion_evidence e on e.family_id = f.id
group by f.id order by f.id
"""


def test_families_with_everything_merged_and_unmerged_leave_every_row_as_it_was(own_city):
    rich = ids(RICH)
    assert len(rich) > 20
    Random(SEED).shuffle(rich)
    before = database_now()
    merged = 0

    for stays, goes in zip(rich[:12], rich[12:24], strict=True):
        try:
            made = merge(MergeKind.FAMILY, stays, goes)
        except RuleRefused:
            continue
        merged += 1
        assert ids("select family_id as id from record_merge where merged_id = :goes", goes=goes) == [stays]
        undo(made)

    assert merged >= 2
    assert differing(before, database_now()) == {}


def test_people_of_one_household_merged_and_unmerged_leave_every_row_as_it_was(own_city):
    pairs = ids(
        """select array[min(p.id::text), max(p.id::text)]::uuid[] as id from household_member m
        join person p on p.id = m.person_id join measurement x on x.person_id = p.id
        where m.role = :child group by m.family_id having count(distinct p.id) > 1 order by 1 limit 10""",
        child=MemberRole.CHILD.value,
    )
    before = database_now()

    for stays, goes in pairs:
        undo(merge(MergeKind.PERSON, stays, goes))

    assert len(pairs) == 10
    assert differing(before, database_now()) == {}


def test_merges_of_people_and_families_one_on_another_are_undone_in_turn(own_city):
    first, second, third = ids(
        "select f.id from family f where not exists (select from claim c where c.family_id = f.id)"
        " and not exists (select from allocation a where a.family_id = f.id) and reference is not null"
        " order by id limit 3"
    )
    before = database_now()

    inner = merge(MergeKind.FAMILY, second, first)
    outer = merge(MergeKind.FAMILY, third, second)
    with pytest.raises(RuleRefused, match="merged into another one since"):
        undo(inner)
    undo(outer)
    undo(inner)

    assert differing(before, database_now()) == {}
