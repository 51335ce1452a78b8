"""Consent that is limited to items of an assessment, for every agency or for one."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ITEMS = (
    "what-led-to-it",
    "health",
    "feelings-and-behaviour",
    "education",
    "parenting",
    "family-life",
    "home-and-money",
    "conclusions",
    "plan",
    "childs-words",
    "parents-words",
    "team-meetings",
    "reviews",
)
ONCE = "uq_consent_agency_consent_id_agency_id"


def upgrade() -> None:
    op.add_column(
        "consent_agency", sa.Column("every_item", sa.Boolean(), server_default=sa.true(), nullable=False)
    )
    op.alter_column("consent_agency", "agency_id", nullable=True)
    op.drop_constraint(op.f(ONCE), "consent_agency")
    op.create_unique_constraint(
        op.f(ONCE), "consent_agency", ["consent_id", "agency_id"], postgresql_nulls_not_distinct=True
    )
    op.create_table(
        "consent_agency_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consent_agency_id", sa.Uuid(), nullable=False),
        sa.Column(
            "item",
            sa.Enum(*ITEMS, name="consent_item", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["consent_agency_id"],
            ["consent_agency.id"],
            name=op.f("fk_consent_agency_item_consent_agency_id_consent_agency"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_agency_item")),
        sa.UniqueConstraint(
            "consent_agency_id", "item", name=op.f("uq_consent_agency_item_consent_agency_id_item")
        ),
    )


def downgrade() -> None:
    # What was limited to items was not open in whole, and the older program knows no items: it stays closed.
    op.drop_table("consent_agency_item")
    op.execute("delete from consent_agency where agency_id is null or not every_item")
    op.drop_constraint(op.f(ONCE), "consent_agency")
    op.create_unique_constraint(op.f(ONCE), "consent_agency", ["consent_id", "agency_id"])
    op.alter_column("consent_agency", "agency_id", nullable=False)
    op.drop_column("consent_agency", "every_item")
