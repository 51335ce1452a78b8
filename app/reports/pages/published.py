"""An approved public report for whoever has its link: no sign-in, and no search engine."""

from flask import Response, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import govuk
from app.access import sessions
from app.reports import links
from app.reports.pages.releases import USES, in_reading_order

FOLLOWED = "60 per minute"
"""How often links are followed from one place: far from enough to guess one."""

OWN_STYLE_ONLY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""What the report's own web page needs: its style and its charts, and nothing that runs or is fetched.

No other site may frame it, as none may any page.
"""

READ_HERE = frozenset({"text/html", "application/pdf"})

pages = govuk.page_blueprint("published_pages", __name__, open_to_all=("published", "published_file"))


@pages.after_request
def keep_apart(response: Response) -> Response:
    """Keep the report out of search engines, and its address out of other sites' logs."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@pages.get("/published/<token>")
@sessions.limiter.limit(FOLLOWED)
def published(token: str) -> str | Response:
    """What the report is, and its files."""
    try:
        found = links.follow(token)
    except links.LinkClosed as closed:
        return _closed(closed)
    return render_template(
        "reports/published.html",
        report=found.summary,
        expires_at=found.expires_at,
        uses=USES,
        files=[
            (file, url_for("published_pages.published_file", token=token, name=file.name))
            for file in in_reading_order(found.files)
        ],
    )


@pages.get("/published/<token>/<name>")
@sessions.limiter.limit(FOLLOWED)
def published_file(token: str, name: str) -> AnyResponse:
    """A file of the report: the web page and the paper to read, the others to keep. The download is noted."""
    try:
        found = links.published_file(token, name)
    except links.LinkClosed as closed:
        return _closed(closed)
    response = Response(found.content, mimetype=found.media_type)
    shown = "inline" if found.media_type in READ_HERE else "attachment"
    response.headers.set("Content-Disposition", shown, filename=found.name)
    if found.media_type == "text/html":
        response.headers["Content-Security-Policy"] = OWN_STYLE_ONLY
    return response


def _closed(closed: links.LinkClosed) -> Response:
    return govuk.error_page(
        410, "This report is no longer open", f"{closed.message} Ask whoever gave you the link for another."
    )
