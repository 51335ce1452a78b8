"""What a release is made from is kept as it was, whatever is in it, and however many statements it takes."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.access.policies import SYSTEM
from app.db import transaction
from app.reports import keeping
from app.reports.queries import releases
from app.reports.rules.figured import Figured, figured
from app.reports.rules.frozen import Frozen, contents_of
from tests.conftest import COORDINATOR
from tests.reports.rules.rows import FAMILIES, a_frozen

AWKWARD = "line\nbreak\r\u2028\u0085tab\t \"quoted\" 'once' {a,b} NULL \\ \\n \U0001f642 é"


def _kept(frozen: Frozen, found: Figured) -> UUID:
    with transaction(COORDINATOR) as session:
        release = keeping.keep(
            session,
            frozen.manifest,
            contents_of(frozen),
            found,
            made_at=datetime(2013, 7, 12, tzinfo=UTC),
            code="1",
            made_by=COORDINATOR.user_id,
            job_id=None,
        )
        return release.id


def test_rows_and_members_are_kept_as_they_were_in_statements_of_any_size(
    database: sa.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "AT_ONCE", 2)
    monkeypatch.setattr(keeping, "FIGURES_AT_ONCE", 7)
    families = (*FAMILIES, replace(FAMILIES[0], ward=AWKWARD), FAMILIES[1])
    frozen = replace(a_frozen(), families=families)
    found = figured(a_frozen())
    kept = [_kept(frozen, found) for _ in range(2)]

    with transaction(SYSTEM) as session:
        for release_id in kept:
            release = releases.release_by_id(session, release_id)
            assert keeping.thawed(session, release) == frozen
            assert releases.figures_of(session, release) == list(found.figures.values())
    assert any(figure.members for figure in found.figures.values())
    assert any(figure.members is None for figure in found.figures.values())
    assert database.execute(sa.text("select count(*) from frozen_input")).scalar_one() == len(
        {each for digests in contents_of(frozen).digests.values() for each in digests}
    )
