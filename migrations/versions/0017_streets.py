"""A dictionary of the words of addresses, for streets that are misspelled in a search."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# As app.cases.rules.searches.address_words takes an address apart.
HOMES_THERE_ALREADY = """
insert into known_street (key)
select distinct word from residence,
    unnest(string_to_array(translate(lower(address), '.,''\u2019', '  '), ' ')) as word
where word ~ '^[[:alpha:]]' and length(word) between 3 and 60
"""


def upgrade() -> None:
    op.create_table(
        "known_street",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_known_street")),
    )
    op.execute(HOMES_THERE_ALREADY)


def downgrade() -> None:
    op.drop_table("known_street")
