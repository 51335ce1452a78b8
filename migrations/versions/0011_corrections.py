"""Keep what was wrong when a record is corrected; the application only adds to it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

FIELDS = (
    "forename",
    "surname",
    "born-on",
    "expected-on",
    "sex",
    "ethnicity",
    "first-language",
    "is-disabled",
    "role",
    "joined-on",
    "left-on",
    "address",
    "postcode",
    "lived-from",
    "lived-until",
    "ward",
)
REASONS = (
    "typed-wrong",
    "told-wrong",
    "source-wrong",
    "not-known-before",
    "mistake-on-the-list",
    "address-misread",
    "boundary-misread",
)


def upgrade() -> None:
    op.create_table(
        "correction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("field", _words("corrected_field", FIELDS), nullable=False),
        sa.Column("was", sa.String(), nullable=True),
        sa.Column("became", sa.String(), nullable=True),
        sa.Column("reason", _words("correction_reason", REASONS), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrected_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "family_id is not null or person_id is not null", name=op.f("ck_correction_about_somebody")
        ),
        sa.CheckConstraint("was is distinct from became", name=op.f("ck_correction_changes_something")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_correction_family_id_family")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_correction_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index(op.f("ix_correction_family_id"), "correction", ["family_id"])
    op.create_index(op.f("ix_correction_person_id"), "correction", ["person_id"])
    op.execute("revoke update, delete on correction from loxley_app")


def downgrade() -> None:
    op.drop_table("correction")


def _words(name: str, allowed: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=40)
