"""The editions of the rules by which families enter: those that Loxley declares, and those approved since."""

from functools import lru_cache

import sqlalchemy as sa
from sqlmodel import Session, col

from app.cases.models.rule_packs import RulePackEdition
from app.cases.rules.editions import EditionState
from app.db import rows
from app.programme.editions import DECLARED, Editions
from app.programme.packs import RulePack
from app.programme.reading import pack_from_text

READ = "rule_packs.editions"


def editions(session: Session) -> Editions:
    """The packs by which families enter, read once in a transaction, for whatever is decided in it.

    What was approved never changes, so each is made from its document once in a process.
    """
    found: Editions | None = session.info.get(READ)
    if found is None:
        edition = RulePackEdition
        statement = (
            sa.select(sa.cast(col(edition.content), sa.Text).label("content"))
            .where(col(edition.state) == EditionState.APPROVED)
            .order_by(col(edition.in_force_from))
        )
        found = DECLARED.with_approved(_approved(row.content) for row in rows(session, statement))
        session.info[READ] = found
    return found


@lru_cache(maxsize=64)
def _approved(content: str) -> RulePack:
    return pack_from_text(content)
