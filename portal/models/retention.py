"""How long data are kept, what holds them longer, and their destruction: list, two people, journal, declaration."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Money, primary_key, short_text, token
from portal.models.organisation import Region
from portal.models.workflow import Workflow


class RecordKind(StrEnum):
    """What has a term of its own in the table of a coordination point."""

    DOSSIER = "dossier"  # a candidate with consent and work
    RIGHTS_REQUEST = "rights_request"  # a line of the register of requests


class Trigger(StrEnum):
    """What the term of a dossier counts from (PR-45)."""

    CONTRACT_CLOSED = "contract_closed"
    WORK_ENDED = "work_ended"  # the last day of the last placement
    WORK_DECIDED = "work_decided"  # the last decision on a placement
    REQUEST_CLOSED = "request_closed"


class RetentionRule(Base):
    """A term that one coordination point chose instead of the one that comes along; holds when a second confirmed it.

    Never changed afterwards: a new choice is a new row. A trigger keeps a confirmed one.
    """

    __tablename__ = "retention_rule"

    id: Mapped[UUID] = primary_key()
    region: Mapped[Region] = mapped_column(token(Region), index=True)
    kind: Mapped[RecordKind] = mapped_column(token(RecordKind))
    edition: Mapped[str] = mapped_column(short_text(120))  # of the selection list: each kind of authority has its own
    result: Mapped[str] = mapped_column(short_text(20))  # number in that list
    term: Mapped[str] = mapped_column(short_text(10))  # ISO 8601: P5Y
    counts_from: Mapped[Trigger] = mapped_column(token(Trigger))
    legal_text: Mapped[str] = mapped_column(short_text(300))
    valid_from: Mapped[date]
    reason: Mapped[str] = mapped_column(short_text(500))
    proposed_by: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime]
    confirmed_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    confirmed_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class HoldReason(StrEnum):
    OBJECTION = "objection"  # objection or appeal under the Awb
    COURT = "court"
    BREACH = "breach"
    AUDIT = "audit"


class LegalHold(Base):
    """Data that stay although their term has passed, until the review date (PR-46). An open rights request holds by
    itself and has no row here. Of one candidate, of one contract, or of a whole region."""

    __tablename__ = "legal_hold"

    id: Mapped[UUID] = primary_key()
    region: Mapped[Region] = mapped_column(token(Region), index=True)
    contract_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("contract.id"), index=True)
    candidate_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("candidate.id"), index=True)
    reason: Mapped[HoldReason] = mapped_column(token(HoldReason))
    explanation: Mapped[str] = mapped_column(short_text(500))
    owner: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    set_at: Mapped[datetime]
    review_on: Mapped[date]  # last day on which it holds
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class DestructionStatus(StrEnum):
    LISTED = "listed"  # made by the clock or by a press; the archivist goes through it
    PROPOSED = "proposed"  # signed by the first person
    APPROVED = "approved"  # signed by the second; seven days to reconsider
    EXECUTING = "executing"
    DONE = "done"  # the declaration is there
    DROPPED = "dropped"  # too old, or stopped by somebody


OPEN_DESTRUCTIONS = (
    DestructionStatus.LISTED,
    DestructionStatus.PROPOSED,
    DestructionStatus.APPROVED,
    DestructionStatus.EXECUTING,
)
_is_open = sa.text(f"status IN ({', '.join(repr(str(one)) for one in OPEN_DESTRUCTIONS)})")


class Destruction(Workflow, Base):
    """One list of what is due in one region, on its way to being destroyed (PR-47). The rule is copied when listed."""

    __tablename__ = "destruction"

    id: Mapped[UUID] = primary_key()
    number: Mapped[int] = mapped_column(unique=True)
    region: Mapped[Region] = mapped_column(token(Region))
    kind: Mapped[RecordKind] = mapped_column(token(RecordKind))
    status: Mapped[DestructionStatus] = mapped_column(token(DestructionStatus), default=DestructionStatus.LISTED)
    listed_on: Mapped[date]
    edition: Mapped[str] = mapped_column(short_text(120))
    result: Mapped[str] = mapped_column(short_text(20))
    term: Mapped[str] = mapped_column(short_text(10))
    counts_from: Mapped[Trigger] = mapped_column(token(Trigger))
    legal_text: Mapped[str] = mapped_column(short_text(300))
    list_sha256: Mapped[str | None] = mapped_column(short_text(64))  # of what both signed
    proposed_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime | None]
    approved_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    approved_at: Mapped[datetime | None]
    execute_from: Mapped[date | None]
    begun_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    dropped_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))  # empty: by the clock
    dropped_reason: Mapped[str] = mapped_column(short_text(500), default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        sa.Index(
            "uq_destruction_open", "region", "kind", unique=True, sqlite_where=_is_open, postgresql_where=_is_open
        ),
    )

    TRANSITIONS: ClassVar = {
        DestructionStatus.LISTED: frozenset({DestructionStatus.PROPOSED, DestructionStatus.DROPPED}),
        DestructionStatus.PROPOSED: frozenset({DestructionStatus.APPROVED, DestructionStatus.DROPPED}),
        DestructionStatus.APPROVED: frozenset({DestructionStatus.EXECUTING, DestructionStatus.DROPPED}),
        DestructionStatus.EXECUTING: frozenset({DestructionStatus.DONE}),
    }

    @property
    def reference(self) -> str:
        """'VV-2031-0003', on every page and on the declaration."""
        return f"VV-{self.listed_on.year}-{self.number:04}"


class ItemState(StrEnum):
    LISTED = "listed"
    EXCLUDED = "excluded"  # by a person, with a reason
    HELD = "held"  # a hold stood when its turn came
    NOT_DUE = "not_due"  # its term did not count any more, such as when the contract was opened again
    ROWS_GONE = "rows_gone"  # the keys follow
    DESTROYED = "destroyed"


class DestructionItem(Base):
    """A line of the list, and the journal of its execution. Lines go when the declaration is made."""

    __tablename__ = "destruction_item"

    destruction_id: Mapped[UUID] = mapped_column(sa.ForeignKey("destruction.id"), primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)  # candidate or request; no arrow, since that row goes
    contract_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("contract.id"))
    number: Mapped[int]  # of the candidate within the contract, or of the request
    counted_from: Mapped[date]
    due_on: Mapped[date]  # first day on which it may go
    state: Mapped[ItemState] = mapped_column(token(ItemState), default=ItemState.LISTED)
    reason: Mapped[str] = mapped_column(short_text(500), default="")
    changed_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    changed_at: Mapped[datetime | None]


class Declaration(Base):
    """The declaration of destruction (verklaring van vernietiging, Archiefbesluit 1995 article 8): kept for ever, no
    person in it, refused to change by a trigger. It has no arrows, so that it outlives what it names."""

    __tablename__ = "destruction_declaration"

    destruction_id: Mapped[UUID] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(short_text(20), unique=True)
    region: Mapped[Region] = mapped_column(token(Region), index=True)
    kind: Mapped[RecordKind] = mapped_column(token(RecordKind))
    edition: Mapped[str] = mapped_column(short_text(120))
    result: Mapped[str] = mapped_column(short_text(20))
    term: Mapped[str] = mapped_column(short_text(10))
    counts_from: Mapped[Trigger] = mapped_column(token(Trigger))
    legal_text: Mapped[str] = mapped_column(short_text(300))
    counted_first: Mapped[date | None]  # the period: the first and last day that a term counted from
    counted_last: Mapped[date | None]
    destroyed: Mapped[int]
    contracts: Mapped[int]
    excluded: Mapped[int]
    held: Mapped[int]
    not_due: Mapped[int]
    method: Mapped[str] = mapped_column(short_text(40))  # a token
    proposed_role: Mapped[str] = mapped_column(short_text(32))
    approved_role: Mapped[str] = mapped_column(short_text(32))
    approved_on: Mapped[date]
    executed_on: Mapped[date]
    backups_gone_on: Mapped[date]  # from then on nothing of it is left anywhere
    list_sha256: Mapped[str] = mapped_column(short_text(64))
    made_at: Mapped[datetime]


class KeptTotal(Base):
    """What stays of destroyed dossiers (PR-51): sums per year, target group and contract, without a row of a person."""

    __tablename__ = "kept_total"

    destruction_id: Mapped[UUID] = mapped_column(primary_key=True)
    contract_id: Mapped[UUID] = mapped_column(sa.ForeignKey("contract.id"), primary_key=True, index=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    target_group: Mapped[str] = mapped_column(short_text(32), primary_key=True)  # none: not in the portal
    first_day: Mapped[date]  # of that year, over which progress spreads the value
    last_day: Mapped[date]
    people: Mapped[int]
    placements: Mapped[int]
    value: Mapped[Decimal] = mapped_column(Money)  # approved, as far as it was realised in that year
