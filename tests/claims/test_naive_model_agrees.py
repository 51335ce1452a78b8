"""The product and a plain second writing of the rules come to the same about every family."""

from datetime import date

import pytest

from app.access.policies import SYSTEM
from app.claims.queries.evaluation import evaluate_programme
from app.db import reading
from tests.claims.naive_model import NaiveDecision, decide, read_families
from tests.claims.random_families import families, store
from tests.lengths import examples

DAYS = (date(2013, 7, 12), date(2013, 3, 31), date(2013, 6, 29), date(2013, 1, 4))


def as_naive(found):
    """What the product says, in the plain reading's shape."""
    return NaiveDecision(
        pack=found.pack_code,
        eligible=found.eligibility.value,
        parts={code: outcome.value for code, outcome in found.parts.items()},
        routes={route.value: outcome.value for route, outcome in found.routes.items()},
        turned_around=found.turned_around,
        claimable=found.claimable,
        value=int(found.value),
    )


@pytest.mark.parametrize("seed", range(examples(3)))
def test_the_rules_read_twice_come_to_the_same(database, seed):
    on = DAYS[seed % len(DAYS)]
    store(database, families(1000 + seed, 150, on))

    with reading(SYSTEM) as session:
        found = {each.family_id: as_naive(each) for each in evaluate_programme(session, on)}

    stored = read_families(database)
    expected = {family_id: decide(family, on) for family_id, family in stored.items()}
    assert found == {family_id: said for family_id, said in expected.items() if said is not None}
    assert sum(said.claimable for said in found.values()) > 2
