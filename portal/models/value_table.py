"""A value table that is not in force: made by one person, published by another."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, primary_key, short_text


class ValueTableDraft(Base):
    """What was imported. It stays after publication as the record of who made and who published; no contract has it."""

    __tablename__ = "value_table_draft"

    id: Mapped[UUID] = primary_key()
    code: Mapped[str] = mapped_column(short_text(40))
    name: Mapped[str] = mapped_column(short_text())
    valid_from: Mapped[date]
    content: Mapped[dict[str, Any]]
    drafted_by: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    drafted_at: Mapped[datetime]
    published_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("value_table.id"))
    published_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (sa.UniqueConstraint("code", "valid_from"),)
