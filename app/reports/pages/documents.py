"""A document in a page: its body with every number a link, and its charts in the page itself."""

from base64 import b64encode
from collections.abc import Callable

from markupsafe import Markup

from app import govuk
from app.access.policies import may
from app.access.roles import Action
from app.reports.render.html import body_html
from app.reports.render.svg import chart_svg
from app.reports.rules.document import Document


def body(document: Document, address_of: Callable[[str], str]) -> Markup:
    """A document's body. address_of: where a figure opens; nobody else's numbers are links."""
    opens = may(govuk.actor(), Action.OPEN_FIGURES)
    own = set(document.figures)  # what the last report said opens there
    return body_html(
        document,
        link=lambda figure_id: address_of(figure_id) if opens and figure_id in own else None,
        # A chart made here costs nothing more; an address of its own would open the document once again.
        chart_url=lambda chart_id: _data_address(chart_svg(document, chart_id)),
    )


def _data_address(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg).decode()}"
