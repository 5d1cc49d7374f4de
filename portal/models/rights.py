"""What somebody asks about her own data (articles 15 to 21 GDPR), and what follows from it."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, primary_key, short_text, token
from portal.models.organisation import Region
from portal.models.workflow import Workflow


class Right(StrEnum):
    ACCESS = "access"  # article 15
    CORRECT = "correct"  # article 16
    ERASE = "erase"  # article 17, whole or part
    RESTRICT = "restrict"  # article 18
    PORTABILITY = "portability"  # article 20
    OBJECT = "object"  # article 21
    COMPLAIN = "complain"


class Channel(StrEnum):
    """How a request came in."""

    LINK = "link"  # behind the candidate's own link
    WEB = "web"  # the public page
    MAIL = "mail"
    LETTER = "letter"
    PHONE = "phone"
    DESK = "desk"
    CONTRACTOR = "contractor"


class RequestStatus(StrEnum):
    RECEIVED = "received"
    IDENTIFYING = "identifying"
    WAITING = "waiting"  # for the person who asks
    IN_PROGRESS = "in_progress"
    EXTENDED = "extended"
    DECIDED = "decided"
    EXECUTED = "executed"
    NOTIFIED = "notified"  # recipients were told (article 19)
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    DUPLICATE = "duplicate"


ENDED_REQUESTS = frozenset({RequestStatus.CLOSED, RequestStatus.WITHDRAWN, RequestStatus.DUPLICATE})


class IdentityCheck(StrEnum):
    """How we know who asks; never a copy of a document (PR-53)."""

    LINK = "link"  # the own link and the date of birth
    CODE = "code"  # a code sent to the address we know
    LETTER = "letter"  # a letter to the address we know, answered
    DESK = "desk"  # a document seen at a desk, not copied


class RightsOutcome(StrEnum):
    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"


class RightsRequest(Workflow, Base):
    """One request in the register (PR-52). Who asks and in what words is sealed under the portal's own key."""

    __tablename__ = "rights_request"

    id: Mapped[UUID] = primary_key()
    number: Mapped[int] = mapped_column(unique=True)
    kind: Mapped[Right] = mapped_column(token(Right))
    parts: Mapped[str] = mapped_column(short_text(60), default="")  # of an erasure: name address contact group
    region: Mapped[Region | None] = mapped_column(token(Region), index=True)  # empty: nobody knows yet whose it is
    channel: Mapped[Channel] = mapped_column(token(Channel))
    status: Mapped[RequestStatus] = mapped_column(token(RequestStatus), default=RequestStatus.RECEIVED, index=True)
    received_on: Mapped[date]
    entered_at: Mapped[datetime]
    entered_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))  # empty: by the person herself
    language: Mapped[str] = mapped_column(short_text(5), default="nl")
    candidate_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("candidate.id"), index=True)
    requester_sealed: Mapped[bytes | None]  # name, contact, words; wiped with the data they ask to erase

    identity: Mapped[IdentityCheck | None] = mapped_column(token(IdentityCheck))
    identity_asked_on: Mapped[date | None]
    identified_on: Mapped[date | None]
    identified_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    code_sha256: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32))
    code_until: Mapped[datetime | None]
    code_tries: Mapped[int] = mapped_column(default=0)

    extended_on: Mapped[date | None]
    extension_reason: Mapped[str] = mapped_column(short_text(500), default="")
    alarm: Mapped[int] = mapped_column(default=0)  # day of the newest alarm that was sent: 14, 21, 28

    outcome: Mapped[RightsOutcome | None] = mapped_column(token(RightsOutcome))
    granted_parts: Mapped[str] = mapped_column(short_text(60), default="")  # of an erasure: what goes
    reasons_sealed: Mapped[bytes | None]  # of the decision, as the letter says them
    proposed_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    decided_on: Mapped[date | None]
    executed_on: Mapped[date | None]
    package_until: Mapped[date | None]  # last day on which the package can be opened
    closed_on: Mapped[date | None]
    keep_until: Mapped[date | None]  # of this line of the register (Selectielijst 6.1 to 6.3)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    TRANSITIONS: ClassVar = {
        RequestStatus.RECEIVED: frozenset(
            {
                RequestStatus.IDENTIFYING,
                RequestStatus.IN_PROGRESS,
                RequestStatus.WITHDRAWN,
                RequestStatus.DUPLICATE,
            }
        ),
        RequestStatus.IDENTIFYING: frozenset(
            {
                RequestStatus.WAITING,
                RequestStatus.IN_PROGRESS,
                RequestStatus.DECIDED,  # refused: nobody showed who she is
                RequestStatus.WITHDRAWN,
                RequestStatus.DUPLICATE,
            }
        ),
        RequestStatus.WAITING: frozenset(
            {
                RequestStatus.IN_PROGRESS,
                RequestStatus.DECIDED,
                RequestStatus.WITHDRAWN,
                RequestStatus.DUPLICATE,
            }
        ),
        RequestStatus.IN_PROGRESS: frozenset(
            {RequestStatus.EXTENDED, RequestStatus.DECIDED, RequestStatus.WITHDRAWN, RequestStatus.DUPLICATE}
        ),
        RequestStatus.EXTENDED: frozenset({RequestStatus.DECIDED, RequestStatus.WITHDRAWN, RequestStatus.DUPLICATE}),
        RequestStatus.DECIDED: frozenset({RequestStatus.EXECUTED, RequestStatus.CLOSED}),  # closed: was refused
        RequestStatus.EXECUTED: frozenset({RequestStatus.NOTIFIED}),
        RequestStatus.NOTIFIED: frozenset({RequestStatus.CLOSED}),
    }

    @property
    def reference(self) -> str:
        """'V-2026-0012', on every letter and mail."""
        return f"V-{self.received_on.year}-{self.number:04}"

    @property
    def is_identified(self) -> bool:
        return self.identified_on is not None


