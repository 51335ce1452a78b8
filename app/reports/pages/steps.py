"""A button of a report's or a return's page that takes one step, and shows the page again where it cannot."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, request
from marshmallow import Schema

from app import govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.clashes import Page
from app.govuk import Form


def take_step(
    action: Action,
    form: Schema,
    act: Callable[[dict[str, Any]], object],
    done: str,
    *,
    shown: Callable[[Form], str],
    address: str,
    field_of: Mapping[str, str] | None = None,
    entered_at: Mapping[str, str] | None = None,
) -> Page:
    """Do what a form asks for and go on to an address; or show its page as it stands, with what was entered.

    field_of: at which field a refusal is said, by its code. entered_at: what the page calls the form's
    fields, where that is otherwise.
    """
    check_may(govuk.actor(), action)
    try:
        act(govuk.load_form(form, request.form))
    except govuk.REFUSALS as refusal:
        if isinstance(refusal, govuk.FormRefused) and entered_at:
            refusal = govuk.FormRefused(
                {entered_at.get(name, name): sentence for name, sentence in refusal.errors.items()}
            )
        return govuk.redisplay(refusal, shown, field_of=field_of)
    flash(done)
    return redirect(address, 303)
