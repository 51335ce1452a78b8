"""Every form that carries the version it started from: what two people enter in it, and what comes of it.

A case says where its form is, what the first of two people saves, what the second enters from the same
version, and what the second is shown.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa

from app.db import Sessions
from tests.cases.test_one_plan import SLEEP
from tests.edges import test_quality_audits_pages as audits
from tests.edges.route_table import board_words, partners
from tests.edges.two_at_once_world import A_REVIEW, NEWCOMER, Sent, World, day, form_of


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
    yield from _of_agreements()
    yield from _of_rule_packs()
    yield from _of_claims()
    yield from _of_claim_lines()
    yield from _of_the_board_report()


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


def _of_rule_packs() -> Iterator[Case]:
    saved, board = "The draft is saved.", "Board, 10 July 2013"
    yield Case(
        "claims_pages.change_problem",
        lambda world: f"{world.draft('P1-2013')}/problems/local",
        {"needed": "2", "decided_in": board},
        {"needed": "3", "decided_in": board},
        (("How many are needed", "2", "3"), ("Where this was decided", board, board)),
        saved,
    )
    yield Case(
        "claims_pages.change_measure",
        lambda world: f"{world.draft('P2-NOTTINGHAM-1')}/measures/health",
        {"months-1": "9", "decided_in": board},
        {"months-1": "12", "decided_in": board},
        (("Gone for at least", "9", "12"),),
        saved,
    )
    yield Case(
        "claims_pages.change_discretion",
        lambda world: f"{world.draft('P2-NOTTINGHAM-1')}/discretion",
        {"allowed": "yes", "decided_in": board},
        {"allowed": "yes", "decided_in": "Outcome plan"},
        (("May a failed part be let pass", "Yes", "Yes"), ("Where this was", board, "Outcome plan")),
        saved,
    )


def _of_claims() -> Iterator[Case]:
    yield Case(
        "claims_pages.record_claim_finding",
        lambda world: world.claim_under_audit(),
        {"finding": "upheld"},
        {"finding": "evidence-missing", "note": "No register."},
        (("What was found", "Upheld", "Evidence missing"), ("Note", "Nothing", "No register.")),
        "The finding has been recorded.",
    )
    yield Case(
        "claims_pages.correct_assurance_visit",
        lambda world: f"{world.assurance_visit()}/change",
        {"visitors": "Three peers"},
        {"rating": "not-assured"},
        (("Who came", "Three peers", "Two peers"), ("Rating", "Assured", "Not assured")),
        "The visit has been corrected.",
        merged={"visitors": "Three peers"},
    )


def _of_agreements() -> Iterator[Case]:
    yield Case(
        "cases_pages.change_agreement",
        lambda world: world.agreement(),
        {"title": "Sharing for case work, second edition"},
        {"kind": "evidence-for-claims"},
        (
            ("Title", "Sharing for case work, second edition", "Sharing for case work"),
            ("What it is for", "Case work", "Evidence for claims"),
        ),
        "The agreement has been changed.",
        merged={"title": "Sharing for case work, second edition"},
    )


def _of_claim_lines() -> Iterator[Case]:
    yield Case(
        "claims_pages.change_window",
        lambda world: f"{world.claim_window()}/change",
        {"label": "Summer 2013", **day("closes_on", 2, 8)},
        {"label": "Late summer 2013"},
        (
            ("Name", "Summer 2013", "Late summer 2013"),
            ("Closes on", "2 August 2013", "31 July 2013"),
        ),
        "The window has been changed.",
        merged=day("closes_on", 2, 8),
    )
    yield Case(
        "claims_pages.say_another_family",
        lambda world: f"{world.claim_line()}/another-family",
        None,
        {"reason": "Another word."},
        (("Reason", "Nothing", "Another word."),),
        "",
        elsewhere=_somebody_moves_it,
        ends=422,
    )
    for endpoint, way, then in (
        ("claims_pages.withdraw_line", "withdraw", "The line has been withdrawn."),
        ("claims_pages.take_back", "take-back", "The line is a draft again."),
    ):
        yield Case(
            endpoint,
            lambda world, way=way: f"{world.claim_line()}/{way}",
            None,
            {"reason": "Another word."},
            (("Reason", "Nothing", "Another word."),),
            then,
            elsewhere=_somebody_moves_it,
        )


def _somebody_moves_it(_: World, address: str) -> None:
    """A line is moved, and moved back, by somebody else."""
    with Sessions() as session, session.begin():
        moved = sa.text("update claim_line set version = version + 2 where id = cast(:line as uuid)")
        session.execute(moved, {"line": address.split("/")[-2]})


def _of_the_board_report() -> Iterator[Case]:
    yield Case(
        "cases_pages.change_agreement",
        lambda world: f"/agreements/{partners.places(world.led.health)['agreement']}",
        {"title": "Theirs, of July"},
        {"title": "Mine, of July"},
        (("Title", "Theirs, of July", "Mine, of July"),),
        "The agreement has been changed.",
    )
    yield Case(
        "reports_pages.save_board_text",
        lambda world: "/reports/words/2013-03-31/legal",
        {"text": "With consent."},
        {"text": "Only with consent."},
        (("Text", "With consent.", "Only with consent."),),
        "The text has been saved.",
        merged={"text": "With consent, and only so."},
    )
    yield Case(
        "reports_pages.change_board_recommendation",
        lambda world: f"/reports/recommendations/{board_words.places()['recommendation']}/change",
        {"owner": "Dana Sample, Director"},
        day("done_on", 1, 7),
        (
            ("Named officer", "Dana Sample, Director", "Ada Example"),
            ("Done on", "Nothing", "1 July 2013"),
        ),
        "It has been saved.",
        merged={"owner": "Dana Sample, Director"},
    )
    yield Case(
        "reports_pages.change_board_risk",
        lambda world: f"/reports/risks/{board_words.places()['risk']}/change",
        {"trend": "rising"},
        {"mitigation": "Look each week."},
        (("Where is it going", "Rising", "Steady"), ("What we do about it", "Look.", "Look each week.")),
        "It has been saved.",
        merged={"trend": "rising"},
    )
    yield Case(
        "reports_pages.set_board_title_block",
        lambda world: "/reports/title-block",
        {**board_words.A_TITLE_BLOCK, "director": "Theirs, Director"},
        {**board_words.A_TITLE_BLOCK, "director": "Mine, Director", "objectives": ["attendance"]},
        (("Director", "Theirs, Director", "Mine, Director"),),
        "It has been saved.",
    )