class RegisterNumber(Base):
    """The newest number of a register whose lines are numbered without a gap."""

    __tablename__ = "register_number"

    name: Mapped[str] = mapped_column(short_text(40), primary_key=True)
    newest: Mapped[int]


class RestrictionReason(StrEnum):
    REQUEST = "request"  # article 18, asked for
    OBJECTION = "objection"  # until the compelling grounds have been weighed
    DISPUTE = "dispute"  # until it is clear which value is right


class Restriction(Base):
    """A dossier that is kept and not used (article 18). Lifting is announced first (article 18(3))."""

    __tablename__ = "restriction"

    id: Mapped[UUID] = primary_key()
    candidate_id: Mapped[UUID] = mapped_column(sa.ForeignKey("candidate.id"), index=True)
    request_id: Mapped[UUID] = mapped_column(sa.ForeignKey("rights_request.id"), index=True)
    reason: Mapped[RestrictionReason] = mapped_column(token(RestrictionReason))
    since: Mapped[datetime]
    announced_on: Mapped[date | None]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class CorrectionStatus(StrEnum):
    OPEN = "open"  # with the contractor
    ESCALATED = "escalated"  # no answer in time: with the coordination point
    TAKEN_OVER = "taken_over"  # the new value stands
    DISPUTED = "disputed"  # the contractor says the old value is right
    KEPT = "kept"  # the coordination point decided that the old value stays


class Correction(Workflow, Base):
    """One field that a candidate says is wrong (PR-56). Both values are sealed under the key of that field."""

    __tablename__ = "correction"

    id: Mapped[UUID] = primary_key()
    request_id: Mapped[UUID] = mapped_column(sa.ForeignKey("rights_request.id"), index=True)
    candidate_id: Mapped[UUID] = mapped_column(sa.ForeignKey("candidate.id"), index=True)
    field: Mapped[str] = mapped_column(short_text(40))
    status: Mapped[CorrectionStatus] = mapped_column(token(CorrectionStatus), default=CorrectionStatus.OPEN)
    wanted_sealed: Mapped[bytes | None]
    old_sealed: Mapped[bytes | None]  # what stood there, once it has been replaced
    due_on: Mapped[date]  # ten working days
    answer: Mapped[str] = mapped_column(short_text(500), default="")  # why the contractor leaves it
    answered_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None]
    blocked_at: Mapped[datetime | None]  # no work of this contract may be sent until the contractor answers
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    TRANSITIONS: ClassVar = {
        CorrectionStatus.OPEN: frozenset(
            {CorrectionStatus.TAKEN_OVER, CorrectionStatus.DISPUTED, CorrectionStatus.ESCALATED}
        ),
        CorrectionStatus.ESCALATED: frozenset(
            {CorrectionStatus.TAKEN_OVER, CorrectionStatus.DISPUTED, CorrectionStatus.KEPT}
        ),
        CorrectionStatus.DISPUTED: frozenset({CorrectionStatus.TAKEN_OVER, CorrectionStatus.KEPT}),
    }


class Disclosure(Base):
    """Data of a candidate that left the portal on paper or in a file (PR-60); looks at pages are in the view log."""

    __tablename__ = "disclosure"

    id: Mapped[UUID] = primary_key()
    candidate_id: Mapped[UUID] = mapped_column(sa.ForeignKey("candidate.id"), index=True)
    organisation_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("organisation.id"))
    recipient: Mapped[str] = mapped_column(short_text(200), default="")  # an organisation without an account here
    fields: Mapped[str] = mapped_column(short_text(200))
    means: Mapped[str] = mapped_column(short_text(20))  # letter, file, phone, api
    at: Mapped[datetime]
    by_user: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))


class RecipientNotice(Base):
    """A recipient is told what was corrected, erased or restricted (article 19): by mail, or by hand."""

    __tablename__ = "recipient_notice"

    id: Mapped[UUID] = primary_key()
    request_id: Mapped[UUID] = mapped_column(sa.ForeignKey("rights_request.id"), index=True)
    organisation_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("organisation.id"))
    recipient: Mapped[str] = mapped_column(short_text(200), default="")
    fields: Mapped[str] = mapped_column(short_text(200))
    made_at: Mapped[datetime]
    told_at: Mapped[datetime | None]  # empty: somebody must still call or write
    told_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))  # empty: by mail
