"""Somebody of the world as the services see who acts."""

from uuid import UUID

from sqlalchemy.orm import Session

from portal import clock
from portal.models import Organisation, User
from portal.security.viewer import Viewer


def viewer_for(session: Session, user_id: UUID) -> Viewer:
    user = session.get_one(User, user_id)
    organisation = session.get_one(Organisation, user.organisation_id)
    return Viewer(
        id=user.id,
        name=user.name,
        email=user.email,
        role=user.role,
        language=user.language,
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        organisation_kind=organisation.kind,
        region=organisation.region,
        session_id=user.id,
        session_started_at=clock.now(),
        last_seen_at=clock.now(),
        has_second_factor=True,
        passed_second_factor=True,
        has_signed=True,
    )
