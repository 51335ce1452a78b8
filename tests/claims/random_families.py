"""Families made at random, crowded around the boundaries of the rules, and put into the database as rows."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from random import Random
from uuid import UUID

import sqlalchemy as sa

from app.access.models import Practitioner
from app.cases.models.evidence import CriterionEvidence, Measurement
from app.cases.models.people import Family, HouseholdMember, Person
from app.claims.models.overrides import PartOverride
from app.periods import add_months, complete_months_before, last_terms, month_end
from app.programme import facts
from app.programme.facts import (
    Criterion,
    CriterionFact,
    FamilyFacts,
    MeasurementKind,
    MemberFacts,
    MemberRole,
)
from app.programme.packs import RulePack
from app.programme.phase_one import P1_2013

BY_TERM = (MeasurementKind.UNAUTHORISED_ABSENCE, MeasurementKind.FIXED_TERM_EXCLUSIONS)
BY_MONTH = (MeasurementKind.ANTISOCIAL_BEHAVIOUR_INCIDENTS, MeasurementKind.PROVEN_OFFENCES)
NOBODY_HERE = UUID(int=0)
PHASE_ONE = tuple(counted.criterion for counted in P1_2013.criteria)
LOCAL = tuple(criterion for criterion in PHASE_ONE if criterion.startswith("local"))
NATIONAL = tuple(criterion for criterion in PHASE_ONE if not criterion.startswith("local"))


def families(seed: int, number: int, on: date, pack: RulePack | None = None) -> list[FamilyFacts]:
    """So many families, the same for a seed, with whatever may be recorded around a test date.

    Half are tidy, so that there is something to pass; in the others dates slip and figures are missing. Given
    a pack, they have its needs too, checks whether these are gone, and parts that were let pass.
    """
    random = Random(seed)
    make = _Maker if pack is None else partial(_MakerFor, pack)
    return [make(random, on, tidy=random.random() < 0.5).family() for _ in range(number)]


class _Maker:
    """Makes one family."""

    def __init__(self, random: Random, on: date, *, tidy: bool) -> None:
        self.random, self.on, self.tidy = random, on, tidy

    def family(self) -> FamilyFacts:
        choice, on = self.random.choice, self.on
        identified_on = choice((date(2012, 10, 1), date(2013, 4, 1), on, on - timedelta(days=200)))
        slipped = (None, date(2013, 3, 31), date(2010, 11, 30), self.near(on))
        members = tuple(self.member() for _ in range(choice((1, 2, 2, 3, 4) if self.tidy else (0, 1, 2, 3))))
        return FamilyFacts(
            family_id=self.uuid(),
            attached_on=identified_on if self.tidy else choice(slipped),
            funded_elsewhere=self.random.random() < 0.2,
            criteria=self.criteria(members, identified_on),
            members=members,
            identified_on=identified_on,
        )

    def uuid(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def near(self, day: date) -> date:
        return day + timedelta(days=self.random.choice((-60, -8, -2, -1, 0, 0, 1, 2, 8)))

    def slip(self, usual: date | None, *others: date | None) -> date | None:
        """The usual day in a tidy family; in another, now and then one of the others."""
        return usual if self.tidy or self.random.random() < 0.6 else self.random.choice(others)

    def criteria(self, members: tuple[MemberFacts, ...], identified_on: date) -> tuple[CriterionFact, ...]:
        met = self.random.sample(NATIONAL, k=self.random.choice((0, 2, 4, 6)))
        met += self.random.sample(LOCAL, k=self.random.choice((0, 1, 2)))
        ruled_out = [one for one in Criterion if one not in met] if self.random.random() < 0.3 else []
        if not self.tidy:
            ruled_out = self.random.sample(ruled_out, k=len(ruled_out) // 2)
        elsewhere = () if self.tidy else (NOBODY_HERE,)
        people = [None, *(member.person_id for member in members), *elsewhere]
        found = {}
        for criterion, holds in [*((one, False) for one in ruled_out), *((one, True) for one in met)]:
            fact = self.fact(criterion, self.random.choice(people), identified_on, met=holds)
            found[fact.criterion, fact.person_id, fact.starts_on] = fact
        return tuple(found.values())

    def fact(
        self, criterion: Criterion, person_id: UUID | None, identified_on: date, *, met: bool
    ) -> CriterionFact:
        starts_on = self.slip(date(2012, 1, 1), self.near(self.on)) or self.on
        ends_on = self.slip(None, self.near(identified_on), self.near(self.on))
        return CriterionFact(
            criterion=criterion,
            met=met,
            person_id=person_id,
            starts_on=starts_on,
            ends_on=None if ends_on is None or ends_on < starts_on else ends_on,
            source="Test extract",
            extract_on=self.slip(date(2012, 9, 1), self.near(self.on)) or self.on,
            verified_on=self.slip(date(2012, 9, 15), None, self.near(self.on)),
        )

    def member(self) -> MemberFacts:
        role = self.random.choice((*MemberRole, MemberRole.CHILD, MemberRole.PARENT_OR_CARER))
        starts_on = self.slip(date(2010, 1, 1), self.near(self.on)) or self.on
        ends_on = self.slip(None, self.near(self.on))
        return MemberFacts(
            person_id=self.uuid(),
            born_on=self.born_on(role),
            role=role,
            starts_on=starts_on,
            ends_on=None if ends_on is None or ends_on < starts_on else ends_on,
            measurements=self.measurements(role),
        )

    def born_on(self, role: MemberRole) -> date | None:
        if role is MemberRole.UNBORN_CHILD or self.random.random() < 0.08:
            return None
        if role is not MemberRole.CHILD:
            return self.slip(date(1980, 3, 1), self.near(add_months(self.on, -12 * 18)))
        reckoned_on = last_terms(self.on, 1)[0].age_reckoned_on
        boundaries = [add_months(reckoned_on, -12 * years) for years in (5, 6, 16, 17)]
        return self.random.choice(
            (date(2002, 3, 1), date(2002, 3, 1), *(self.near(day) for day in boundaries), date(1996, 2, 29))
        )

    def measurements(self, role: MemberRole) -> tuple[facts.Measurement, ...]:
        found: list[facts.Measurement] = []
        if role is MemberRole.CHILD:
            for kind in BY_TERM:
                found += self.by_term(kind)
        for kind in BY_MONTH:
            found += self.by_month(kind)
        if role is not MemberRole.CHILD or self.random.random() < 0.2:
            found += self.spells()
        return tuple({(row.kind, row.starts_on): row for row in found}.values())

    def row(
        self, kind: MeasurementKind, starts_on: date, ends_on: date | None, value: int
    ) -> facts.Measurement:
        if ends_on is not None and ends_on < starts_on:
            ends_on = starts_on
        late = not self.tidy and self.random.random() < 0.05
        extract_on = self.near(self.on) if late else self.on
        return facts.Measurement(kind, starts_on, ends_on, value, "Test extract", extract_on)

    def by_term(self, kind: MeasurementKind) -> list[facts.Measurement]:
        held = self.random.choice((0.9, 1.0) if self.tidy else (0.0, 0.8, 1.0))
        values = (0, 0, 14_99, 15_00, 15_01, 45_00) if kind is BY_TERM[0] else (0, 0, 0, 0, 1, 1, 3)
        shifts = (0,) if self.tidy else (0, 0, 0, -7, 7, -8, 8)
        found = []
        for term in last_terms(self.on, 4):
            if self.random.random() < held:
                shift = timedelta(days=self.random.choice(shifts))
                found.append(self.row(kind, term.first + shift, term.last, self.random.choice(values)))
            if self.random.random() < 0.05:
                later = term.first + timedelta(days=3)
                found.append(self.row(kind, later, term.last, self.random.choice(values)))
        return found

    def by_month(self, kind: MeasurementKind) -> list[facts.Measurement]:
        held = self.random.choice((0.0, 1.0) if self.tidy else (0.0, 0.9, 1.0))
        by_half = self.random.random() < 0.6
        current = complete_months_before(self.on, 6)
        baseline = complete_months_before(current.first - timedelta(days=1), 6)
        levels = self.random.choice(
            ((5, 2), (5, 1), (3, 2), (1, 1), (0, 0), (0, 1), (10, 0), (100, 67), (100, 68))
        )
        found = []
        for window, level in zip((baseline, current), levels, strict=True):
            if by_half and self.random.random() < held:
                found.append(self.row(kind, window.first, window.last, level))
            elif not by_half:
                starts = [add_months(window.first, number) for number in range(6)]
                found += [
                    self.row(kind, start, month_end(start), level if start == window.first else 0)
                    for start in starts
                    if self.random.random() < held
                ]
        if held and not self.tidy and self.random.random() < 0.2:
            stray = self.near(current.first)
            found.append(self.row(kind, stray, stray + timedelta(days=self.random.choice((0, 30))), 1))
        return found

    def spells(self) -> list[facts.Measurement]:
        """Up to two spells of each kind, crowded around one day on which the person may have moved."""
        on, near = self.on, self.near
        if self.random.random() < 0.2:
            return []
        window_first = add_months(on, -6) + timedelta(days=1)
        moved_on = self.random.choice(
            (on - timedelta(days=90), date(2012, 3, 4), window_first, date(2010, 12, 1))
        )
        started = {
            MeasurementKind.OUT_OF_WORK_BENEFIT: (date(2010, 1, 4), date(2010, 1, 4), near(moved_on)),
            MeasurementKind.EMPLOYMENT: (moved_on, near(moved_on), date(2010, 6, 1)),
            MeasurementKind.WORK_PROGRAMME: (near(window_first), near(on), date(2012, 1, 1)),
        }
        ended = {
            MeasurementKind.OUT_OF_WORK_BENEFIT: (
                None,
                near(moved_on),
                moved_on,
                moved_on - timedelta(days=1),
            ),
            MeasurementKind.EMPLOYMENT: (None, None, near(moved_on + timedelta(days=90)), on),
            MeasurementKind.WORK_PROGRAMME: (None, near(moved_on), near(on)),
        }
        numbers = {MeasurementKind.WORK_PROGRAMME: (0, 0, 1, 2)}
        return [
            self.row(kind, self.random.choice(started[kind]), self.random.choice(ended[kind]), 1)
            for kind in started
            for _ in range(self.random.choice(numbers.get(kind, (0, 1, 1, 2))))
        ]


class _MakerFor(_Maker):
    """Makes one family of a pack that asks whether needs are gone."""

    def __init__(self, pack: RulePack, random: Random, on: date, *, tidy: bool) -> None:
        super().__init__(random, on, tidy=tidy)
        self.pack = pack

    def family(self) -> FamilyFacts:
        found = super().family()
        entered = self.random.choice((self.on - timedelta(days=150), self.on - timedelta(days=90)))
        criteria = {
            (fact.criterion, fact.person_id, fact.starts_on): fact
            for fact in (*found.criteria, *self.needs(found.members, entered))
        }
        parts = [part.code for part in self.pack.parts]
        return replace(
            found,
            identified_on=entered,
            attached_on=entered if self.tidy else found.attached_on,
            criteria=tuple(criteria.values()),
            overrides=tuple(
                self.let_pass(self.random.choice(parts)) for _ in range(self.random.choice((0, 0, 1)))
            ),
        )

    def needs(self, members: tuple[MemberFacts, ...], entered: date) -> list[CriterionFact]:
        """A few needs of the pack, and what was found of them since."""
        counted = [each.criterion for each in self.pack.criteria]
        people = [None, *(member.person_id for member in members)]
        found = []
        for criterion in self.random.sample(counted, k=self.random.choice((0, 1, 2, 2, 3))):
            person_id = self.random.choice(people)
            seen_to = self.near(add_months(self.on, -7 if self.tidy else self.random.choice((-1, -6, -7))))
            seen = CriterionFact(
                criterion=criterion,
                met=True,
                person_id=person_id,
                starts_on=date(2012, 1, 1),
                ends_on=self.random.choice((None, seen_to)),
                source="Test extract",
                extract_on=seen_to,
                verified_on=self.slip(seen_to, None, self.near(self.on)),
            )
            ends_on = seen.ends_on
            found.append(seen if ends_on is None or ends_on >= entered else replace(seen, ends_on=None))
            if self.random.random() < 0.8:
                found.append(self.check(criterion, self.random.choice((person_id, person_id, None)), seen_to))
        return found

    def check(self, criterion: Criterion, person_id: UUID | None, seen_to: date) -> CriterionFact:
        """A check that found a need gone, most often for long enough."""
        starts_on = seen_to + timedelta(days=1) if self.tidy else self.near(seen_to)
        return CriterionFact(
            criterion=criterion,
            met=False,
            person_id=person_id,
            starts_on=starts_on,
            ends_on=max(starts_on, self.near(self.on)) if self.random.random() < 0.3 else None,
            source="Test extract",
            extract_on=max(starts_on, self.on if self.tidy else self.near(self.on)),
            verified_on=self.slip(self.on, None, self.near(self.on)),
        )

    def let_pass(self, part: str) -> facts.PartOverride:
        code = self.random.choice((self.pack.code, self.pack.code, "P1-2013"))
        return facts.PartOverride(part, code, self.near(self.on), "Made good progress")

    def measurements(self, role: MemberRole) -> tuple[facts.Measurement, ...]:
        found = super().measurements(role)
        return (*found, *self.attendance()) if role is MemberRole.CHILD else found

    def attendance(self) -> list[facts.Measurement]:
        kind = MeasurementKind.SCHOOL_ATTENDANCE
        held = self.random.choice((0.9, 1.0) if self.tidy else (0.0, 0.8, 1.0))
        values = (90_00, 90_00, 89_99, 90_01, 95_00, 100_00, 100_00, 70_00, 0)
        rows = []
        for term in last_terms(self.on, 4):
            if self.random.random() < held:
                rows.append(self.row(kind, term.first, term.last, self.random.choice(values)))
            if self.random.random() < 0.05:
                later = term.first + timedelta(days=3)
                rows.append(self.row(kind, later, term.last, self.random.choice(values)))
        return rows


def store(connection: sa.Connection, found: list[FamilyFacts]) -> None:
    """Put families into the database, row by row as they would have been recorded."""
    checker = Practitioner(import_key="LP-1", display_name="Lee Example")
    people = [member for family in found for member in family.members]
    _insert(connection, Practitioner, [checker.model_dump()])
    _insert(connection, Family, [_family_row(family, number) for number, family in enumerate(found, start=1)])
    _insert(
        connection,
        Person,
        [_person_row(NOBODY_HERE, None), *(_person_row(one.person_id, one.born_on) for one in people)],
    )
    _insert(
        connection,
        HouseholdMember,
        [
            HouseholdMember(
                family_id=family.family_id,
                person_id=member.person_id,
                role=member.role,
                starts_on=member.starts_on,
                ends_on=member.ends_on,
            ).model_dump()
            for family in found
            for member in family.members
        ],
    )
    _insert(
        connection,
        Measurement,
        [
            Measurement(
                person_id=member.person_id,
                kind=row.kind,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                value=row.value,
                source=row.source,
                extract_on=row.extract_on,
            ).model_dump()
            for member in people
            for row in member.measurements
        ],
    )
    _insert(
        connection,
        CriterionEvidence,
        [
            CriterionEvidence(
                family_id=family.family_id,
                person_id=fact.person_id,
                criterion=fact.criterion,
                met=fact.met,
                starts_on=fact.starts_on,
                ends_on=fact.ends_on,
                source=fact.source,
                extract_on=fact.extract_on,
                verified_on=fact.verified_on,
                verified_by=checker.id if fact.verified_on else None,
            ).model_dump()
            for family in found
            for fact in family.criteria
        ],
    )
    _insert(
        connection,
        PartOverride,
        [
            PartOverride(
                family_id=family.family_id,
                part=given.part,
                pack_code=given.pack_code,
                reason=given.reason,
                asked_by=UUID(int=801),
                asked_at=datetime(2013, 7, 1, tzinfo=UTC),
                decided_by=UUID(int=802),
                approved_on=given.approved_on,
            ).model_dump()
            for family in found
            for given in family.overrides
        ],
    )


def _insert(connection: sa.Connection, model: type, rows: list[dict[str, object]]) -> None:
    if rows:
        connection.execute(sa.insert(model), rows)


def _family_row(family: FamilyFacts, number: int) -> dict[str, object]:
    return Family(
        id=family.family_id,
        import_key=f"HH-{number}",
        reference=f"T-{number}" if family.identified_on else None,
        identified_on=family.identified_on,
        identified_how="data-match" if family.identified_on else None,
        attached_on=family.attached_on,
        funded_elsewhere="ESF provision" if family.funded_elsewhere else None,
        updated_at=datetime(2013, 7, 1, tzinfo=UTC),
    ).model_dump()


def _person_row(person_id: UUID, born_on: date | None) -> dict[str, object]:
    return Person(
        id=person_id,
        import_key=f"P-{person_id}",
        forename="Robin",
        surname="Example",
        forename_key="robin",
        surname_key="example",
        born_on=born_on,
        sex="unknown",
    ).model_dump()
