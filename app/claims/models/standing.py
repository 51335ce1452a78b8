"""The evaluation that stands: what is rolled up of people and families, what came of it, and what is touched.

All of it follows from the records and may be thrown away at any time. It refers to families and people by id
without keys to them, so that no record waits for it: a family that is merged away is marked as touched, like
any that changes, and leaves the evaluation when that is next brought up to date (services/standing.py).
"""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from app.cases.rules.eligibility import Answer
from app.claims.rules.spoiled import SpoiledHow
from app.db import stored


class PersonRollUp(SQLModel, table=True):
    """What each member's measurements and problems say to the tests of the family's pack, on the test day.

    flags, counts: as claims/queries/layout.py lays them out for the pack.
    """

    __tablename__ = "person_roll_up"

    family_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    member_since: date = Field(primary_key=True)
    pack_code: str
    flags: list[int] = Field(sa_type=ARRAY(sa.BigInteger))
    counts: list[int] = Field(sa_type=ARRAY(sa.BigInteger))


class FamilyRollUp(SQLModel, table=True):
    """What is found of each family of the programme on the test day: everything that its outcomes rest on.

    confirmed, reported, ruled_out, of_family: sets of criteria, a bit for each. flags, counts: of its people
    together, as claims/queries/layout.py lays them out for the pack.
    """

    __tablename__ = "family_roll_up"

    family_id: UUID = Field(primary_key=True)
    pack_code: str
    attached_on: date | None = None
    funded_elsewhere: bool
    confirmed: int
    reported: int
    ruled_out: int
    of_family: int
    flags: list[int] = Field(sa_type=ARRAY(sa.BigInteger))
    counts: list[int] = Field(sa_type=ARRAY(sa.BigInteger))


class StandingEvaluation(SQLModel, table=True):
    """What each family of the programme has come to on the test day, and since when it may be claimed.

    confirmed, reported, ruled_out: sets of criteria, a bit for each. parts, routes: outcomes by code.
    claimable_since: the first test day of this time on which it could be claimed; None while it may not.
    spoiled_on: the test day on which a family that could be claimed no longer could, spoiled_by what did it
    (the codes of parts, or of another obstacle); None when it may be claimed, or never could. run: the number
    of the run that evaluated the family last.
    """

    __tablename__ = "standing_evaluation"
    __table_args__ = (
        sa.CheckConstraint("claimable = (claimable_since is not null)", name="claimable_since"),
        sa.CheckConstraint(
            "(spoiled_on is null) = (spoiled_by is null) and (spoiled_on is null) = (spoiled_how is null)",
            name="spoiled_by_and_on",
        ),
        sa.CheckConstraint("not claimable or spoiled_on is null", name="claimable_or_spoiled"),
    )

    family_id: UUID = Field(primary_key=True)
    pack_code: str
    attached_on: date | None = None
    funded_elsewhere: bool
    confirmed: int
    reported: int
    ruled_out: int
    eligibility: Answer = Field(sa_type=stored(Answer))
    parts: dict[str, str] = Field(sa_type=JSONB)
    routes: dict[str, str] = Field(sa_type=JSONB)
    turned_around: bool
    claimable: bool
    worth_pence: int = Field(sa_type=sa.BigInteger)
    value_pence: int = Field(sa_type=sa.BigInteger)
    claimable_since: date | None = None
    spoiled_on: date | None = None
    spoiled_by: list[str] | None = Field(default=None, sa_type=ARRAY(sa.Text))
    spoiled_how: SpoiledHow | None = Field(default=None, sa_type=stored(SpoiledHow))
    run: int = Field(sa_type=sa.BigInteger)


class EvaluationState(SQLModel, table=True):
    """Which evaluation stands: one row. test_on None: none does yet, and no family is marked one by one.

    code: the version of the code that made it, its packs and school terms included, and the codes of the
    editions that the council approved.
    """

    __tablename__ = "evaluation_state"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)

    id: int = Field(default=1, primary_key=True, sa_type=sa.SmallInteger)
    test_on: date | None = None
    code: str | None = None
    run: int = Field(default=0, sa_type=sa.BigInteger, sa_column_kwargs={"server_default": "0"})
    evaluated_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))


class EvaluationTouched(SQLModel, table=True):
    """What was written that an evaluation depends on, since it last stood. Only triggers write it.

    family_id, person_id: whom it concerns; the person's families are looked up when the mark is acted on, for
    somebody may be moving meanwhile. Neither: everything. A family may be marked many times: a mark is never
    left out because another is there, since that one may be acted on before this transaction is seen.
    """

    __tablename__ = "evaluation_touched"

    id: int | None = Field(
        default=None,
        primary_key=True,
        sa_type=sa.BigInteger,
        sa_column_args=[sa.Identity(always=True)],
    )
    family_id: UUID | None = None
    person_id: UUID | None = None
