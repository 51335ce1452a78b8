"""A form that saves itself as a draft while it is filled in: what its script (form.js) is told of each save.

The form's own address takes such a save with PUT. Anything but JSON tells the script that nobody is signed in
or that the form is not for this person any more.
"""

from collections.abc import Callable
from datetime import datetime

from flask import Response, jsonify

from app import govuk
from app.errors import Conflict, DomainError


def answer(save: Callable[[], tuple[int, datetime]]) -> tuple[Response, int]:
    """Save a draft, and say which version it has now and when it was saved; or in a sentence why it is not.

    A clash is told apart (409), since the person has to choose: the form's own button shows both versions.
    """
    try:
        version, saved_at = save()
    except govuk.REFUSALS as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        said = refusal.message if isinstance(refusal, DomainError) else next(iter(refusal.errors.values()))
        return jsonify(sentence=said), status
    return jsonify(version=version, saved_at=govuk.time_of_day(saved_at)), 200
