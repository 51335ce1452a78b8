"""What the forms of the site are about when two people have them open: a family in the city, and the rest."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from app.access.policies import COMMAND_LINE
from app.cases.models.people import HouseholdMember, Person, Residence
from app.cases.rules.agreements import AgreementKind
from app.cases.rules.names import name_key
from app.cases.rules.vocabulary import Sex
from app.cases.services import agreements, triage_board
from app.cases.services.agreements import AgreementMade
from app.db import Sessions
from app.programme.facts import MemberRole
from tests.cases import builders
from tests.cases.builders import a_family, a_person, an_assessment
from tests.cases.sharing_builders import Led, a_led_family, saved
from tests.cases.test_one_plan import SLEEP, Form
from tests.claims.audits import a_batch, a_window, drawn, opened
from tests.conftest import TODAY
from tests.edges import test_campaigns_pages as campaigns
from tests.edges import test_quality_audits_pages as audits
from tests.edges import test_training_pages as training
from tests.edges import test_triage_pages as triage
from tests.edges.conftest import Browser, Page
from tests.edges.test_referrals_pages import a_form

Sent = Mapping[str, Any]

FIRST_NUMBER = 700_000
A_WARD = "select id from ward where name = :name"


def day(name: str, number: int, month: int, year: int = 2013) -> dict[str, str]:
    """A date in its three boxes."""
    return {f"{name}-day": str(number), f"{name}-month": str(month), f"{name}-year": str(year)}


def form_of(page: Page) -> dict[str, list[str]]:
    """What stands in a page's own form, by field: what its boxes hold, and what is chosen or ticked."""
    (main,) = page.all("main")
    forms = [each for each in main.iter("form") if each.get("method") == "post"]
    found: dict[str, list[str]] = {}
    for element in forms[0].iter():
        name, kind = element.get("name"), element.get("type")
        if name in (None, "csrf_token") or element.tag == "button":
            continue
        if element.tag == "select":
            options = list(element.iter("option"))
            chosen = [each for each in options if each.get("selected") is not None] or options[:1]
            found.setdefault(name, []).extend(each.get("value", "") for each in chosen)
        elif element.tag == "textarea":
            found.setdefault(name, []).append("".join(element.itertext()).removeprefix("\n"))
        elif kind not in ("radio", "checkbox") or element.get("checked") is not None:
            found.setdefault(name, []).append(element.get("value", ""))
    return found


