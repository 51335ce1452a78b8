"""Returns for the pages that are looked at: one that is prepared, and one that was submitted."""

from app.claims.rules.returns import AnswerOutcome
from app.claims.services import answering, returning
from app.claims.services.answering import Answer
from tests.days import TODAY
from tests.reports import returning as world


def returns_to_show() -> dict[str, object]:
    """A submitted return with a line to repay, and one after it that is being prepared."""
    people, window = world.the_people(), world.july()
    world.audited(4, window, people)
    submitted = returning.prepare(window, actor=people.preparer, on=TODAY)
    world.submitted(submitted, people)
    paid, waiting = [
        line.then.line_id for line in world.opened(submitted, people.preparer).claimed if line.value_pence
    ][:2]
    for answer in (
        Answer(AnswerOutcome.PAID, TODAY),
        Answer(AnswerOutcome.NOT_VALID, TODAY, reason="A spot check found no proof of attendance."),
    ):
        version = world.version_of(submitted)
        answering.answer_line(submitted, version, paid, answer, actor=people.preparer, on=TODAY)
    world.audited(2, window, people)
    prepared = returning.prepare(window, actor=people.preparer, on=TODAY)
    return {"submitted_return": submitted, "prepared_return": prepared, "waiting_line": waiting}
