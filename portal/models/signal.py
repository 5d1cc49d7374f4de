"""What makes a consent doubtful (PR-34, T05): signs for the coordination point, and the short memory behind them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, primary_key, short_text, token


class SignalKind(StrEnum):
    SAME_MAILBOX = "same_mailbox"  # in use for another person, under any contract
    OWN_DOMAIN = "own_domain"  # at a domain of the contractor, permitted by name
    ADDRESS_CHANGED = "address_changed"  # before anybody opened the question
    TOO_FAST = "too_fast"  # answered within seconds of the mail
    USER_DEVICE = "user_device"  # a browser in which somebody with an account signed in
    SAME_NETWORK = "same_network"  # where somebody of the contractor was, within a day
    SHARED_DEVICE = "shared_device"  # several candidates of one contractor answered on it
    WITHIN_MINUTES = "within_minutes"  # several candidates of one contractor, one network, a few minutes


class Signal(Base):
    """A sign that somebody else may have answered. While it is open, work of this candidate cannot be approved."""

    __tablename__ = "consent_signal"

    id: Mapped[UUID] = primary_key()
    request_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consent_request.id"), index=True)
    kind: Mapped[SignalKind] = mapped_column(token(SignalKind))
    seen_at: Mapped[datetime]
    cleared_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    cleared_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(short_text(500), default="")  # why it is in order all the same
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (sa.UniqueConstraint("request_id", "kind"),)


class TraceKind(StrEnum):
    NETWORK = "network"
    DEVICE = "device"


class Trace(Base):
    """Where somebody was or with what, as a keyed mark of a shortened address; swept when ``ends_at`` has passed."""

    __tablename__ = "trace"

    id: Mapped[UUID] = primary_key()
    kind: Mapped[TraceKind] = mapped_column(token(TraceKind))
    mark: Mapped[bytes] = mapped_column(sa.LargeBinary(32), index=True)
    organisation_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("organisation.id"))  # a user of it was there
    request_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("consent_request.id"))  # answered from there
    at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)


class DomainPermission(Base):
    """One candidate of this contract may use an address at a domain of the contractor: given by name, used once."""

    __tablename__ = "domain_permission"

    id: Mapped[UUID] = primary_key()
    contract_id: Mapped[UUID] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    reason: Mapped[str] = mapped_column(short_text(500))
    given_by: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    given_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SampleOutcome(StrEnum):
    CONFIRMED = "confirmed"
    UNKNOWN = "unknown"  # 'Ik sta niet geregistreerd': the consent is not valid
    NO_REPLY = "no_reply"


class SampleCheck(Base):
    """Drawn at random: the candidate gets a letter at home, 'U staat geregistreerd; klopt dit?' (PR-34)."""

    __tablename__ = "sample_check"

    id: Mapped[UUID] = primary_key()
    request_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consent_request.id"), unique=True)
    drawn_at: Mapped[datetime]
    outcome: Mapped[SampleOutcome | None] = mapped_column(token(SampleOutcome))
    recorded_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