class World:
    """A led family of the city with an assessment, and what other forms are about, each made when asked for.

    first, second: the browsers of the two people.
    """

    def __init__(self, first: Browser, second: Browser) -> None:
        builders._numbers = count(FIRST_NUMBER)
        self.first, self.second = first, second

    @cached_property
    def led(self) -> Led:
        """A family led from a clinic, with a colleague there and somebody at a school."""
        return a_led_family("-2")

    @property
    def family(self) -> str:
        """Where the family's record is."""
        return f"/families/{self.led.family}"

    @cached_property
    def child(self) -> UUID:
        """A child of the family."""
        return a_person(self.led.family)

    @cached_property
    def mother(self) -> UUID:
        """The child's mother."""
        return a_person(self.led.family, "Fern", born_on=None, role=MemberRole.PARENT_OR_CARER)

    @cached_property
    def assessed(self) -> str:
        """Where an open assessment of the child is, with a team that has met."""
        made = an_assessment(self.led.family, self.child, agency_id=self.led.health)
        return f"{self.family}/assessments/{made}"

    @cached_property
    def home(self) -> str:
        """Where the family lives."""
        lives = Residence(family_id=self.led.family, ward_id=self.ward("Basford"), starts_on=date(2010, 6, 1))
        return f"{self.family}/residences/{saved(lives)}"

    @cached_property
    def elsewhere(self) -> UUID:
        """Another family on file."""
        other = a_family(self.ward("Bulwell"))
        a_person(other, "Hazel", "Elsewhere")
        return other

    @cached_property
    def unborn(self) -> UUID:
        """A child who is expected, and their place in the household."""
        baby = Person(
            import_key=str(uuid4()),
            forename="Baby",
            surname="Testcase",
            forename_key=name_key("Baby"),
            surname_key=name_key("Testcase"),
            expected_on=date(2013, 7, 20),
            sex=Sex.UNKNOWN,
        )
        return saved(
            HouseholdMember(
                family_id=self.led.family,
                person_id=saved(baby),
                role=MemberRole.UNBORN_CHILD,
                starts_on=date(2013, 1, 1),
            )
        )

    def ward(self, name: str) -> UUID:
        """A ward by its name."""
        with Sessions() as session:
            return UUID(str(session.execute(sa.text(A_WARD), {"name": name}).scalar_one()))

    def member(self, person: UUID) -> str:
        """Where a person's place in the household is."""
        with Sessions() as session:
            found = session.execute(
                sa.text("select id from household_member where person_id = :person"), {"person": person}
            )
            return f"{self.family}/people/{found.scalar_one()}"

    def done(self, address: str, sent: Sent, *, page: str | None = None) -> Page:
        """What the first of the two does, over what stands."""
        form = form_of(self.first.get(page or address))
        done = self.first.post(address, {**form, **sent}, page=page)
        assert done.status == 303, done.errors
        return done

    def change(self) -> None:
        """Something else of the family is changed by the first of the two."""
        self.done(f"{self.family}/people/new", NEWCOMER)

    def under(self, record: str, words: str) -> str:
        """Where the link leads that begins with these words, on a page of the record."""
        return next(href for text, href in self.first.get(record).links.items() if text.startswith(words))

    # What the forms are about.

    def taken_out(self) -> str:
        """Somebody who was taken out of the household, where they are put back."""
        self.done(f"{self.member(self.mother)}/never-here", {"reason": "told-wrong"})
        return self.under(self.family, "Put")

    def review(self) -> str:
        """A review that is recorded."""
        self.done(f"{self.assessed}/reviews/new", {**A_REVIEW, **day("reviewed_on", 1, 7)})
        return self._latest("assessment_review", "reviews")

    def action(self) -> str:
        """An action of the plan."""
        self.done(
            f"{self.assessed}/actions/new", {"what": "Ring the school", "who": "Nan", **day("due_on", 1, 9)}
        )
        return self._latest("plan_action", "actions")

    def team_meeting(self) -> str:
        """A team meeting to which a health visitor is invited."""
        self.done(f"{self.assessed}/team-meetings/new", {**day("meets_on", 1, 7), **self.visitor(1)})
        return self._latest("team_meeting", "team-meetings")

    def visitor(self, row: int, role: str = "Health visitor") -> dict[str, str]:
        """Somebody of the clinic in one of the rows for those who were not in the team so far."""
        return {f"new_{row}_agency_id": str(self.led.health), f"new_{row}_role": role}

    def closed(self) -> str:
        """An assessment that is closed, and where it is opened again."""
        closing = {"reason": "needs-met", **day("closed_on", 2, 7)}
        self.done(f"{self.assessed}/team-meetings/new", {**day("meets_on", 2, 7), **self.came()})
        self.done(f"{self.assessed}/closure", closing)
        return f"{self.assessed}/reopening"

    def came(self) -> dict[str, str]:
        """Somebody who came to a meeting."""
        return {**self.visitor(1), "new_1_attendance": "attended"}

    def completed_form(self) -> str:
        """A completed form, where it is reopened."""
        self.form = Form(SLEEP)
        return f"/assessments/{self.form.assessment_id}/form/reopen"

    def relationship(self) -> str:
        """A relationship on the family's map."""
        tie = {"first_id": str(self.mother), "kind": "parent", "second_id": str(self.child)}
        self.done(f"{self.family}/relationships/new", tie)
        with Sessions() as session:
            found = session.execute(
                sa.text("select id from relationship where family_id = :family"), {"family": self.led.family}
            )
            return f"{self.family}/relationships/{found.scalar_one()}"

    def note(self) -> str:
        """A case note, where it is corrected."""
        note = {"kind": "home-visit", "text": "All were in.", **day("happened_on", 1, 7)}
        self.done(f"{self.family}/notes/new", note)
        return self.under(self.family, "Correct the note")

    def referral(self) -> str:
        """A referral that the second of the two has sent."""
        return self.second.post("/referrals/new", a_form(str(self.ward("Basford")))).address

    def asked_referral(self) -> str:
        """The same, with a question to them."""
        address = self.referral()
        self.done(f"{address}/question", {"question": "Which school?"})
        return address

    def rollout(self, *, agencies: tuple[str, ...] = ("EWS", "YOT")) -> str:
        """A rollout meeting that is planned for today."""
        with Sessions() as session:
            codes = {row.code: row.id for row in session.execute(sa.text(triage.IDS))}
        invited = {"agencies": [str(codes[code]) for code in agencies]}
        return triage.planned(self.first, self.ward("Wollaton West"), codes, invited).address

    def latest_meeting(self) -> str:
        """The id of that meeting: none other is planned for the day."""
        planned = "select rollout_meeting.id::text from rollout_meeting where held_on = :today"
        with Sessions() as session:
            return str(session.execute(sa.text(planned), {"today": TODAY}).scalar_one())

    def agency(self, code: str) -> str:
        """The id of an agency of the city."""
        with Sessions() as session:
            found = session.execute(sa.text("select id::text from agency where code = :code"), {"code": code})
            return str(found.scalar_one())

    @cached_property
    def listed(self) -> UUID:
        """A family that waits for that meeting."""
        board = triage_board.open_board(UUID(self.latest_meeting()), actor=COMMAND_LINE, today=TODAY)
        return board.families[0].id

    def sampled(self) -> str:
        """A sampled assessment without an auditor."""
        found = audits.drawn(self.first, size="1")
        form = next(href for words, href in found.links.items() if words.startswith("Name an auditor"))
        return str(form).removesuffix("/auditor")

    def to_review(self) -> str:
        """A sampled assessment that waits for the review of the second of the two."""
        sampled = self.sampled()
        self.done(f"{sampled}/auditor", {"auditor_id": self.users[1]})
        return sampled

    @cached_property
    def users(self) -> tuple[str, str]:
        """The ids of the two people."""
        newest = "select id::text from user_account where display_name = 'Lee Example' order by created_at"
        with Sessions() as session:
            first, second = session.execute(sa.text(newest)).scalars()
            return first, second

    def session(self) -> str:
        """A session of a training course."""
        return training.planned(self.first)

    def draft(self, replaces: str) -> str:
        """A draft of an edition of the rules."""
        return self.first.post("/rule-packs", {"replaces": replaces, "why": "The Board asked."}).address

    def claim_under_audit(self) -> str:
        """A claim of the family in a sample, which neither of the two has prepared."""
        window = a_window("Audited")
        a_batch(window, 1, families=[self.led.family])
        return f"/claims/audits/lines/{opened(drawn(window)).waiting[0].id}"

    def assurance_visit(self) -> str:
        """A visit of peers."""
        visit = {"kind": "peer", "visitors": "Two peers", "rating": "assured", **day("visited_on", 14, 5)}
        return self.first.post("/assurance-visits/new", visit).address

    def agreement(self) -> str:
        """An agreement that agencies share information under."""
        with Sessions() as session:
            agency = session.execute(sa.text("select id from agency where code = 'EWS'")).scalar_one()
        made = AgreementMade(agency, AgreementKind.CASE_WORK, "Sharing for case work", TODAY, None)
        return f"/agreements/{agreements.record_agreement(made, actor=COMMAND_LINE, today=TODAY)}"

    def campaign(self) -> str:
        """Where the cases of a campaign are answered."""
        address = f"{campaigns.started(self.first)}/answers"
        self.case = form_of(self.first.get(f"{address}?show=all"))["case"][0]
        return address

    def claim_window(self) -> str:
        """The window in which claims are drafted now."""
        with Sessions() as session:
            july = session.execute(sa.text("select id from claim_window where label = 'July 2013'"))
            return f"/claims/windows/{july.scalar_one()}"

    def claim_line(self) -> str:
        """A line of a claim whose evidence is complete."""
        with Sessions() as session, session.begin():
            draft = "select id from claim_line where state = 'draft' order by id limit 1"
            line = session.execute(
                sa.text(
                    f"update claim_line set state = 'evidence-complete' where id = ({draft}) returning id"
                )
            )
            return f"/claims/lines/{line.scalar_one()}"

    def _latest(self, table: str, part: str) -> str:
        with Sessions() as session:
            assessment = self.assessed.rsplit("/", 1)[1]
            found = session.execute(
                sa.text(f"select id from {table} where assessment_id = cast(:assessment as uuid)"),
                {"assessment": assessment},
            )
            return f"{self.assessed}/{part}/{found.scalar_one()}"


NEWCOMER = {
    "forename": "Rowan",
    "surname": "Testcase",
    "role": "child",
    "sex": "male",
    **day("born_on", 1, 2, 2003),
    **day("starts_on", 1, 6),
}
A_REVIEW = {
    "works_well": "He sleeps",
    "worries": "He is late",
    "needs_to_happen": "Ring the school",
    **day("next_review_on", 2, 9),
}
