"""Acts about work: recorded, sent, changed, decided on."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.decisions import services as decisions
from portal.decisions.unregistered import Seen as OnTheSpot
from portal.decisions.unregistered import decide_unregistered, record_unregistered
from portal.demonstration.acts.company import Company
from portal.models import EvidenceKind, EvidenceState, Outcome
from portal.placements import services as placements
from portal.placements.queries import candidate_at_work, placement
from portal.placements.services import Seen
from portal.placements.valuing import value_work
from portal.placements.work import Work, work_of
from portal.records.told import GROUP_SEEN_ELSEWHERE
from portal.security.scope import ContractRow
from portal.security.viewer import Viewer
from portal.valuation import Form
from portal.valuation.months import ONE_DAY, add_months


class WorkActs(Company):
    def record_work(self, key: str, by: str, candidate_id: UUID, work: Work, on: date) -> UUID:
        with self.at(on, 9, 50) as session:
            actor = self.actor(session, by)
            contract = self.contract(session, key, actor)
            found = candidate_at_work(session.connection(), contract.id, candidate_id)
            assert found is not None  # noqa: S101 - it was invited above
            valued = value_work(session.connection(), self.vault, contract=contract, candidate=found, work=work)
            return placements.record_placement(
                session, contract=contract, candidate_id=candidate_id, work=work, valued=valued, by=actor
            )

    def send_work(self, key: str, by: str, placement_id: UUID, on: date) -> None:
        with self.at(on, 10, 10) as session:
            actor = self.actor(session, by)
            contract, seen, valued, _work = self._work(session, key, actor, placement_id)
            placements.submit_placement(session, contract=contract, seen=seen, valued=valued, by=actor)

    def change_hours(self, key: str, by: str, placement_id: UUID, on: date, hours: int, from_on: date) -> None:
        with self.at(on, 16, 20) as session:
            actor = self.actor(session, by)
            contract, seen, valued, _work = self._work(session, key, actor, placement_id)
            placements.change_hours(
                session,
                contract=contract,
                seen=seen,
                from_on=from_on,
                hours_per_week=Decimal(hours),
                valued=valued,
                by=actor,
            )

    def decide_work(
        self, key: str, by: str, placement_id: UUID, on: date, *, returned: str = "", agreed: Decimal | None = None
    ) -> None:
        """Return it with a message, or approve it; ``agreed`` is the amount where the table gives none."""
        with self.at(on, 13, 25) as session:
            actor = self.actor(session, by)
            contract = self.contract(session, key, actor)
            found = placement(session.connection(), contract.id, placement_id)
            assert found is not None  # noqa: S101 - it was recorded above
            decisions.decide_placement(
                session,
                self.vault,
                contract=contract,
                placement_id=placement_id,
                seen_version=found.version,
                outcome=Outcome.RETURNED if returned else Outcome.APPROVED,
                approved_value=agreed,
                agreed_note=GROUP_SEEN_ELSEWHERE if agreed is not None else "",
                message=returned,
                respond_by=on + timedelta(days=14) if returned else None,
                by=actor,
                base_url=self.config.base_url,
            )

    def see_work(
        self, key: str, by: str, form: Form, hours: int, starts_on: date, months: int, value: int, *, on: date
    ) -> UUID:
        """Work of somebody who said no, seen on the spot by the coordination point (PR-24)."""
        seen = OnTheSpot(
            form=form,
            starts_on=starts_on,
            ends_on=add_months(starts_on, months) - ONE_DAY,
            hours_per_week=Decimal(hours),
            value=Decimal(value),
            group_checked=True,
            seen_on=on,
        )
        with self.at(on, 15) as session:
            actor = self.actor(session, by)
            return record_unregistered(session, contract=self.contract(session, key, actor), seen=seen, by=actor)

    def approve_seen_work(self, key: str, by: str, work_id: UUID, on: date) -> None:
        with self.at(on, 16) as session:
            actor = self.actor(session, by)
            decide_unregistered(
                session,
                contract=self.contract(session, key, actor),
                work_id=work_id,
                seen_version=1,
                approves=True,
                by=actor,
            )

    def _work(self, session: Session, key: str, by: Viewer, placement_id: UUID) -> tuple[ContractRow, Seen, Any, Work]:
        contract = self.contract(session, key, by)
        found = placement(session.connection(), contract.id, placement_id)
        assert found is not None  # noqa: S101 - it was recorded above
        person = candidate_at_work(session.connection(), contract.id, found.candidate_id)
        assert person is not None  # noqa: S101
        work = work_of(found)
        valued = value_work(
            session.connection(),
            self.vault,
            contract=contract,
            candidate=person,
            work=work,
            hours=found.hours,
            placement_id=placement_id,
        )
        return contract, Seen(placement_id, found.version), valued, work


def seen_evidence(kind: EvidenceKind, on: date) -> dict[str, Any]:
    return {
        "evidence": EvidenceState.SEEN,
        "evidence_kind": kind,
        "evidence_seen_by": "personeelszaken",
        "evidence_seen_on": on,
    }
