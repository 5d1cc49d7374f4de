"""Acts about a contract that is under way for long: quarters confirmed, an explanation asked, its end."""

from datetime import date, timedelta
from decimal import Decimal

from portal.administration import closing
from portal.administration.closing import Step
from portal.contracts import final_account
from portal.contracts.closing import give_view
from portal.demonstration.acts.company import Company
from portal.models import Placement
from portal.placements.confirm_forms import Answer
from portal.placements.confirm_services import confirm_quarter
from portal.progress import recovery
from portal.records.closing import assess, closing_of
from portal.records.confirmations import as_work, work_in_quarter
from portal.valuation.confirmation import CalendarQuarter


class EndingActs(Company):
    def confirm_quarter(self, key: str, by: str, quarter: CalendarQuarter, on: date, *, fewer: int = 0) -> None:
        """All hours as expected, but of one person so many fewer; whoever stopped is still employed."""
        with self.at(on, 10, 45) as session:
            actor = self.actor(session, by)
            contract = self.contract(session, key, actor)
            waiting = work_in_quarter(actor, quarter, confirmed=False).where(Placement.contract_id == contract.id)
            rows = as_work(session.connection().execute(waiting.order_by(Placement.id)).all(), quarter)
            answers = [
                Answer(
                    work=row,
                    hours=max(row.expected - fewer, Decimal(0)) if position == len(rows) - 1 else row.expected,
                    expected=row.expected,
                    until_on=row.until_on,
                    still_employed=True if row.has_ended else None,
                    ended=None,
                    now_permanent=False,
                )
                for position, row in enumerate(rows)
            ]
            contracts = {contract.id: contract}
            confirm_quarter(session, quarter=quarter, answers=answers, contracts=contracts, valued={}, by=actor)

    def ask_why_behind(self, key: str, by: str, on: date, question: str) -> None:
        with self.at(on, 11) as session:
            actor = self.actor(session, by)
            contract = self.contract(session, key, actor)
            answer_by = on + timedelta(days=14)
            recovery.ask(session, contract=contract, question=question, answer_by=answer_by, by=actor)

    def explain_behind(self, key: str, by: str, on: date, cause: str, measures: str, back_on: date) -> None:
        with self.at(on, 15) as session:
            actor = self.actor(session, by)
            contract = self.contract(session, key, actor)
            asked = recovery.open_note(session.connection(), contract.id)
            recovery.explain(
                session,
                contract=contract,
                seen_version=asked.version if asked else 0,
                cause=cause,
                measures=measures,
                back_on=back_on,
                by=actor,
            )

    def account_for(self, key: str, by: str, on: date, result: str, difference: str) -> None:
        """The final account, written and sent; the coordination point has not looked at it yet."""
        with self.at(on, 9, 30) as session:
            actor = self.actor(session, by)
            contract = self.contract(session, key, actor)
            final_account.write_account(
                session, contract=contract, seen_version=0, result=result, difference=difference, by=actor
            )
            final_account.send_account(session, contract=contract, seen_version=1, by=actor)

    def announce_shortfall(self, key: str, manager: str, on: date, until: date, reason: str) -> None:
        """The intention to withhold what the portal proposes."""
        with self.at(on, 13, 40) as session:
            by = self.actor(session, manager)
            contract = self.contract(session, key, by)
            seen = closing_of(session.connection(), contract.id).version
            proposal = assess(session.connection(), contract, on).proposal
            closing.announce(
                session,
                self.vault,
                Step(contract, seen, by, self.config.base_url),
                until=until,
                withheld=proposal.withheld,
                penalty=proposal.penalty,
                reason=reason,
            )

    def give_view(self, key: str, by: str, on: date, text: str) -> None:
        with self.at(on, 16, 25) as session:
            actor = self.actor(session, by)
            contract = self.contract(session, key, actor)
            seen = closing_of(session.connection(), contract.id).version
            give_view(session, contract=contract, seen_version=seen, text=text, by=actor)
