"""Know a membership by its person, family and first day, in one index instead of two."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = ["person_id", "family_id", "starts_on"]


def upgrade() -> None:
    op.drop_constraint("pk_household_member", "household_member")
    op.create_primary_key("pk_household_member", "household_member", KEY)
    op.drop_constraint("uq_household_member_person_id_family_id_starts_on", "household_member")


def downgrade() -> None:
    op.create_unique_constraint("uq_household_member_person_id_family_id_starts_on", "household_member", KEY)
    op.drop_constraint("pk_household_member", "household_member")
    op.create_primary_key("pk_household_member", "household_member", ["id"])
