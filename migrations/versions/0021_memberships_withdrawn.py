"""Stays in households that were taken back as mistakes, and what was taken back with them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ROLES = ("child", "unborn-child", "parent-or-carer", "other-adult")
REASONS = (
    "typed-wrong",
    "told-wrong",
    "source-wrong",
    "not-known-before",
    "mistake-on-the-list",
    "address-misread",
    "boundary-misread",
)
TAKEN_ALONG: dict[str, tuple[str, sa.types.TypeEngine[object]]] = {
    "withdrawn_evidence": ("was", postgresql.JSONB()),
    "withdrawn_relationship": ("relationship_id", sa.Uuid()),
}


def upgrade() -> None:
    op.create_table(
        "withdrawn_membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("role", _words("member_role", ROLES), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("reason", _words("correction_reason", REASONS), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=False),
        sa.Column("put_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("put_back_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(put_back_at is null) = (put_back_by is null)",
            name=op.f("ck_withdrawn_membership_put_back_by_and_at"),
        ),
        sa.CheckConstraint(
            "ends_on >= starts_on", name=op.f("ck_withdrawn_membership_starts_on_ends_on_order")
        ),
        sa.ForeignKeyConstraint(
            ["family_id"], ["family.id"], name=op.f("fk_withdrawn_membership_family_id_family")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_withdrawn_membership_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawn_membership")),
    )
    for column in ("family_id", "person_id"):
        op.create_index(op.f(f"ix_withdrawn_membership_{column}"), "withdrawn_membership", [column])
    op.execute("revoke delete on withdrawn_membership from loxley_app")
    for table, (name, kind) in TAKEN_ALONG.items():
        op.create_table(
            table,
            sa.Column("id", sa.Uuid(), nullable=False),
            sa.Column("withdrawal_id", sa.Uuid(), nullable=False),
            sa.Column(name, kind, nullable=False),
            sa.ForeignKeyConstraint(
                ["withdrawal_id"],
                ["withdrawn_membership.id"],
                name=op.f(f"fk_{table}_withdrawal_id_withdrawn_membership"),
            ),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_withdrawal_id"), table, ["withdrawal_id"])


def downgrade() -> None:
    # What was taken back as a mistake stays so: there is nowhere left to keep it.
    for table in (*TAKEN_ALONG, "withdrawn_membership"):
        op.drop_table(table)


def _words(name: str, allowed: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=40)
