"""Who may do what, from the policies."""

from app.access import family_access, policies
from app.access.roles import REFUSALS, ROLES_MAY, Action, Role
from scripts.docs.markdown import doc, page, table


def roles() -> str:
    """Each role with what it may do, each action with whom it refuses, and the families that each sees."""
    return page(
        "Roles",
        "`app/access/roles.py`, `policies.py` and `family_access.py`",
        "A person may hold several roles and then may do what any of them may. Every page, every answer to a "
        "program and every command asks these policies. A role with nothing in the table has been given its "
        "name and nothing else yet.",
        "## What each role may do",
        table(("Role", "May"), ((role.label, _allowed(role)) for role in Role)),
        "## What each action needs, and what others are told",
        table(
            ("Action", "Roles", "Everybody else is told"),
            ((_plain(action), _holders(action), REFUSALS[action]) for action in Action),
        ),
        "## Whose families",
        "To list families is one thing and which ones another.",
        doc(family_access.family_scope.__doc__),
        "A head teacher posted to a school sees the families led from that school and none of another's. A "
        "posting that names the whole agency covers all of it. Postings have dates, and so has access.",
        "## Which sampled assessments",
        doc(policies.can_read_sampled.__doc__),
        "## Whose training",
        doc(policies.can_book_for.__doc__),
        "## Whose triage lists",
        doc(policies.can_answer_for.__doc__),
        "Of any other family whoever leads or manages families learns one thing, by a search with a child's "
        "forename, surname and date of birth: that the child is known to the programme, which agency leads, "
        "and whom to ask.",
        "## Which reports",
        doc(policies.check_can_see_release.__doc__).partition("\n\n")[2],
        "## Actors that are nobody",
        "Work that nobody asked for, such as sending lost messages again, acts as the system, which has no "
        "role.",
        "The `loxley` command acts as the command line, which may do what these may: "
        f"{_listed(sorted(policies.COMMAND_LINE.roles, key=list(Role).index))}. Whoever can run it holds the "
        "database already.",
    )


def _allowed(role: Role) -> str:
    found = [_plain(action) for action in Action if role in ROLES_MAY[action]]
    return "; ".join(found) or "nothing yet"


def _holders(action: Action) -> str:
    return _listed([role for role in Role if role in ROLES_MAY[action]])


def _listed(found: list[Role]) -> str:
    return "; ".join(role.label for role in found)


def _plain(action: Action) -> str:
    return action.value.replace("-", " ").replace("caf", "CAF")
