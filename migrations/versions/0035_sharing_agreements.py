"""Information-sharing agreements; figures that count invitations, referrals, training and agreements."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

COUNTED_TOO = ("invitations", "referrals", "training-places", "practitioners", "agreements")
KINDS = ("programme-data-match", "case-work", "evidence-for-claims", "caf-register")
RULE = "ck_figure_count_of"


def _counted() -> tuple[str, ...]:
    """What figures may count now, whichever migrations came before."""
    found = op.get_bind().scalar(
        sa.text("select pg_get_constraintdef(oid) from pg_constraint where conname = :rule"), {"rule": RULE}
    )
    return tuple(re.findall(r"'([a-z-]+)'", found or ""))


def _let_count(*words: str) -> None:
    op.drop_constraint(op.f(RULE), "figure", type_="check")
    listed = ", ".join(f"'{word}'" for word in words)
    op.create_check_constraint(op.f(RULE), "figure", f"members_are in ({listed})")


def _check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_sharing_agreement_{name}"))


def upgrade() -> None:
    """Adds the register, and lets figures count what is new."""
    op.create_table(
        "sharing_agreement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="agreement_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("review_due_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        _check("version", "version >= 1"),
        _check("title_length", "char_length(title) between 1 and 200"),
        _check("due_once_signed", "review_due_on is null or signed_on is not null"),
        _check("signed_on_review_due_on_order", "review_due_on >= signed_on"),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_sharing_agreement_agency_id_agency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_agreement")),
    )
    op.create_index(op.f("ix_sharing_agreement_agency_id"), "sharing_agreement", ["agency_id"])
    op.execute("revoke delete on sharing_agreement from loxley_app")
    _let_count(*_counted(), *COUNTED_TOO)


def downgrade() -> None:
    """The register is forgotten; figures that counted what is new no longer say what they count."""
    figure = sa.table("figure", sa.column("members_are"))
    op.execute(figure.update().values(members_are=None).where(figure.c.members_are.in_(COUNTED_TOO)))
    _let_count(*(each for each in _counted() if each not in COUNTED_TOO))
    op.drop_table("sharing_agreement")
