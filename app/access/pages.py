"""Signing in and out, and the accounts that administrators keep."""

import hashlib
from datetime import timedelta
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock, govuk
from app.access import services, sessions
from app.access.policies import check_may
from app.access.roles import Action, Role
from app.access.schemas import NewToken, NewUser, SignIn, UserRoles
from app.access.views import IssuedToken
from app.errors import Forbidden, NotFound
from app.govuk import Form

pages = govuk.page_blueprint("access_pages", __name__, open_to_all=("sign_in",))

TRIES_FOR_AN_ADDRESS = "10 per 15 minutes"
TRIES_FROM_A_PLACE = "100 per 15 minutes"

Page = str | tuple[str, int] | AnyResponse


def _refused(response: Response) -> bool:
    """Only sign-ins that fail count against the limit."""
    return response.status_code != 303


def _tried_address() -> str:
    """The e-mail address tried, as a hash: no address goes into Redis or a log."""
    return hashlib.sha256(request.form.get("email", "").strip().lower().encode()).hexdigest()


@pages.route("/sign-in", methods=["GET", "POST"])
@sessions.limiter.limit(TRIES_FOR_AN_ADDRESS, key_func=_tried_address, methods=["POST"], deduct_when=_refused)
@sessions.limiter.limit(TRIES_FROM_A_PLACE, methods=["POST"], deduct_when=_refused)
def sign_in() -> Page:
    """Show the sign-in form, or sign in with it and go where the person was going."""
    if request.method != "POST":  # a HEAD that signed in would go round the limits and the form's token
        if sessions.signed_in_user():
            return redirect(url_for("home_pages.home"), 303)
        return _sign_in_page(Form())
    try:
        values = govuk.load_form(SignIn(), request.form)
        sessions.begin(services.sign_in(values["email"], values["password"], today=clock.today()))
    except (govuk.FormRefused, Forbidden) as refusal:
        return _sign_in_page(govuk.refused_form(refusal)), 422
    return redirect(govuk.own_path(request.form.get("next")) or url_for("home_pages.home"), 303)


@pages.post("/sign-out")
def sign_out() -> AnyResponse:
    """End the session and go back to the sign-in form."""
    services.sign_out(actor=govuk.actor())
    sessions.end()
    return redirect(url_for("access_pages.sign_in"), 303)


@pages.get("/users")
def users() -> str:
    """Every account, for administrators."""
    return render_template("access/users.html", users=services.users(actor=govuk.actor()))


@pages.get("/users/new")
def new_user() -> str:
    """The form that opens an account."""
    check_may(govuk.actor(), Action.MANAGE_USERS)
    return _new_user_page(Form())


@pages.post("/users/new")
def create_user() -> Page:
    """Open an account and go back to the list."""
    check_may(govuk.actor(), Action.MANAGE_USERS)
    try:
        values = govuk.load_form(NewUser(), request.form)
        services.create_user(
            values["email"],
            values["display_name"],
            set(values["roles"]),
            values["password"],
            practitioner_key=values["practitioner_key"],
            actor=govuk.actor(),
        )
    except (*govuk.REFUSALS, NotFound) as refusal:
        return govuk.redisplay(refusal, _new_user_page, field_of=FIELD_OF)
    flash("The account has been opened.")
    return redirect(url_for("access_pages.users"), 303)


FIELD_OF = {
    "email-taken": "email",
    "password-too-short": "password",
    "practitioner": "practitioner_key",
    "practitioner-taken": "practitioner_key",
    "own-access": "roles",
    "token-life": "days",
}


@pages.get("/users/<uuid:user_id>")
def user(user_id: UUID) -> str:
    """One account: its roles, and its end."""
    return _user_page(user_id, None)


@pages.post("/users/<uuid:user_id>/roles")
def change_roles(user_id: UUID) -> Page:
    """Give the user exactly the roles ticked."""
    check_may(govuk.actor(), Action.MANAGE_USERS)
    try:
        values = govuk.load_form(UserRoles(), request.form)
        services.change_roles(user_id, set(values["roles"]), actor=govuk.actor())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _user_page(user_id, form), field_of=FIELD_OF)
    flash("The roles have been changed.")
    return redirect(url_for("access_pages.user", user_id=user_id), 303)


@pages.post("/users/<uuid:user_id>/end")
def end_user(user_id: UUID) -> Page:
    """Stop the user's access now."""
    try:
        services.end_user(user_id, left_on=clock.today(), actor=govuk.actor())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _user_page(user_id, form))
    flash("Access has been ended.")
    return redirect(url_for("access_pages.users"), 303)


@pages.get("/tokens")
def tokens() -> str:
    """One's own API tokens."""
    return _tokens_page(Form(), None)


@pages.post("/tokens")
def issue_token() -> Page:
    """Issue a token, and show it this once."""
    try:
        values = govuk.load_form(NewToken(), request.form)
        now = clock.now()
        issued = services.issue_api_token(
            values["name"],
            can_write=values["scope"] == "write",
            expires_at=now + timedelta(days=values["days"]),
            actor=govuk.actor(),
            now=now,
        )
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _tokens_page(form, None), field_of=FIELD_OF)
    # Not a redirect: the token is kept nowhere that another request could show it from.
    return _tokens_page(Form(), issued)


@pages.post("/tokens/<uuid:token_id>/revoke")
def revoke_token(token_id: UUID) -> AnyResponse:
    """Revoke one of one's own tokens."""
    services.revoke_api_token(token_id, actor=govuk.actor())
    flash("The token has been revoked.")
    return redirect(url_for("access_pages.tokens"), 303)


def _tokens_page(form: Form, issued: IssuedToken | None) -> str:
    found = services.tokens(actor=govuk.actor())
    return render_template("access/tokens.html", form=form, tokens=found, issued=issued)


def _sign_in_page(form: Form) -> str:
    going_to = govuk.own_path(request.values.get("next")) or ""
    return render_template("access/sign_in.html", form=form, next=going_to)


def _new_user_page(form: Form) -> str:
    return render_template("access/new_user.html", form=form, roles=list(Role))


def _user_page(user_id: UUID, form: Form | None) -> str:
    account = services.user(user_id, actor=govuk.actor())
    shown = form or Form({"roles": [role.value for role in account.roles]})
    return render_template("access/user.html", user=account, form=shown, roles=list(Role))
