"""Measurements found by their kind: the evaluation goes through counts by the month, and the rest, apart."""

from alembic import op

revision = "0031"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the index."""
    op.create_index("ix_measurement_kind", "measurement", ["kind"])


def downgrade() -> None:
    """Drops it."""
    op.drop_index("ix_measurement_kind", "measurement")
