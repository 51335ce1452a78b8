"""Figures that count decisions about consent, quality reviews and their actions, and children."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

COUNTED_TOO = ("consents", "quality-reviews", "review-actions", "children")
CHECK = "ck_figure_count_of"


def _counted() -> list[str]:
    """What figures may count so far, whichever changes came before this one."""
    found = op.get_bind().execute(
        sa.text("select pg_get_constraintdef(oid) from pg_constraint where conname = :name"), {"name": CHECK}
    )
    return re.findall(r"'([^']+)'", found.scalar_one())


def _counts(words: list[str]) -> None:
    op.drop_constraint(op.f(CHECK), "figure", type_="check")
    listed = ", ".join(f"'{word}'" for word in words)
    op.create_check_constraint(op.f(CHECK), "figure", f"members_are in ({listed})")


def upgrade() -> None:
    """Lets figures count them."""
    _counts([*_counted(), *COUNTED_TOO])


def downgrade() -> None:
    """Figures that counted them no longer say what they count."""
    figure = sa.table("figure", sa.column("members_are"))
    op.execute(figure.update().values(members_are=None).where(figure.c.members_are.in_(COUNTED_TOO)))
    _counts([word for word in _counted() if word not in COUNTED_TOO])
