"""The web application: settings, blueprints, error handlers and headers put together; nothing else."""

import hashlib
import logging
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import redis
from apiflask import APIBlueprint, APIFlask
from flask import Response, current_app, g, request, url_for
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from redis.backoff import ConstantBackoff
from redis.retry import Retry
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from app import db, govuk, http, openapi
from app.access import api as access_api
from app.access import pages as access
from app.access import sessions
from app.campaigns import api as campaigns_api
from app.campaigns.pages import answering as campaign_answers
from app.campaigns.pages import deciding as campaign_decisions
from app.campaigns.pages import running as campaigns
from app.cases.api import agreements as agreements_api
from app.cases.api import attention as attention_api
from app.cases.api import consents as consents_api
from app.cases.api import course as course_api
from app.cases.api import families as families_api
from app.cases.api import forms as forms_api
from app.cases.api import household as household_api
from app.cases.api import notes as notes_api
from app.cases.api import overview as overview_api
from app.cases.api import quality_audits as quality_audits_api
from app.cases.api import referrals as referrals_api
from app.cases.api import register as register_api
from app.cases.api import relationships as relationships_api
from app.cases.api import teams as teams_api
from app.cases.api import training as training_api
from app.cases.api import triage as triage_api
from app.cases.pages import (
    agency_words,
    agreements,
    assessment_form,
    auditing,
    consents,
    course,
    course_closing,
    course_meetings,
    course_reviews,
    families,
    family_map,
    finding,
    form_ending,
    homes,
    meetings,
    mentors,
    notes,
    people,
    quality,
    quality_audits,
    referral_decisions,
    referrals,
    register,
    registering,
    teams,
    training,
    triage_answers,
    triage_planning,
    triage_running,
)
from app.claims.api import answering as answering_api
from app.claims.api import evaluating as claims_api
from app.claims.api import internal_audits as internal_audits_api
from app.claims.api import letting_pass as letting_pass_api
from app.claims.api import lines as claim_lines_api
from app.claims.api import rule_packs as rule_packs_api
from app.claims.api import supplying as supplying_api
from app.claims.pages import answering as claim_answers
from app.claims.pages import (
    assurance,
    claim_lines,
    claim_windows,
    evidence_checks,
    evidence_requests,
    internal_audits,
    letting_pass,
    rule_packs,
    supplying,
)
from app.claims.pages import evaluating as claims
from app.config import Settings
from app.errors import Conflict, DomainError
from app.exports import api as exports_api
from app.exports.pages import asking as export_asking
from app.exports.pages import made as exports_made
from app.finance import api as finance_api
from app.finance import pages as finance
from app.home import pages as home
from app.home.health import health, measure
from app.home.navigation import place_of, places_for
from app.intake import api as intake_api
from app.intake import pages as intake
from app.jobs import broker
from app.merging import api as merging_api
from app.merging import pages as merging
from app.reminders import api as reminders_api
from app.reminders import pages as reminders
from app.reports import api as reports_api
from app.reports import api_approving as approving_api
from app.reports import api_briefs as briefs_api
from app.reports import api_dashboards as dashboards_api
from app.reports import api_returns as returns_api
from app.reports import api_words as board_words_api
from app.reports.pages import (
    approving,
    asking,
    board_registers,
    briefs,
    dashboards,
    published,
    releases,
    returns,
    sheet,
)
from app.reports.pages import cafs as caf_reports
from app.reports.pages import words as board_words

log = logging.getLogger(__name__)

