"""Every form that carries the version it started from: what two people enter in it, and what comes of it.

A world is a family in the city with all that such forms are about. A case says where its form is, what the
first of two people saves, what the second enters from the same version, and what the second is shown.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from app.access.policies import COMMAND_LINE
from app.cases.models.people import HouseholdMember, Person, Residence
from app.cases.rules.names import name_key
from app.cases.rules.vocabulary import Sex
from app.cases.services import triage_board
from app.db import Sessions
from app.programme.facts import MemberRole
from tests.cases import builders
from tests.cases.builders import a_family, a_person, an_assessment
from tests.cases.sharing_builders import Led, a_led_family, saved
from tests.cases.test_one_plan import SLEEP, Form
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

    def campaign(self) -> str:
        """Where the cases of a campaign are answered."""
        address = f"{campaigns.started(self.first)}/answers"
        self.case = form_of(self.first.get(f"{address}?show=all"))["case"][0]
        return address

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


@dataclass(frozen=True, slots=True)
class Case:
    """One form, and what two people do with it.

    endpoint: the view that takes it. opens: makes what it is about, and says where the form is; posts: how
    the address that it is sent to goes on. theirs: what the first of the two saves in it; None: they change
    something else of the same record, of a family or elsewhere. mine: what the second enters. shown: some
    questions by words of theirs, each with what is recorded and what was entered. merged: what the second
    then changes. ends: the status of their second try. then: words of the page after it.
    """

    endpoint: str
    opens: Callable[[World], str]
    theirs: Callable[[World], Sent] | Sent | None
    mine: Callable[[World], Sent] | Sent
    shown: tuple[tuple[str, str, str], ...]
    then: str
    merged: Sent = field(default_factory=dict)
    ends: int = 303
    posts: str = ""
    elsewhere: Callable[[World, str], None] | None = None


def cases() -> Iterator[Case]:
    """Every form of the site that records or corrects values and carries the version that it started from."""
    yield from _of_people()
    yield from _of_maps_and_notes()
    yield from _of_those_who_work_with_a_family()
    yield from _of_assessments()
    yield from _of_referrals()
    yield from _of_meetings()
    yield from _of_quality()


def _of_people() -> Iterator[Case]:
    corrected = "The record has been corrected."
    yield Case(
        "cases_pages.add_person",
        lambda world: f"{world.family}/people/new",
        NEWCOMER,
        {**NEWCOMER, "forename": "Robin"},
        (("Forename", "Nothing", "Robin"), ("Date of birth", "Nothing", "1 February 2003")),
        "Robin Testcase",
    )
    yield Case(
        "cases_pages.correct_person",
        lambda world: f"{world.member(world.child)}/correct",
        {"forename": "Tanzy", "reason": "typed-wrong"},
        {"surname": "Tester", "reason": "told-wrong"},
        (("Forename", "Tanzy", "Tansy"), ("Surname", "Testcase", "Tester")),
        corrected,
        merged={"forename": "Tanzy"},
    )
    yield Case(
        "cases_pages.person_leaves",
        lambda world: f"{world.member(world.child)}/leave",
        None,
        day("last_day", 1, 7),
        (("Their last day in the household", "Nothing", "1 July 2013"),),
        "It has been recorded that they left.",
    )
    yield Case(
        "cases_pages.person_moves",
        lambda world: f"{world.member(world.child)}/move",
        None,
        lambda world: {
            "search": "Elsewhere",
            "to_family_id": str(world.elsewhere),
            "role": "child",
            **day("moves_on", 1, 7),
        },
        (("Their first day there", "Nothing", "1 July 2013"), ("The family they are in", "Nothing", "")),
        "It has been recorded that they moved.",
    )
    yield Case(
        "cases_pages.never_here",
        lambda world: f"{world.member(world.mother)}/never-here",
        None,
        {"reason": "told-wrong"},
        (),
        "They have been taken out.",
    )
    yield Case(
        "cases_pages.put_back",
        lambda world: world.taken_out(),
        None,
        {},
        (),
        "They have been put back, as they were.",
    )
    yield Case(
        "cases_pages.child_is_born",
        lambda world: f"{world.family}/people/{world.unborn}/birth",
        {**day("born_on", 9, 7), "forename": "Ash", "sex": "female"},
        {**day("born_on", 8, 7), "forename": "Hazel", "sex": "female"},
        (("Forename", "Ash", "Hazel"), ("Date of birth", "9 July 2013", "8 July 2013")),
        "What you entered",
        ends=422,
    )
    yield Case(
        "cases_pages.family_moves",
        lambda world: (world.home, f"{world.family}/home")[1],
        lambda world: {
            "ward_id": str(world.ward("Bulwell")),
            "address": "1 Example Row",
            **day("starts_on", 1, 7),
        },
        lambda world: {
            "ward_id": str(world.ward("Basford")),
            "address": "2 Example Row",
            **day("starts_on", 1, 7),
        },
        (("Ward", "Bulwell", "Basford"), ("Address (optional)", "1 Example Row", "2 Example Row")),
        "The new address has been recorded.",
        merged=day("starts_on", 8, 7),
    )
    yield Case(
        "cases_pages.correct_address",
        lambda world: f"{world.home}/correct",
        {"address": "1 Example Row", "reason": "told-wrong"},
        {"postcode": "NG6 0AA", "reason": "told-wrong"},
        (("Address (optional)", "1 Example Row", "Nothing"), ("Postcode (optional)", "Nothing", "NG6 0AA")),
        "1 Example Row, NG6 0AA",
        merged={"address": "1 Example Row"},
    )
    yield Case(
        "cases_pages.correct_ward",
        lambda world: (world.home, f"{world.family}/ward")[1],
        lambda world: {"ward_id": str(world.ward("Bulwell")), "reason": "address-misread"},
        lambda world: {"ward_id": str(world.ward("Aspley")), "reason": "mistake-on-the-list"},
        (("The right ward", "Bulwell", "Aspley"),),
        "The ward has been corrected.",
    )


def _of_maps_and_notes() -> Iterator[Case]:
    def tie(world: World) -> Sent:
        return {"first_id": str(world.mother), "kind": "parent", "second_id": str(world.child)}

    yield Case(
        "cases_pages.record_relationship",
        lambda world: f"{world.family}/relationships/new",
        tie,
        lambda world: {**tie(world), "kind": "grandparent"},
        (("Is the", "Parent of", "Grandparent of"),),
        "The relationship has been added.",
    )
    yield Case(
        "cases_pages.correct_relationship",
        lambda world: f"{world.relationship()}/correct",
        {"kind": "step-parent", "why": "told-wrong"},
        {"responsibility": "yes", "why": "not-known-before"},
        (("Is the", "Step-parent of", "Parent of"),),
        "The relationship has been corrected.",
        merged={"kind": "step-parent"},
    )
    yield Case(
        "cases_pages.end_relationship",
        lambda world: f"{world.relationship()}/end",
        day("ends_on", 1, 7),
        day("ends_on", 2, 7),
        (("The last day", "1 July 2013", "2 July 2013"),),
        "",
        ends=422,
    )
    yield Case(
        "cases_pages.withdraw_relationship",
        lambda world: f"{world.relationship()}/withdraw",
        None,
        {"why": "told-wrong"},
        (),
        "The relationship has been withdrawn.",
    )
    yield Case(
        "cases_pages.correct_note",
        lambda world: world.note(),
        {"text": "Mum was in.", "correction": "not-accurate"},
        {"text": "All were in.\nThey said so.", "correction": "something-left-out"},
        (("What happened, and what comes next", "Mum was in.", "All were in. They said so."),),
        "Mum was in. They said so.",
        merged={"text": "Mum was in. They said so."},
    )


def _of_those_who_work_with_a_family() -> Iterator[Case]:
    def chooses(world: World) -> None:
        version = form_of(world.second.get("/reminders"))["version"]
        sent = world.second.post("/reminders", {"version": version, "reminders": ["daily"]})
        assert sent.status == 303

    yield Case(
        "cases_pages.change_lead",
        lambda world: f"{world.family}/lead",
        None,
        lambda world: {"posting_id": str(world.led.colleagues_posting), "chosen": "key-worker"},
        (("Lead professional", "Lee Example, Alder Example Clinic", "Robin Example, Alder Example Clinic"),),
        "The lead professional has been changed.",
    )
    yield Case(
        "cases_pages.add_to_team",
        lambda world: f"{world.family}/team?agency=SCHOOL-2",
        lambda world: {"posting_id": str(world.led.teachers_posting), **day("starts_on", 1, 7)},
        lambda world: {"posting_id": str(world.led.teachers_posting), **day("starts_on", 8, 7)},
        (
            ("Who joins the team", *["Sam Example, Birch Example School"] * 2),
            ("First day", "1 July 2013", "8 July 2013"),
        ),
        "",
        ends=409,
    )
    yield Case(
        "cases_pages.record_consent",
        lambda world: f"{world.assessed}/consent",
        {"decision": "given", "decided_by": "parent-or-carer"},
        {"decision": "refused", "decided_by": "both", "present": "Nan"},
        (("What was decided", "Given", "Refused"), ("Who was present", "Nothing", "Nan")),
        "What was decided about consent has been recorded.",
    )
    yield Case(
        "cases_pages.ask_to_share",
        lambda world: f"{world.assessed}/sharing",
        lambda world: {"agency_id": str(world.led.school), "reason": "legal-duty", "explanation": "Theirs."},
        lambda world: {"agency_id": str(world.led.school), "reason": "court-order", "explanation": "Mine."},
        (("The lawful reason", "Legal duty", "Court order"), ("Why it holds here", "Theirs.", "Mine.")),
        "",
        ends=409,
    )
    yield Case(
        "reminders_pages.choose",
        lambda world: "/reminders",
        None,
        {"reminders": ["weekly"]},
        (("Reminders by e-mail", "What has become due or overdue", "All that is due, on Mondays"),),
        "Your reminders have been saved.",
        elsewhere=lambda world, address: chooses(world),
    )


def _of_assessments() -> Iterator[Case]:
    def new(world: World, kind: str) -> Sent:
        return {
            "kind": kind,
            "children": str(world.child),
            "primary_reason": "behaviour",
            "initiating_agency_id": str(world.led.health),
            "lead_practitioner_id": str(world.led.lee),
        }

    yield Case(
        "cases_pages.register_assessment",
        lambda world: (world.child, f"{world.family}/assessments/new")[1],
        lambda world: new(world, "caf"),
        lambda world: new(world, "family-assessment"),
        (("What kind", "Common assessment (CAF)", "Family assessment"),),
        "The assessment has been registered.",
    )
    yield Case(
        "cases_pages.record_review",
        lambda world: f"{world.assessed}/reviews/new",
        {**A_REVIEW, "works_well": "Theirs", **day("reviewed_on", 1, 7)},
        {**A_REVIEW, "works_well": "Mine\nin two lines", "action_1_what": "Ring Nan", "action_1_who": "Mum"},
        (("What works well", "Theirs", "Mine in two lines"), ("New action 1", "Nothing", "Ring Nan")),
        "The review has been recorded.",
        merged={"works_well": "Mine and theirs"},
    )
    yield Case(
        "cases_pages.correct_review",
        lambda world: world.review(),
        {"works_well": "Theirs"},
        {"worries": "Mine"},
        (("What works well", "Theirs", "He sleeps"), ("What people worry about", "He is late", "Mine")),
        "The review has been corrected.",
        merged={"works_well": "Theirs"},
    )
    yield Case(
        "cases_pages.agree_action",
        lambda world: f"{world.assessed}/actions/new",
        {"what": "Ring Nan", "who": "Theirs", **day("due_on", 1, 9)},
        {"what": "Ring Nan", "who": "Mine", **day("due_on", 2, 9)},
        (("Who", "Theirs", "Mine"), ("By when", "1 September 2013", "2 September 2013")),
        "The action has been added to the plan.",
        merged={"what": "Visit Nan"},
    )
    yield Case(
        "cases_pages.change_action",
        lambda world: world.action(),
        day("done_on", 12, 7),
        {"what": "Ring the new school"},
        (
            ("Done on", "12 July 2013", "Nothing"),
            ("What is to be done", "Ring the school", "Ring the new school"),
        ),
        "The action has been saved.",
        merged=day("done_on", 12, 7),
    )
    yield Case(
        "cases_pages.date_stage",
        lambda world: f"{world.assessed}/dates/first-team-meeting",
        {**day("day", 5, 3), "reason": "mistyped"},
        {**day("day", 6, 3), "reason": "wrong-day-reported"},
        (("The day", "5 March 2013", "6 March 2013"),),
        "The date has been kept.",
    )
    yield Case(
        "cases_pages.close_assessment",
        lambda world: (
            world.done(f"{world.assessed}/team-meetings/new", {**day("meets_on", 2, 7), **world.came()}),
            f"{world.assessed}/closure",
        )[1],
        {**day("closed_on", 2, 7), "reason": "needs-met"},
        {**day("closed_on", 2, 7), "reason": "moved-away"},
        (("Why", "Needs met", "Moved away"), ("Closed on", "2 July 2013", "2 July 2013")),
        "",
        ends=422,
    )
    yield Case(
        "cases_pages.reopen_assessment",
        lambda world: world.closed(),
        {"reason": "closed-by-mistake"},
        {"reason": "moved-back"},
        (("Why it is opened again", "Closed by mistake", "Moved back"),),
        "",
        ends=422,
    )
    yield Case(
        "cases_pages.record_team_meeting",
        lambda world: f"{world.assessed}/team-meetings/new",
        lambda world: {**day("meets_on", 1, 7), **world.visitor(1)},
        lambda world: {**day("meets_on", 1, 7), **world.visitor(1, "Midwife")},
        (
            ("Health visitor, HEALTH-2 agency", "Invited", "Nothing"),
            ("Somebody else, 1: role", "Nothing", "Midwife"),
        ),
        "The team meeting has been recorded.",
        merged=day("meets_on", 2, 7),
    )
    yield Case(
        "cases_pages.change_team_meeting",
        lambda world: world.team_meeting(),
        lambda world: world.visitor(1, "Midwife"),
        {"known_1_attendance": "attended"},
        (
            ("Health visitor, HEALTH-2 agency", "Invited", "Attended"),
            ("Midwife, HEALTH-2 agency", "Invited", "Nothing"),
        ),
        "Health visitor, HEALTH-2 agency: attended",
    )
    yield Case(
        "cases_pages.reopen_form",
        lambda world: world.completed_form(),
        None,
        {"reason": "family-asked"},
        (("Why it is opened again", "Nothing", "Family asked"),),
        "The form has been opened again.",
        elsewhere=lambda world, address: world.form.again(SLEEP),
    )


def _of_referrals() -> Iterator[Case]:
    def asks(world: World, address: str) -> None:
        world.done(f"{address.rsplit('/', 1)[0]}/question", {"question": "Which school?"})

    def answers(world: World, address: str) -> None:
        sent = {**form_of(world.second.get(address)), "answer": "The first answer."}
        assert world.second.post(f"{address}/answer", sent, page=address).status == 303

    yield Case(
        "cases_pages.ask_about_referral",
        lambda world: f"{world.referral()}/question",
        {"question": "Which school?"},
        {"question": "Which doctor?"},
        (("What you ask", "Which school?", "Which doctor?"),),
        "",
        ends=422,
    )
    yield Case(
        "cases_pages.answer_referral",
        lambda world: world.asked_referral(),
        None,
        {"answer": "Another answer."},
        (("Answer to: Which school?", "The first answer.", "Another answer."),),
        "",
        posts="/answer",
        elsewhere=answers,
        ends=422,
    )
    yield Case(
        "cases_pages.take_referral_to_meeting",
        lambda world: (world.rollout(), f"{world.referral()}/meeting")[1],
        None,
        lambda world: {"meeting_id": world.latest_meeting()},
        (("Which meeting", "Nothing", "12 July 2013: Wollaton West"),),
        "The referral has been taken to the meeting.",
        elsewhere=asks,
    )
    yield Case(
        "cases_pages.accept_referral",
        lambda world: f"{world.referral()}/acceptance",
        None,
        {"family": "new"},
        (("Which family it is about", "Nothing", "A new family"),),
        "The referral has been accepted.",
        elsewhere=asks,
    )
    yield Case(
        "cases_pages.decline_referral",
        lambda world: f"{world.referral()}/decline",
        None,
        {"reason": "another-reason", "explanation": "They moved."},
        (("Explanation", "Nothing", "They moved."),),
        "The referral has been declined.",
        elsewhere=asks,
    )


def _of_meetings() -> Iterator[Case]:
    def replans(world: World, address: str) -> None:
        world.done(f"{address.removesuffix('/close')}/plan", {"rollout": "5"})

    yield Case(
        "cases_pages.change_plan",
        lambda world: f"{world.rollout()}/plan",
        {"rollout": "5"},
        day("held_on", 19, 7),
        (("Rollout", "5", "4"), ("Day of the meeting", "12 July 2013", "19 July 2013")),
        "Rollout 5",
        merged={"rollout": "5"},
    )
    yield Case(
        "cases_pages.close_meeting",
        lambda world: f"{world.rollout()}/close",
        None,
        lambda world: {"present": [world.agency("EWS")]},
        (("Agencies that were present", "Nothing", "Education Welfare Service"),),
        "The meeting is closed.",
        elsewhere=replans,
    )
    yield Case(
        "cases_pages.answer_list",
        lambda world: f"{world.rollout()}/lists/{world.agency('EWS')}",
        lambda world: {f"knows-{world.listed}": "known"},
        lambda world: {f"knows-{world.listed}": "not-known"},
        (("PF-", "Known", "Not known"),),
        "The answers are saved.",
    )
    yield Case(
        "campaigns_pages.answer_cases",
        lambda world: f"{world.campaign()}?show=all",
        lambda world: {f"case-{world.case}-answer": "still-open"},
        lambda world: {f"case-{world.case}-answer": "not-ours", f"case-{world.case}-who": "YOT"},
        ((": answer", "Still open", "Not ours"), (": whose it is", "Nothing", "YOT")),
        "1 answer has been saved.",
    )


def _of_quality() -> Iterator[Case]:
    def names_an_auditor(world: World, address: str) -> None:
        world.done(f"{address.removesuffix('/take-out')}/auditor", {"auditor_id": world.users[0]})

    def finds(world: World, address: str) -> None:
        with Sessions() as session, session.begin():
            session.execute(sa.text(audits.CLASHING))

    yield Case(
        "cases_pages.name_auditor",
        lambda world: f"{world.sampled()}/auditor",
        lambda world: {"auditor_id": world.users[0]},
        lambda world: {"auditor_id": world.users[1]},
        (("Who audits it", "Lee Example", "Lee Example"),),
        "The auditor has been named.",
    )
    yield Case(
        "cases_pages.take_out",
        lambda world: f"{world.sampled()}/take-out",
        None,
        {"reason": "not-of-the-category"},
        (("Why it is taken out", "Nothing", "Not of the category"),),
        "The assessment has been taken out of the sample.",
        elsewhere=names_an_auditor,
    )
    yield Case(
        "cases_pages.save_audit_review",
        lambda world: f"{world.to_review()}/review",
        None,
        {"findings": "Seen by me."},
        (("Findings", "Seen by another.", "Seen by me."),),
        "The draft has been saved.",
        elsewhere=finds,
        merged={"findings": "Seen by both."},
    )
    yield Case(
        "cases_pages.change_training_session",
        lambda world: f"{world.session()}/change",
        {"venue": "Library"},
        {"capacity": "5"},
        (("Where it is held", "Library", "Town hall"), ("Places", "1", "5")),
        "Library",
        merged={"venue": "Library"},
    )
