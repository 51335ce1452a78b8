"""The form of an assessment in the database: what is saved, what is refused, and what leaves no trace."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from app.access.family_access import family_scope
from app.access.policies import SYSTEM, Actor
from app.access.roles import Role
from app.cases.models.assessments import AssessedChild, Assessment, Consent
from app.cases.models.people import Family
from app.cases.queries.forms import drafts_of
from app.cases.rules.form import Content, FormState, PlannedAction, ReopenReason
from app.cases.rules.form_boxes import Box, FormSection
from app.cases.rules.form_clash import Keep
from app.cases.rules.form_frozen import thawed
from app.cases.rules.vocabulary import AssessmentKind, ClosureReason, ConsentDecision
from app.cases.services import form_completion, forms
from app.db import Sessions, reading, transaction
from app.errors import Conflict, Forbidden, NotFound, RuleRefused
from tests.cases.builders import (
    TODAY,
    a_family,
    a_lead,
    a_person,
    a_practitioner,
    an_agency,
    an_allocation,
    an_establishment,
)
from tests.conftest import COORDINATOR
from tests.rules.test_assessment_form import COMPLETE

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime(2026, 5, 4, 9, 42, tzinfo=UTC)
CAF_COORDINATOR = Actor(UUID(int=103), frozenset({Role.CAF_COORDINATOR}))


def an_assessment(family_id: UUID | None = None, *, child: UUID | None = None, **given: Any) -> UUID:
    family_id = family_id or a_family()
    child = child or a_person(family_id)
    assessment = Assessment(
        import_key=str(uuid4()),
        family_id=family_id,
        kind=AssessmentKind.CAF,
        initiated_on=date(2013, 6, 3),
        initiating_agency_id=an_agency(uuid4().hex[:8].upper()),
        **given,
    )
    with transaction(SYSTEM) as session:
        session.add(assessment)
        session.flush()
        session.add(AssessedChild(assessment_id=assessment.id, person_id=child))
    return assessment.id


def save(assessment_id: UUID, section: FormSection, content: Content, **given: Any) -> forms.SectionSaved:
    kept = {"version": 0, "actor": COORDINATOR, "today": TODAY, "now": NOW, **given}
    return forms.save_section(assessment_id, section, content, **kept)


def opened(assessment_id: UUID, actor: Actor = COORDINATOR) -> forms.FormOnFile:
    return forms.open_form(assessment_id, actor=actor, today=TODAY)


def complete(assessment_id: UUID) -> forms.FormOnFile:
    for section, content in COMPLETE.items():
        save(assessment_id, section, content)
    version = opened(assessment_id).version
    return form_completion.complete_form(
        assessment_id, version=version, actor=COORDINATOR, today=TODAY, now=NOW
    )


def audited(*actions: str) -> Sequence[Any]:
    with Sessions() as session:
        found = session.execute(sa.text("select action, details from audit_event order by position"))
        return [row for row in found if row.action in actions]


def words(text: str) -> Content:
    return Content({Box.CONCLUSIONS: text})


def test_the_first_save_of_a_form_begins_the_assessment_and_is_audited_without_a_word_of_it() -> None:
    assessment = an_assessment()

    saved = save(assessment, FormSection.CONCLUSIONS, words("Nan helps"))

    form = opened(assessment)
    assert saved.version == form.version == 1
    assert form.started_on == TODAY
    assert form.kept(FormSection.CONCLUSIONS).content == words("Nan helps")
    (event,) = audited("assessment-form.section-saved")
    assert event.details == {"assessment_id": str(assessment), "section": "conclusions", "version": 1}


def test_saving_the_same_again_is_harmless_whatever_version_it_was_seen_at() -> None:
    assessment = an_assessment()
    save(assessment, FormSection.CONCLUSIONS, words("Nan helps"))

    again = save(assessment, FormSection.CONCLUSIONS, words("Nan helps"), version=0)

    assert again.version == 1
    assert len(audited("assessment-form.section-saved")) == 1


def test_a_plan_keeps_its_rows_in_order_with_half_a_date_as_it_was_entered() -> None:
    assessment = an_assessment()
    rows = (PlannedAction("a", "b", "c", "27/9/2013"), PlannedAction("d", by_when="27/9"))
    save(assessment, FormSection.PLAN, Content(actions=rows))

    save(assessment, FormSection.PLAN, Content(actions=rows[::-1]), version=1)

    assert opened(assessment).kept(FormSection.PLAN).content.actions == rows[::-1]
    with Sessions() as session:
        found = session.execute(sa.text("select by_on from form_action order by position")).scalars().all()
    assert found == [None, date(2013, 9, 27)]


def test_different_sections_do_not_clash_and_the_same_one_does() -> None:
    assessment = an_assessment()
    save(assessment, FormSection.CONCLUSIONS, words("Theirs"))
    save(assessment, FormSection.WORDS, Content({Box.CHILDS_WORDS: "I like maths"}))

    with pytest.raises(Conflict) as refused:
        save(assessment, FormSection.CONCLUSIONS, words("Mine"))

    assert refused.value.code == "changed-meanwhile"
    assert opened(assessment).kept(FormSection.CONCLUSIONS).content == words("Theirs")


def test_a_choice_of_both_keeps_both_and_one_that_leaves_something_out_changes_nothing() -> None:
    assessment = an_assessment()
    save(assessment, FormSection.CONCLUSIONS, words("Theirs"))

    with pytest.raises(Conflict):
        save(assessment, FormSection.CONCLUSIONS, words("Mine"), version=1, choices={})
    save(assessment, FormSection.CONCLUSIONS, words("Mine"), version=1, choices={"conclusions": Keep.BOTH})

    assert opened(assessment).kept(FormSection.CONCLUSIONS).content == words("Theirs\n\nMine")


def test_completing_dates_the_assessment_and_makes_the_form_read_only() -> None:
    assessment = an_assessment()

    form = complete(assessment)

    assert (form.state, form.completed_on, form.version) == (FormState.COMPLETED, TODAY, 8)
    with pytest.raises(RuleRefused, match="Reopen"):
        save(assessment, FormSection.CONCLUSIONS, words("Later"), version=1)
    with Sessions() as session:
        family = session.get_one(Family, form.family_id)
    assert family.version == 3, "begun, completed"
    assert len(audited("assessment-form.completed")) == 1


def test_an_unfinished_form_is_not_completed_and_one_changed_meanwhile_neither() -> None:
    assessment = an_assessment()
    save(assessment, FormSection.CONCLUSIONS, words("Nan helps"))

    for version, kind in ((1, RuleRefused), (7, Conflict)):
        with pytest.raises(kind):
            form_completion.complete_form(
                assessment, version=version, actor=COORDINATOR, today=TODAY, now=NOW
            )

    assert opened(assessment).completed_on is None
    assert audited("assessment-form.completed") == []


def test_a_reopened_form_is_a_draft_again_and_tells_why() -> None:
    assessment = an_assessment()
    version = complete(assessment).version

    form = form_completion.reopen_form(
        assessment,
        ReopenReason.FAMILY_ASKED,
        version=version,
        actor=COORDINATOR,
        today=TODAY,
        now=NOW + timedelta(hours=1),
    )

    assert (form.state, form.completed_on, form.version) == (FormState.DRAFT, None, version + 1)
    assert form.completions[0].reopen_reason is ReopenReason.FAMILY_ASKED
    then = forms.print_completion(
        assessment, form.completions[0].id, organisation="A council", actor=COORDINATOR, today=TODAY
    )
    assert (then.is_draft, then.content[:5]) == (False, b"%PDF-")
    assert len(audited("assessment-form.completion-printed")) == 1
    with Sessions() as session:
        kept = session.execute(sa.text("select content from form_completion")).scalar_one()
    assert thawed(kept) == COMPLETE
    (event,) = audited("assessment-form.reopened")
    assert event.details["reason"] == "family-asked"
    with pytest.raises(RuleRefused):
        form_completion.reopen_form(
            assessment,
            ReopenReason.FAMILY_ASKED,
            version=form.version,
            actor=COORDINATOR,
            today=TODAY,
            now=NOW,
        )


@pytest.mark.parametrize(
    ("given", "consent", "code"),
    [
        ({"closed_on": TODAY, "closure_reason": ClosureReason.NEEDS_MET}, None, "assessment-closed"),
        ({}, ConsentDecision.REFUSED, "no-consent"),
        ({}, ConsentDecision.WITHDRAWN, "no-consent"),
    ],
)
def test_a_form_that_is_closed_or_not_agreed_to_takes_nothing(
    given: dict[str, Any], consent: ConsentDecision | None, code: str
) -> None:
    assessment = an_assessment(**given)
    if consent:
        with transaction(SYSTEM) as session:
            session.add(
                Consent(assessment_id=assessment, decided_on=date(2013, 6, 1), decision=ConsentDecision.GIVEN)
            )
            session.add(Consent(assessment_id=assessment, decided_on=TODAY, decision=consent))

    with pytest.raises(RuleRefused) as refused:
        save(assessment, FormSection.CONCLUSIONS, words("Nan helps"))

    assert refused.value.code == code
    assert opened(assessment).sections == {}


def test_a_lead_fills_in_the_forms_of_their_families_and_is_told_of_no_others() -> None:
    family, lead, agency = a_family(), a_practitioner(), an_agency("EWS")
    a_lead(an_allocation(family, agency), lead, an_establishment(agency))
    actor = Actor(uuid4(), frozenset({Role.LEAD_PROFESSIONAL}), practitioner_id=lead)
    theirs = an_assessment(family)
    hidden = an_assessment(a_family())

    save(theirs, FormSection.CONCLUSIONS, words("Nan helps"), actor=actor)

    for unknown in (hidden, uuid4()):
        with pytest.raises(NotFound, match="no such assessment"):
            opened(unknown, actor)
        with pytest.raises(NotFound, match="no such assessment"):
            save(unknown, FormSection.CONCLUSIONS, words("x"), actor=actor)
    with reading(actor) as session:
        (draft,) = drafts_of(session, actor.user_id, family_scope(actor), TODAY)
    assert draft.assessment_id == theirs


def test_the_caf_coordinator_reads_every_form_and_changes_none() -> None:
    assessment = an_assessment()
    save(assessment, FormSection.CONCLUSIONS, words("Nan helps"))

    form = opened(assessment, CAF_COORDINATOR)

    assert not form.can_be_filled_in
    with pytest.raises(Forbidden):
        save(assessment, FormSection.CONCLUSIONS, words("x"), actor=CAF_COORDINATOR)


def test_a_paper_is_marked_as_a_draft_has_the_same_bytes_each_time_and_is_audited() -> None:
    assessment = an_assessment()
    with pytest.raises(RuleRefused):
        forms.print_form(assessment, organisation="A council", actor=COORDINATOR, today=TODAY)
    save(assessment, FormSection.WORDS, Content({Box.CHILDS_WORDS: "I <like> maths & \x07\nart, ਪੰਜਾਬੀ"}))

    first, second = (
        forms.print_form(assessment, organisation="A council", actor=COORDINATOR, today=TODAY)
        for _ in range(2)
    )

    assert first.is_draft
    assert first.content == second.content
    assert first.content.startswith(b"%PDF-")
    assert "Tansy" not in first.name
    assert len(audited("assessment-form.printed")) == 2
