"""Board reports on their way to release: the people, and reports that no worker has built."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from app import clock
from app.access.models import UserAccount, UserRole
from app.access.policies import SYSTEM, Actor
from app.access.roles import Role
from app.db import reading, transaction
from app.reports import approving, links
from app.reports.approval_rows import ReleaseApproval
from app.reports.models import Release, ReleaseFile
from app.reports.queries.approvals import standing_of
from app.reports.rules.vocabulary import Profile, ReleaseKind

AS_AT = date(2013, 6, 30)
PAGE = "<!doctype html><html lang=en><title>{0}</title><h1>{0}</h1></html>"


def a_person(name: str, *roles: Role) -> Actor:
    """Somebody with an account and these roles."""
    with transaction(SYSTEM) as session:
        email = f"{name.lower().replace(' ', '.')}@example.org"
        account = UserAccount(email=email, display_name=name, created_at=clock.now())
        session.add(account)
        session.flush()
        session.add_all(UserRole(user_id=account.id, role=role) for role in roles)
        return Actor(account.id, frozenset(roles))


def a_bare_report(
    made_by: UUID,
    *,
    profile: Profile = Profile.PUBLIC,
    as_at: date = AS_AT,
    made_at: datetime | None = None,
) -> UUID:
    """A board report as rows, with one small file: for what is not about its figures."""
    with transaction(SYSTEM) as session:
        release = Release(
            kind=ReleaseKind.BOARD_REPORT,
            profile=profile,
            title="Priority Families update",
            as_at=as_at,
            dated=as_at + timedelta(days=10),
            made_at=made_at or clock.now(),
            made_by=made_by,
            code_version="test",
            digest=uuid4().hex * 2,
            manifest={},
        )
        session.add(release)
        session.flush()
        session.add(ReleaseApproval(release_id=release.id, changed_at=release.made_at))
        for ending, media_type in (
            ("html", "text/html"),
            ("pdf", "application/pdf"),
            ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("json", "application/json"),
        ):
            session.add(
                ReleaseFile(
                    release_id=release.id,
                    name=f"board-report-{profile}.{ending}",
                    media_type=media_type,
                    content=PAGE.format(ending).encode(),
                    digest=uuid4().hex * 2,
                )
            )
        return release.id


def version_of(release_id: UUID) -> int:
    """The version that a step of a report's approval starts from."""
    with reading(SYSTEM) as session:
        standing = standing_of(session, release_id)
    assert standing is not None
    return standing.version


def submitted(release_id: UUID, by: Actor) -> UUID:
    """The report, submitted for approval."""
    approving.submit(release_id, version_of(release_id), actor=by)
    return release_id


def approved(release_id: UUID, by: Actor, officer: Actor) -> UUID:
    """The report, submitted and approved."""
    submitted(release_id, by)
    approving.approve(release_id, version_of(release_id), actor=officer)
    return release_id


def a_published_report() -> str:
    """What opens a public report without a sign-in: the token of a link to one that is approved."""
    cara = a_person("Cara Submits", Role.PROGRAMME_COORDINATOR)
    olu = a_person("Olu Approves", Role.AUTHORISING_OFFICER)
    return links.make_link(approved(a_bare_report(cara.user_id), cara, olu), 30, actor=olu).token
