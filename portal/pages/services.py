"""The one thing somebody can change from the foot of a page."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.models import User


def change_language(session: Session, *, user_id: UUID, language: str) -> None:
    """Pages and mail speak ``language`` to this person from now on; no other form of the account goes stale by it."""
    session.execute(sa.update(User).where(User.id == user_id).values(language=language))
