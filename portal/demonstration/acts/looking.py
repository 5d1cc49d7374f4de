"""Somebody looked at night: a day that the privacy officer finds in her list."""

from datetime import date

import sqlalchemy as sa

from portal.demonstration.acts.company import Company
from portal.models import Candidate
from portal.privacy.gate import is_open
from portal.privacy.queries import RevealReason
from portal.privacy.viewlog import record_view


class LookActs(Company):
    def look_at_night(self, key: str, by: str, on: date) -> None:
        """Each candidate of a contract who said yes, and the date of birth of the first."""
        with self.at(on, 23, 10) as session:
            actor = self.actor(session, by)
            contract = self.contract(session, key, actor)
            candidates = session.scalars(
                sa.select(Candidate.id)
                .where(Candidate.contract_id == contract.id, is_open(Candidate.id))
                .order_by(Candidate.number)
            ).all()
            for candidate_id in candidates:
                record_view(
                    session,
                    viewer=actor,
                    action="view",
                    object_kind="candidate",
                    object_id=candidate_id,
                    fields="name age_group",
                    purpose="P2",
                    origin="review.candidate",
                )
            for candidate_id in candidates[:1]:
                record_view(
                    session,
                    viewer=actor,
                    action="reveal",
                    object_kind="candidate",
                    object_id=candidate_id,
                    fields="birth_date",
                    reason=RevealReason.VALUE_CHECK,
                    purpose="P2",
                    origin="privacy.reveal_to_csr",
                )
