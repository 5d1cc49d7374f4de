"""Acts about effort that is no placement: written down, sent, approved."""

from datetime import date, timedelta
from decimal import Decimal

from portal.contributions import services as contributions
from portal.contributions.services import Seen
from portal.contributions.valuing import value_of
from portal.decisions.contributions import decide_contribution
from portal.demonstration.acts.company import Company
from portal.models import Outcome, ProofKind
from portal.records.contributions import Entry, find_contribution
from portal.records.tables import value_table
from portal.valuation import Form


class ContributionActs(Company):
    def buy_work(self, key: str, by: str, on: date, cost: int) -> int:
        """Purchase from a sheltered work company in the two weeks before, written down and sent; its number."""
        entry = Entry(
            form=Form.PURCHASE,
            row="sheltered_work",
            effort_id=None,
            party="Werkbedrijf Waddenkant (fictief)",
            description="Schilderwerk en groenonderhoud",
            starts_on=on - timedelta(days=13),
            ends_on=on,
            cost=Decimal(cost),
            people=None,
            hours=None,
            proof=ProofKind.INVOICE,
            proof_seen_on=on,
        )
        with self.at(on, 11) as session:
            actor = self.actor(session, by)
            contract = self.contract(session, key, actor)
            table = value_table(session.connection(), contract.value_table_id)
            number = contributions.record_contribution(
                session, contract=contract, entry=entry, value=value_of(entry, table).amount, by=actor
            )
            contributions.submit_contribution(session, contract=contract, seen=Seen(number, 1), by=actor)
        return number

    def approve_contribution(self, key: str, by: str, number: int, on: date) -> None:
        with self.at(on, 14) as session:
            actor = self.actor(session, by)
            contract = self.contract(session, key, actor)
            found = find_contribution(session.connection(), contract.id, number)
            assert found is not None  # noqa: S101 - it was sent above
            decide_contribution(
                session,
                self.vault,
                contract=contract,
                number=number,
                seen_version=found.version,
                outcome=Outcome.APPROVED,
                by=actor,
                base_url=self.config.base_url,
            )
