"""A family with people who work with it, for tests of what is supplied as evidence."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from app.access.models import Posting, UserAccount, UserRole
from app.access.policies import SYSTEM, Actor
from app.access.roles import Responsibility, Role
from app.cases.models.evidence import CriterionEvidence, Measurement
from app.claims.models.claims import Claim, ClaimEvidence, ClaimLine, ClaimWindow
from app.claims.rules.lifecycle import LineState
from app.db import transaction
from app.programme.facts import Criterion, MeasurementKind, MemberRole
from app.programme.packs import Phase, Route
from tests.cases.builders import (
    CHANGED_AT,
    TODAY,
    a_family,
    a_lead,
    a_person,
    a_practitioner,
    an_agency,
    an_allocation,
    an_establishment,
)

ABSENCE, EXCLUSIONS = MeasurementKind.UNAUTHORISED_ABSENCE, MeasurementKind.FIXED_TERM_EXCLUSIONS
WINDOW_SHUTS = date(2013, 7, 31)


def saved(row):
    """Save a row; its id."""
    with transaction(SYSTEM) as session:
        session.add(row)
    return row.id


def a_manager(agency: UUID, name: str) -> Actor:
    """Somebody with an account who manages an agency as a whole."""
    account = saved(UserAccount(email=f"{uuid4()}@example.org", display_name=name, created_at=CHANGED_AT))
    saved(UserRole(user_id=account, role=Role.AGENCY_MANAGER))
    practitioner = a_practitioner(name, user_id=account)
    saved(
        Posting(
            practitioner_id=practitioner,
            establishment_id=an_establishment(agency, f"{name} office"),
            responsibility=Responsibility.AGENCY,
            starts_on=date(2010, 1, 4),
        )
    )
    return Actor(
        account,
        frozenset({Role.AGENCY_MANAGER}),
        practitioner_id=practitioner,
        managed_agencies=frozenset({agency}),
    )


@dataclass
class World:
    """A family of an adult and a child of 12, led from HEALTH, attached, with absence as its problem."""

    today: date = TODAY
    agency: UUID = field(default_factory=lambda: an_agency("HEALTH"))
    welfare: UUID = field(default_factory=lambda: an_agency("EWS"))

    def __post_init__(self) -> None:
        self.family = a_family(attached_on=date(2012, 12, 3))
        self.other = a_family(attached_on=date(2012, 12, 3))
        self.child = a_person(self.family, "Tansy", "Zzyzx", born_on=date(2001, 5, 9))
        self.adult = a_person(
            self.family, "Wren", "Zzyzx", born_on=date(1980, 1, 1), role=MemberRole.PARENT_OR_CARER
        )
        self.stranger = a_person(self.other, "Basil", "Qxqx")
        practitioner = a_practitioner("Lee Example")
        clinic = an_establishment(self.agency)
        a_lead(an_allocation(self.family, self.agency), practitioner, clinic)
        self.lead = self._account("Lee Example", Role.LEAD_PROFESSIONAL, practitioner=practitioner)
        self.elsewhere = self._account("Alf Example", Role.LEAD_PROFESSIONAL, practitioner=uuid4())
        self.coordinator = self._account("Cora Example", Role.PROGRAMME_COORDINATOR)
        self.auditor = self._account("Ira Example", Role.INTERNAL_AUDITOR)
        self.manager = a_manager(self.agency, "Max Example")
        self.welfare_manager = a_manager(self.welfare, "Wil Example")
        self.window = saved(
            ClaimWindow(
                label="July 2013",
                phase=Phase.PHASE_ONE,
                opens_on=date(2013, 7, 1),
                closes_on=WINDOW_SHUTS,
            )
        )

    def _account(self, name: str, role: Role, practitioner: UUID | None = None) -> Actor:
        account = saved(UserAccount(email=f"{uuid4()}@example.org", display_name=name, created_at=CHANGED_AT))
        return Actor(account, frozenset({role}), practitioner_id=practitioner)

    def eligible(self, *, verified: bool = True) -> None:
        """All three national problems, verified: only education is one that the family has to be free of."""
        verifier = a_practitioner("Vera Example") if verified else None
        for criterion, person in (
            (Criterion.UNAUTHORISED_ABSENCE, self.child),
            (Criterion.OUT_OF_WORK_BENEFIT, self.adult),
            (Criterion.LOCAL_MENTAL_HEALTH, None),
        ):
            saved(
                CriterionEvidence(
                    family_id=self.family,
                    person_id=person,
                    criterion=criterion,
                    met=True,
                    starts_on=date(2012, 9, 1),
                    ends_on=None,
                    source="School census" if person == self.child else "Benefits",
                    extract_on=date(2012, 9, 20),
                    verified_on=date(2012, 11, 26) if verified else None,
                    verified_by=verifier,
                )
            )

    def measured(self, kind: MeasurementKind, first: date, last: date | None, value: int, **given) -> UUID:
        """A measurement of the child, as an import brings it."""
        return saved(
            Measurement(
                person_id=given.pop("person", self.child),
                kind=kind,
                starts_on=first,
                ends_on=last,
                value=value,
                source=given.pop("source", "School census"),
                extract_on=given.pop("extract_on", date(2013, 4, 22)),
            )
        )

    def school_figures(self, *, but: str | None = None, value: int = 5_00) -> None:
        """All that the education part asks about, but for the absence of one term."""
        for label, first, last in (
            ("2012-summer", date(2012, 4, 16), date(2012, 7, 20)),
            ("2012-autumn", date(2012, 9, 3), date(2012, 12, 21)),
            ("2013-spring", date(2013, 1, 7), date(2013, 3, 28)),
        ):
            self.measured(EXCLUSIONS, first, last, 0)
            if label != but:
                self.measured(ABSENCE, first, last, value)

    def line(self, state: LineState = LineState.DRAFT) -> UUID:
        """A line of a claim for the family."""
        claim = saved(Claim(family_id=self.family, phase=Phase.PHASE_ONE))
        return saved(
            ClaimLine(
                claim_id=claim,
                route=Route.EDUCATION_AND_CRIME,
                window_id=self.window,
                state=state,
                value_pence=70_000,
                drafted_on=date(2013, 7, 2),
            )
        )

    def item(self, line: UUID, **given) -> UUID:
        """A piece of a line's evidence."""
        return saved(
            ClaimEvidence(
                **{
                    "line_id": line,
                    "part": "education",
                    "source": "School census",
                    "evidence_on": date(2013, 4, 22),
                    **given,
                }
            )
        )
