"""Let go of an index that cost each import of people more than it saved a search."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_person_surname_key", table_name="person")


def downgrade() -> None:
    op.create_index("ix_person_surname_key", "person", ["surname_key", "forename_key", "id"])
