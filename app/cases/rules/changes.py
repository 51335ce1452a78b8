"""Which of the things done to a family's record are news for those who lead it, and what each is called."""

from dataclasses import dataclass
from datetime import timedelta

NEWS_FOR = timedelta(weeks=4)
"""How long a change by somebody else is news: ours, as long as a family may go without contact."""


@dataclass(frozen=True, slots=True)
class Change:
    """What was done, as it is read, and the part of the record where it stands; the map has its own page.

    of_assessment: it tells of an assessment, or of a note that may tell of one, which consent may keep from
    those who do not hold the record.
    """

    words: str
    part: str
    of_assessment: bool = False


def _of_assessment(words: str, part: str = "assessments") -> Change:
    return Change(words, part, of_assessment=True)


# By the action that the audit trail keeps. Openings, searches and prints are no changes, and neither is what
# is done to people's accounts. The words are ours and hold nothing that anybody wrote.
CHANGES: dict[str, Change] = {
    "family.registered": Change("Family registered", "people"),
    "family.identified": Change("Brought on to the programme’s list", "decisions"),
    "family.decided-on": Change("Triage decision recorded", "decisions"),
    "family.allocated": Change("Allocated to an agency", "allocations"),
    "family.allocation-taken-back": Change("Allocation taken back", "allocations"),
    "family.lead-changed": Change("Lead professional changed", "allocations"),
    "family.team-joined": Change("Somebody joined the team", "team"),
    "family.team-left": Change("Somebody left the team", "team"),
    "family.moved": Change("Move of the family recorded", "residences"),
    "family.ward-corrected": Change("Ward corrected", "residences"),
    "residence.corrected": Change("Address corrected", "residences"),
    "person.added": Change("Person added", "people"),
    "person.left": Change("Person left the household", "people"),
    "person.moved": Change("Person moved between households", "people"),
    "person.born": Change("Birth recorded", "people"),
    "person.corrected": Change("Person corrected", "people"),
    "person.never-here": Change("Person taken out, as never here", "corrections"),
    "person.put-back": Change("Person put back who had been taken out", "people"),
    "family.merged": Change("Two records of the family merged", "people"),
    "family.merge-undone": Change("Merge of two records of the family undone", "people"),
    "person.merged": Change("Two records of a person merged", "people"),
    "person.merge-undone": Change("Merge of two records of a person undone", "people"),
    "relationship.recorded": Change("Relationship recorded on the family map", "map"),
    "relationship.corrected": Change("Relationship on the family map corrected", "map"),
    "relationship.ended": Change("End of a relationship recorded on the family map", "map"),
    "relationship.withdrawn": Change("Relationship taken off the family map", "map"),
    "note.written": _of_assessment("Case note written", "notes"),
    "note.corrected": _of_assessment("Case note corrected", "notes"),
    "oversight.written": _of_assessment("Oversight note written", "notes"),
    "assessment.registered": _of_assessment("Assessment registered"),
    "assessment.dated": _of_assessment("Stage of an assessment recorded"),
    "assessment.date-corrected": _of_assessment("Date of an assessment corrected"),
    "assessment.closed": _of_assessment("Assessment closed"),
    "assessment.reopened": _of_assessment("Assessment opened again"),
    "assessment.consent-recorded": _of_assessment("Decision about consent recorded", "consent"),
    "assessment.sharing-asked": _of_assessment("Sharing without consent asked for", "consent"),
    "assessment.sharing-approved": _of_assessment("Sharing without consent approved", "consent"),
    "assessment.sharing-refused": _of_assessment("Sharing without consent refused", "consent"),
    "assessment.sharing-ended": _of_assessment("Sharing without consent ended", "consent"),
    "assessment-form.section-saved": _of_assessment("Form of an assessment filled in", "forms"),
    "assessment-form.completed": _of_assessment("Form of an assessment completed", "forms"),
    "assessment-form.reopened": _of_assessment("Form of an assessment opened again", "forms"),
    "team-meeting.recorded": _of_assessment("Team meeting recorded"),
    "team-meeting.changed": _of_assessment("Team meeting changed"),
    "review.recorded": _of_assessment("Review recorded"),
    "review.corrected": _of_assessment("Review corrected"),
    "plan-action.agreed": _of_assessment("Action agreed on"),
    "plan-action.changed": _of_assessment("Action of the plan changed"),
}

OF_ASSESSMENTS = frozenset(action for action, change in CHANGES.items() if change.of_assessment)
