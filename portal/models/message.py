"""The outbox: a mail is a row in the transaction of what it tells about."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, primary_key, short_text


class Message(Base):
    """One mail. Recipient and body are sealed: a candidate's under the contact key, others under the portal's own."""

    __tablename__ = "message"

    id: Mapped[UUID] = primary_key()  # also the fixed part of the Message-ID
    key: Mapped[str] = mapped_column(short_text(120), unique=True)  # one mail per intent
    kind: Mapped[str] = mapped_column(short_text(40))
    language: Mapped[str] = mapped_column(short_text(5))
    candidate_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("candidate.id"), index=True)
    user_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    contract_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    sealed: Mapped[bytes | None]  # recipient, subject and text; wiped when delivered
    queued_at: Mapped[datetime]
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]  # given up, visible to staff
    error: Mapped[str | None] = mapped_column(short_text(200))  # the server's code, never its text with an address

    __table_args__ = (
        sa.Index(
            "ix_message_due",
            "due_at",
            sqlite_where=sa.text("sent_at IS NULL AND dead_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL AND dead_at IS NULL"),
        ),
    )
