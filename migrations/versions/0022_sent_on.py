"""Cases of campaigns that were said not to be theirs: sent on to another agency, or the point closed."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

LONGEST = 500
TABLE = "campaign_decision"
PLACES = ("from_agency_id", "from_establishment_id", "agency_id", "establishment_id")


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "send-on",
                "close",
                name="point_decision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from_agency_id", sa.Uuid(), nullable=False),
        sa.Column("from_establishment_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("establishment_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version >= 2", name=op.f(f"ck_{TABLE}_version")),
        sa.CheckConstraint(
            "(decision = 'send-on') = (agency_id is not null)", name=op.f(f"ck_{TABLE}_sent_to_an_agency")
        ),
        sa.CheckConstraint(
            "establishment_id is null or agency_id is not null", name=op.f(f"ck_{TABLE}_place")
        ),
        sa.CheckConstraint(
            "decision = 'send-on' or words is not null", name=op.f(f"ck_{TABLE}_closed_with_why")
        ),
        sa.CheckConstraint(
            f"char_length(words) between 1 and {LONGEST}", name=op.f(f"ck_{TABLE}_words_length")
        ),
        _key("row_id", "campaign_row"),
        *(_key(column, "establishment" if "establishment" in column else "agency") for column in PLACES),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("row_id", "version", name=op.f(f"uq_{TABLE}_row_id_version")),
    )
    for column in PLACES:
        op.create_index(op.f(f"ix_{TABLE}_{column}"), TABLE, [column])
    # What was decided is only added to, as the answers are.
    op.execute(f"revoke update, delete on {TABLE} from loxley_app")


def downgrade() -> None:
    """Cases that were sent on are asked of those who are asked now; who was asked before is forgotten."""
    op.drop_table(TABLE)


def _key(column: str, refers_to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{refers_to}.id"], name=op.f(f"fk_{TABLE}_{column}_{refers_to}")
    )