# Each module hangs its pages on its package's blueprint; a package is registered once.
PAGES = {
    module.pages.name: module.pages
    for module in (
        access,
        home,
        families,
        meetings,
        notes,
        assessment_form,
        form_ending,
        teams,
        consents,
        quality,
        triage_answers,
        triage_planning,
        triage_running,
        homes,
        people,
        registering,
        register,
        finding,
        family_map,
        claims,
        finance,
        sheet,
        releases,
        asking,
        caf_reports,
        intake,
        referrals,
        referral_decisions,
        merging,
        *(
            access,
            home,
            families,
            meetings,
            quality,
            claims,
            sheet,
            dashboards,
            releases,
            asking,
            briefs,
            intake,
        ),
        *(course, course_meetings, course_reviews, course_closing),
        *(quality_audits, auditing, training, mentors, agreements),
        *(campaigns, campaign_answers, campaign_decisions),
        *(supplying, evidence_checks, evidence_requests),
        *(rule_packs, letting_pass),
        *(claim_answers, returns),
        *(claim_lines, claim_windows),
        reminders,
        *(internal_audits, assurance),
        *(approving, published),
        *(board_words, board_registers),
        *(export_asking, exports_made),
    )
}
APIS: tuple[APIBlueprint, ...] = tuple(
    {
        module.api.name: module.api
        for module in (
            access_api,
            families_api,
            notes_api,
            teams_api,
            consents_api,
            household_api,
            overview_api,
            attention_api,
            register_api,
            claims_api,
            answering_api,
            internal_audits_api,
            finance_api,
            supplying_api,
            claim_lines_api,
            reports_api,
            briefs_api,
            dashboards_api,
            returns_api,
            board_words_api,
            intake_api,
            referrals_api,
            course_api,
            forms_api,
            triage_api,
            quality_audits_api,
            training_api,
            agreements_api,
            campaigns_api,
            merging_api,
            reminders_api,
            relationships_api,
            rule_packs_api,
            letting_pass_api,
            approving_api,
            exports_api,
        )
    }.values()
)

AROUND_A_FILE = 100_000  # what a form adds to the file that it carries

STORE_SECONDS = 5
STORE_AWAY = (redis.ConnectionError, redis.TimeoutError)

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # the charts of a report are drawn into its page
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

HEADINGS = {
    400: ("Your request cannot be read", "Go back and try again."),
    403: ("You cannot open this page", "Your role does not include it."),
    404: ("There is no such page", "Check the address, or start again from your home page."),
    405: ("This page cannot be used like that", "Go back and use the buttons and links of the page."),
    409: ("Somebody else was quicker", "Go back, load the page again and check what has changed."),
    413: (
        "The file is too large",
        "It is over the limit for uploads. Choose a smaller one, or have it loaded from the command line.",
    ),
    422: ("That cannot be done", "Go back and check what you entered."),
    429: ("You have tried too often", "Wait a minute, then try again; after wrong passwords, 15 minutes."),
    500: (
        "Something went wrong in Loxley",
        "It has been noted, and nothing that you had saved is lost. Try again in a minute.",
    ),
    503: ("Loxley cannot be reached just now", "Nothing that you had saved is lost. Try again in a minute."),
}


# What is said of a button that was pressed, where that is something else.
DONE_HEADINGS = {403: "You cannot do this"}


def create_app(settings: Settings) -> APIFlask:
    """The application for one process, with its own connections. Call it after any fork.

    Raises ValueError unless the settings say where the database and the session store are.
    """
    if settings.database_url is None or settings.redis_url is None:
        raise ValueError("the site needs a database and a session store: start the services first")
    app = APIFlask("app.factory", title="Loxley", json_errors=False, spec_path=None, docs_path=None)
    app.config["UPLOAD_LIMIT_BYTES"] = settings.upload_limit_bytes
    app.config["DOCUMENTS"] = settings.documents
    app.config["MAX_CONTENT_LENGTH"] = settings.upload_limit_bytes + AROUND_A_FILE
    app.config["MAX_FORM_MEMORY_SIZE"] = 1_000_000
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a token lasts as long as its session
    app.config["COUNCIL_NAME"] = settings.council_name
    app.config["SENDS_MAIL"] = settings.mail is not None
    app.extensions["loxley_engine"] = db.connect(settings.database_url)
    broker.connect(settings.redis_url)
    sessions.install(app, settings, _store(settings.redis_url))
    _use_templates(app, settings)
    measure(app)
    csrf = CSRFProtect(app)
    for pages in (health, *PAGES.values()):
        app.register_blueprint(pages)
    for api in APIS:
        csrf.exempt(api)  # a program shows its token with every request, and no browser sends that unasked
        app.register_blueprint(api)
    openapi.install(app, APIS)
    _answer_errors(app)
    app.after_request(_protect)
    app.after_request(merging.lead_on)  # before that one: the last comes first
    return app


