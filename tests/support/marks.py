"""Candidates of whom every personal field carries a mark of its own, one in every state of consent (canary crawl)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa

from portal import clock
from portal.candidates.services import fill_in_details, fill_in_group
from portal.consents import asking
from portal.consents.chores import expire_requests
from portal.consents.invitee import Invitee, Told
from portal.demonstration.acts import Cast, seen_evidence
from portal.demonstration.cast import Figure
from portal.models import (
    Agreement,
    ConsentRequest,
    ConsentStatus,
    EmployerKind,
    EvidenceKind,
    InformedBy,
    Placement,
)
from portal.placements.queries import candidate_at_work
from portal.placements.work import Work
from portal.privacy.erasure import finish_endings
from portal.valuation import Form, TargetGroup
from portal.web.filters import day

CONTRACT, ANNA, JELLE = "C-01", "anna@deterp.example", "jelle@csr-friesland.example"


class State(StrEnum):
    REQUESTED = "requested"
    DEFERRED = "deferred"
    GIVEN = "given"
    WITHOUT_GROUP = "given without C2"
    DRAFTED = "given, work not sent"
    SUBMITTED = "given, work sent"
    RETURNED = "given, work returned"
    APPROVED = "given, work approved"
    REFUSED = "refused"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    WITHDRAWN_APPROVED = "withdrawn, work approved"
    INVALIDATED = "invalidated"
    CANCELLED = "cancelled"
    FROZEN = "frozen"


SAID_YES = frozenset({State.GIVEN, State.WITHOUT_GROUP, State.DRAFTED, State.SUBMITTED, State.RETURNED, State.APPROVED})
GROUP = TargetGroup.WSW  # nobody else in the story belongs to it


@dataclass(frozen=True)
class Marked:
    """One candidate. ``marks`` is how each field would look on a page, by its place in the register."""

    number: int
    state: State
    id: UUID
    placement_id: UUID | None
    figure: Figure
    marks: dict[str, tuple[str, ...]]


def figure_of(number: int) -> Figure:
    born = date(1951, 1, 1) + timedelta(days=137 * number)
    return Figure(f"Quorra{number}q", f"Zybrandus{number}z", born, f"Waddenoord{number}w", GROUP)


def marks_of(number: int) -> dict[str, tuple[str, ...]]:
    who = figure_of(number)
    return {
        "candidate.name_sealed:first_name": (who.first_name,),
        "candidate.name_sealed:surname": (who.surname,),
        "candidate.contact_sealed:email": (who.email,),
        "candidate.address_sealed:street": (f"Xaverstraat{number}x",),
        "candidate.address_sealed:town": (who.town,),
        "candidate.address_sealed:birth_date": (who.born.isoformat(), day(who.born), f"{who.born:%d-%m-%Y}"),
        "candidate.employer_name": (f"Uitlener{number}u",),
    }


class Marker:
    """Makes them in the told story, each by the real services."""

    def __init__(self, company: Cast) -> None:
        self.company, self.today = company, clock.today()

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def make(self) -> list[Marked]:
        made = [self.one(number, state) for number, state in enumerate(State, start=1)]
        with clock.set_to(clock.now()):
            expire_requests(self.company.db, self.company.vault, self.company.config.base_url)
        finish_endings(self.company.db, self.company.vault)
        return made

    def one(self, number: int, state: State) -> Marked:
        who, company = figure_of(number), self.company
        candidate = self.ask(number, self.ago(20 if state is State.EXPIRED else 9))
        placement_id = None
        ends: dict[State, Callable[[], None]] = {
            State.DEFERRED: lambda: company.defer(candidate, who, self.ago(8)),
            State.REFUSED: lambda: company.answer(candidate, who, self.ago(8), yes=False),
            State.INVALIDATED: lambda: company.deny(candidate, who, self.ago(8)),
            State.CANCELLED: lambda: self.cancel(candidate),
        }
        if state in ends:
            ends[state]()
        elif state not in (State.REQUESTED, State.EXPIRED):
            company.answer(candidate, who, self.ago(8), yes=True, group=state is not State.WITHOUT_GROUP)
            self.fill_in(candidate, number, with_group=state is not State.WITHOUT_GROUP)
            placement_id = self.work(candidate, state)
        if state in (State.WITHDRAWN, State.WITHDRAWN_APPROVED):
            company.stop(candidate, who, self.ago(1))
        if state is State.FROZEN:
            self.freeze(candidate)
        return Marked(number, state, candidate, placement_id, who, marks_of(number))

    def ask(self, number: int, on: date) -> UUID:
        who = figure_of(number)
        with self.company.at(on, 9, 40) as session:
            anna = self.company.actor(session, ANNA)
            invitee = Invitee(
                first_name=who.first_name,
                surname=who.surname,
                email=who.email,
                language="nl",
                agreement=Agreement.EMPLOYMENT,
                employer_kind=EmployerKind.LENDER,
                employer_name=marks_of(number)["candidate.employer_name"][0],
                starts_on=self.ago(5),
                born=who.born,
                told=Told(InformedBy.TALK, on),
            )
            contract = self.company.contract(session, CONTRACT, anna)
            return asking.request_consent(
                session,
                self.company.vault,
                contract_id=contract.id,
                invitee=invitee,
                by=anna,
                base_url=self.company.config.base_url,
            )

    def fill_in(self, candidate: UUID, number: int, *, with_group: bool) -> None:
        who, company = figure_of(number), self.company
        with company.at(self.ago(7)) as session:
            anna = company.actor(session, ANNA)
            found = candidate_at_work(session.connection(), company.contract(session, CONTRACT, anna).id, candidate)
            assert found is not None
            fill_in_details(
                session,
                company.vault,
                candidate_id=candidate,
                seen_version=found.version,
                street=marks_of(number)["candidate.address_sealed:street"][0],
                postcode="8900 ZZ",
                town=who.town,
                born=who.born,
                by=anna,
                base_url=company.config.base_url,
            )
        if with_group:
            with company.at(self.ago(7), 11) as session:
                fill_in_group(
                    session,
                    company.vault,
                    candidate_id=candidate,
                    seen_version=found.version + 1,
                    target_group=GROUP,
                    duration_class=None,
                    by=company.actor(session, ANNA),
                )

    def work(self, candidate: UUID, state: State) -> UUID | None:
        """As far as the state says; the amount is agreed, so that no table is needed."""
        if state in (State.GIVEN, State.WITHOUT_GROUP, State.FROZEN):
            return None
        company = self.company
        begins, ends = self.ago(5), self.today + timedelta(days=120)
        evidence = seen_evidence(EvidenceKind.EMPLOYMENT_CONTRACT, begins)
        work = Work(Form.EMPLOYMENT, False, begins, ends, Decimal(24), **evidence)
        placed = company.record_work(CONTRACT, ANNA, candidate, work, self.ago(4))
        if state is not State.DRAFTED:
            company.send_work(CONTRACT, ANNA, placed, self.ago(4))
        if state is State.RETURNED:
            company.decide_work(CONTRACT, JELLE, placed, self.ago(3), returned="De einddatum klopt niet.")
        if state in (State.APPROVED, State.WITHDRAWN_APPROVED):
            with company.db.reads() as connection:
                value = connection.scalar(sa.select(Placement.value).where(Placement.id == placed))
            company.decide_work(CONTRACT, JELLE, placed, self.ago(3), agreed=Decimal(1000) if value is None else None)
        return placed

    def cancel(self, candidate: UUID) -> None:
        with self.company.at(self.ago(8)) as session:
            anna = self.company.actor(session, ANNA)
            asking.cancel_request(
                session,
                self.company.vault,
                candidate_id=candidate,
                by=anna,
                base_url=self.company.config.base_url,
            )

    def freeze(self, candidate: UUID) -> None:
        """As the clock leaves it when nobody answers a renewal in time."""
        with self.company.db.transaction() as session:
            session.execute(
                sa.update(ConsentRequest)
                .where(ConsentRequest.candidate_id == candidate)
                .values(status=ConsentStatus.FROZEN)
            )
