"""Reminders: everybody's own, and for administrators how they go out."""

from tests.edges.route_table.vocabulary import ADMINISTRATOR, call, everyone, only, page

A_CHOICE = {"daily": True, "weekly": False, "at_once": True}

PAGES = [
    page("reminders_pages.reminders", "/reminders", everyone(200)),
    # What the table sends names no version, so it says that the choice was changed meanwhile.
    page("reminders_pages.choose", "/reminders", everyone(409), method="POST"),
]

CALLS = [
    call("reminders_api.list_reminders", "/reminders", everyone(200)),
    call("reminders_api.open_choice", "/reminders/choice", everyone(200)),
    call("reminders_api.choose", "/reminders/choice", everyone(200), method="PUT", body=A_CHOICE),
    call("reminders_api.open_sending", "/reminders/sending", only(200, ADMINISTRATOR)),
]

MATCHED = {"reminders_api.choose"}