def _store(redis_url: str) -> redis.Redis:
    """The session store. One more try outlives its restart; a store that is away is soon said to be."""
    once_more = Retry(ConstantBackoff(0.1), 1)
    return redis.Redis.from_url(redis_url, retry=once_more, socket_timeout=STORE_SECONDS)


def _use_templates(app: APIFlask, settings: Settings) -> None:
    """Components from their package, strict templates, and what every page prints around its content."""
    own = app.jinja_loader
    components = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_loader = ChoiceLoader([loader for loader in (own, components) if loader])
    app.jinja_env.filters.update(
        long_date=govuk.long_date,
        short_date=govuk.short_date,
        at_time=govuk.at_time,
        file_size=govuk.file_size,
        agency_name=agency_words.agency_name,
    )
    app.jinja_env.globals.update(
        asset=_asset, council_name=settings.council_name, demonstration_date=settings.today
    )
    app.context_processor(_around_every_page)


def _around_every_page() -> dict[str, object]:
    actor = g.get("actor")
    places = places_for(actor) if actor else []
    here = place_of(request.path, places)
    return {
        "form": None,
        "display_name": g.get("display_name"),
        "navigation": [
            {"text": place.text, "href": url_for(place.endpoint), "active": place is here} for place in places
        ],
    }


def _asset(name: str) -> str:
    """The address of a static file, which changes with its content so that browsers may keep it."""
    return url_for("static", filename=name, v=_fingerprint(name))


@cache
def _fingerprint(name: str) -> str:
    content = (Path(__file__).parent / "static" / name).read_bytes()
    return hashlib.sha256(content).hexdigest()[:12]


def _answer_errors(app: APIFlask) -> None:
    """Every error is a plain sentence: a problem for programs, a page for people."""

    def refused(error: DomainError) -> Response:
        # A program's If-Match failed; a person's button was pressed on a page that is out of date.
        status = 409 if isinstance(error, Conflict) else int(http.status_of(error))
        heading = HEADINGS[status][0] if request.method == "GET" else DONE_HEADINGS.get(status)
        return govuk.error_page(status, heading or HEADINGS[status][0], error.message)

    def failed(error: HTTPException) -> AnyResponse:
        if http.is_api_request():
            return http.problem(error)
        if error.code is None or error.code < 400:
            return error.get_response()
        if isinstance(getattr(error, "original_exception", None), STORE_AWAY):
            return govuk.bare_error_page(503, *HEADINGS[503])
        status = error.code if error.code in HEADINGS else 500
        if status >= 500:
            return govuk.bare_error_page(status, *HEADINGS[status])
        govuk.recognise()
        return govuk.error_page(status, *HEADINGS[status])

    def forged(_: CSRFError) -> AnyResponse:
        if not govuk.recognise():
            return govuk.to_sign_in()
        return govuk.error_page(
            400, "This form is out of date", "Go back, load the page again, and enter it once more."
        )

    def away(error: Exception) -> Response:
        log.error("%s on %s", type(error).__name__, request.endpoint)
        return govuk.bare_error_page(503, *HEADINGS[503])

    app.register_error_handler(DomainError, refused)
    app.register_error_handler(HTTPException, failed)
    app.register_error_handler(CSRFError, forged)
    _answer_each(app, (*db.AWAY, *STORE_AWAY), away)


def _answer_each(
    app: APIFlask, kinds: Sequence[type[Exception]], handler: Callable[[Exception], Response]
) -> None:
    for kind in kinds:
        app.register_error_handler(kind, handler)


def _protect(response: Response) -> Response:
    """Headers that hold browsers to what the site needs."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint == "static":
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        headers["Cache-Control"] = "no-store"
    return response
