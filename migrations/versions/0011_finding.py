"""A dictionary of the words of people's names, and what compares names by letters and by sound."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0004"
branch_labels = None
depends_on = None

# Both are trusted: the owner of a database may install them without being a superuser.
EXTENSIONS = ("fuzzystrmatch", "unaccent")


def upgrade() -> None:
    for extension in EXTENSIONS:
        op.execute(f"create extension if not exists {extension}")
    op.create_table(
        "name_word",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", "word", name=op.f("pk_name_word")),
    )
    # People who are there already are found by their names too.
    op.execute(
        """
        insert into name_word (key, word)
        select key, word from (
            select forename_key as key from person union select surname_key from person
        ) keys
        cross join lateral (
            select unnest(string_to_array(key, ' ')) union select replace(key, ' ', '')
        ) words (word)
        where word <> ''
        """
    )


def downgrade() -> None:
    op.drop_table("name_word")
    for extension in EXTENSIONS:
        op.execute(f"drop extension {extension}")
