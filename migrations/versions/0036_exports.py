"""Exports and their files. What was made stays on file; the files themselves lie beside the database."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

NAMES = (
    "inspection-pack",
    "annex-a-list-2",
    "ssd-early-help",
    "adcs-outcomes",
    "pseudonymised-extract",
)


def upgrade() -> None:
    """Makes the tables; nothing of an export is ever changed but that its files were discarded."""
    op.create_table(
        "export",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "name",
            sa.Enum(*NAMES, name="export_name", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("as_at", sa.Date(), nullable=False),
        sa.Column("wanted", JSONB(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("code_version", sa.String(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("queries", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_export_expires_after")),
        sa.CheckConstraint("lines >= 0 and errors >= 0 and queries >= 0", name=op.f("ck_export_counts")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_export_job_id_job")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
        sa.UniqueConstraint("job_id", name=op.f("uq_export_job_id")),
    )
    op.create_index("ix_export_name_made_at", "export", ["name", "made_at"])
    op.create_table(
        "export_file",
        sa.Column("export_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["export_id"], ["export.id"], name=op.f("fk_export_file_export_id_export")),
        sa.PrimaryKeyConstraint("export_id", "name", name=op.f("pk_export_file")),
    )
    op.execute("revoke update, delete on export, export_file from loxley_app")
    op.execute("grant update (discarded_at) on export to loxley_app")


def downgrade() -> None:
    """What was exported is forgotten; files that have not expired are left in the folder of exports."""
    op.drop_table("export_file")
    op.drop_index("ix_export_name_made_at", "export")
    op.drop_table("export")
