"""The journal of endings: written before a key goes, so that a crash half-way is finished later."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, primary_key, short_text


class Ending(Base):
    """Some purposes of one candidate end: journal first, then the keys, then the rows."""

    __tablename__ = "ending"

    id: Mapped[UUID] = primary_key()
    candidate_id: Mapped[UUID] = mapped_column(sa.ForeignKey("candidate.id"), index=True)
    purposes: Mapped[str] = mapped_column(short_text(60))  # name address contact group
    reason: Mapped[str] = mapped_column(short_text(40))
    decided_at: Mapped[datetime]
    after_mail: Mapped[bool] = mapped_column(default=False)  # the receipt goes out first
    finished_at: Mapped[datetime | None]
