"""Keep which records were merged, what the one that went is found by, and the way back."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "record_merge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", _words("merge_kind", "person", "family"), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("merged_id", sa.Uuid(), nullable=False),
        sa.Column("import_key", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("forename_key", sa.String(), nullable=True),
        sa.Column("surname_key", sa.String(), nullable=True),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'family') = (family_id is not null) and (kind = 'person') = (person_id is not null)",
            name=op.f("ck_record_merge_of_one_kind"),
        ),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_record_merge_family_id_family")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_record_merge_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_merge")),
        sa.UniqueConstraint("kind", "import_key", name=op.f("uq_record_merge_kind_import_key")),
        sa.UniqueConstraint("merged_id", name=op.f("uq_record_merge_merged_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_record_merge_reference")),
        sa.UniqueConstraint("number", name=op.f("uq_record_merge_number")),
    )
    for column in ("family_id", "person_id"):
        op.create_index(op.f(f"ix_record_merge_{column}"), "record_merge", [column])
    op.create_table(
        "record_merge_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("merge_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", _words("change_kind", "moved", "set-aside", "added", "noted"), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("was", postgresql.JSONB(), nullable=True),
        sa.Column("became", postgresql.JSONB(), nullable=True),
        sa.ForeignKeyConstraint(
            ["merge_id"], ["record_merge.id"], name=op.f("fk_record_merge_change_merge_id_record_merge")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_merge_change")),
        sa.UniqueConstraint("merge_id", "position", name=op.f("uq_record_merge_change_merge_id_position")),
    )
    # A correction says for ever what was wrong; a merge may only say of which record it is now.
    op.execute("grant update (family_id, person_id) on correction to loxley_app")


def downgrade() -> None:
    op.execute("revoke update (family_id, person_id) on correction from loxley_app")
    op.drop_table("record_merge_change")
    op.drop_table("record_merge")


def _words(name: str, *allowed: str) -> sa.Enum:
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=40)
