"""Concerns about claims, claims that share people, proofs that were replaced, and versions of windows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0030"
down_revision = "0028"
branch_labels = None
depends_on = None

OUTCOMES = ("pass", "fail", "neutral", "not-known")
ADDED_TO_ONLY = ("claim_overlap", "claim_past_proof")


def _of_line(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["line_id"], ["claim_line.id"], name=op.f(f"fk_{table}_line_id_claim_line")
    )


def upgrade() -> None:
    op.add_column("claim_window", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.create_table(
        "claim_concern",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(*OUTCOMES, name="outcome", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("noticed_on", sa.Date(), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("passed_again_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(settled_at is null) = (settled_by is null) and (settled_at is null) = (note is null)",
            name=op.f("ck_claim_concern_settled_together"),
        ),
        sa.CheckConstraint("char_length(note) between 1 and 2000", name=op.f("ck_claim_concern_note_length")),
        _of_line("claim_concern"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_concern")),
    )
    op.create_index(
        "ix_claim_concern_holds",
        "claim_concern",
        ["line_id", "part", "outcome"],
        unique=True,
        postgresql_where=sa.text("passed_again_at is null"),
    )
    op.create_table(
        "claim_overlap",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("other_claim_id", sa.Uuid(), nullable=False),
        sa.Column("other_family_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "char_length(reason) between 1 and 2000", name=op.f("ck_claim_overlap_reason_length")
        ),
        _of_line("claim_overlap"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_overlap")),
        sa.UniqueConstraint(
            "line_id", "other_claim_id", name=op.f("uq_claim_overlap_line_id_other_claim_id")
        ),
    )
    op.create_table(
        "claim_past_proof",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("proof", JSONB(), nullable=False),
        sa.Column("proof_digest", sa.String(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        _of_line("claim_past_proof"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_past_proof")),
    )
    op.create_index("ix_claim_past_proof_line_id_replaced_at", "claim_past_proof", ["line_id", "replaced_at"])
    for table in ADDED_TO_ONLY:
        op.execute(f"revoke update on {table} from loxley_app")


def downgrade() -> None:
    """Concerns, the reasons given for shared people, and proofs of before are forgotten."""
    for table in ("claim_past_proof", "claim_overlap", "claim_concern"):
        op.drop_table(table)
    op.drop_column("claim_window", "version")
