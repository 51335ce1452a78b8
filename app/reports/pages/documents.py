"""A document in a page: its body, each number and each bar of it a link."""

from collections.abc import Callable

from markupsafe import Markup

from app import govuk
from app.access.policies import may
from app.access.roles import Action
from app.reports.render.html import body_html
from app.reports.rules.document import Document


def body(document: Document, address_of: Callable[[str], str]) -> Markup:
    """A document's body. address_of: where a figure opens, for those who may see cases.

    Everybody else's numbers lead to what they count, where the document says it.
    """
    opens = may(govuk.actor(), Action.OPEN_FIGURES)
    own = set(document.figures)  # what the last report said opens there
    return body_html(
        document, link=lambda figure_id: address_of(figure_id) if opens and figure_id in own else None
    )
