"""A dictionary of people's names, and what compares names by letters and by sound."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# Both are trusted: the owner of a database may install them without being a superuser.
EXTENSIONS = ("fuzzystrmatch", "unaccent")


def upgrade() -> None:
    for extension in EXTENSIONS:
        op.execute(f"create extension if not exists {extension}")
    op.create_table(
        "known_name",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_known_name")),
    )
    # People who are there already are found by their names too.
    op.execute(
        "insert into known_name (key) select forename_key from person union select surname_key from person"
    )


def downgrade() -> None:
    op.drop_table("known_name")
    for extension in EXTENSIONS:
        op.execute(f"drop extension {extension}")
