"""Referrals: sending, listing, answering and deciding on them, for programs."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response

from app import clock, http
from app.access import sessions
from app.cases.api.blueprint import api
from app.cases.rules.referred import FamilyReferred, PersonReferred
from app.cases.schemas import referrals as shapes
from app.cases.services import referral_decisions as decisions
from app.cases.services import referrals, referring
from app.dumping import compiled
from app.openapi import refusal, refused_by

TOO_OFTEN = refusal(HTTPStatus.TOO_MANY_REQUESTS)

referrals_listed = compiled(shapes.ReferralListedOut())


@api.get("/referrals")
@api.input(shapes.ReferralListQuery, location="query")
@api.output(shapes.ReferralPageOut)
@api.doc(responses=refused_by(referrals.list_referrals))
def list_referrals(query_data: dict[str, Any]) -> Response:
    """List the referrals that you may see, the latest first: your own, or everybody's to decide on."""
    page = referrals.list_referrals(**query_data, actor=http.current_actor())
    return http.answer({"referrals": referrals_listed(page.referrals), "next": http.cursor_text(page.next)})


@api.post("/referrals")
@api.input(shapes.ReferFamily)
@api.output(shapes.ReferralOut, status_code=201)
@api.doc(responses=refused_by(referring.refer))
def refer_family(json_data: dict[str, Any]) -> Response:
    """Refer a family to the programme. Ask first whether it is known."""
    people, criteria = _people(json_data.pop("people")), frozenset(json_data.pop("criteria"))
    record = referring.refer(
        FamilyReferred(people=people, criteria=criteria, **json_data),
        actor=http.current_actor(),
        today=clock.today(),
        now=clock.now(),
    )
    body = shapes.ReferralOut().dump(record)
    return http.answer(body, etag=record.version, status=HTTPStatus.CREATED)


@api.post("/referrals/check")
@http.reads
@sessions.limiter.limit(sessions.SEARCHES, key_func=http.asked_by)
@api.input(shapes.PeopleReferred)
@api.output(shapes.KnownOut)
@api.doc(responses={**refused_by(referring.known_to_programme), 429: TOO_OFTEN})
def check_referral(json_data: dict[str, Any]) -> Any:
    """Ask whether a family is known to the programme, by its children with their dates of birth."""
    people = _people(json_data["people"])
    return referring.known_to_programme(people, actor=http.current_actor(), today=clock.today())


@api.get("/referrals/<uuid:referral_id>")
@api.output(shapes.ReferralOut)
@api.doc(responses=refused_by(referrals.open_referral))
def open_referral(referral_id: UUID) -> Response:
    """Open a referral. It is noted in the audit trail, and is news no longer if you sent it."""
    record = referrals.open_referral(referral_id, actor=http.current_actor(), today=clock.today())
    return http.answer(shapes.ReferralOut().dump(record), etag=record.version)


@api.post("/referrals/<uuid:referral_id>/answer")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.AnswerQuestion)
@api.output(shapes.ReferralMovedOut)
@api.doc(responses=refused_by(referring.answer))
def answer_referral(referral_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]) -> Response:
    """Answer what was asked about your own referral."""
    version = referring.answer(
        referral_id,
        json_data["answer"],
        version=http.expected_version(),
        actor=http.current_actor(),
        now=clock.now(),
    )
    return http.answer({"version": version}, etag=version)


@api.post("/referrals/<uuid:referral_id>/question")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.AskQuestion)
@api.output(shapes.ReferralMovedOut)
@api.doc(responses=refused_by(decisions.ask))
def ask_about_referral(
    referral_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]
) -> Response:
    """Ask whoever sent a referral something."""
    version = decisions.ask(
        referral_id,
        json_data["question"],
        version=http.expected_version(),
        actor=http.current_actor(),
        now=clock.now(),
    )
    return http.answer({"version": version}, etag=version)


@api.post("/referrals/<uuid:referral_id>/meeting")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.TakeToMeeting)
@api.output(shapes.ReferralMovedOut)
@api.doc(responses=refused_by(decisions.take_to_meeting))
def take_referral_to_meeting(
    referral_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]
) -> Response:
    """Take a referral to a rollout meeting."""
    version = decisions.take_to_meeting(
        referral_id, json_data["meeting_id"], version=http.expected_version(), actor=http.current_actor()
    )
    return http.answer({"version": version}, etag=version)


@api.post("/referrals/<uuid:referral_id>/decline")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.DeclineReferral)
@api.output(shapes.ReferralMovedOut)
@api.doc(responses=refused_by(decisions.decline))
def decline_referral(referral_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]) -> Response:
    """Decline a referral with a reason."""
    version = decisions.decline(
        referral_id,
        **json_data,
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
    )
    return http.answer({"version": version}, etag=version)


@api.post("/referrals/<uuid:referral_id>/acceptance")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.AcceptReferral)
@api.output(shapes.ReferralMovedOut)
@api.doc(responses=refused_by(decisions.accept))
def accept_referral(referral_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]) -> Response:
    """Accept a referral: as a new family, or as one on file."""
    version = decisions.accept(
        referral_id,
        **json_data,
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
    )
    return http.answer({"version": version}, etag=version)


def _people(sent: list[dict[str, Any]]) -> tuple[PersonReferred, ...]:
    return tuple(PersonReferred(**person) for person in sent)
