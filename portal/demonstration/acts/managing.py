"""What a manager of the story does: new versions of a value table and of the notice, each for another to publish."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from portal.administration.value_table_services import draft_table
from portal.consents import publishing
from portal.consents.publishing import Reviewed
from portal.demonstration.acts.company import Company
from portal.valuation import Unit, shipped_table

RAISED_BY = Decimal(1000)  # invented, like everything in the story


class ManagingActs(Company):
    def draft_value_table(self, by: str, on: date, valid_from: date) -> None:
        """The example table with higher amounts a year."""
        table = shipped_table("frl-demo")
        rows = tuple(
            replace(row, amount=row.amount + RAISED_BY) if row.unit is Unit.YEAR and row.amount else row
            for row in table.rows
        )
        with self.at(on) as session:
            draft_table(session, replace(table, rows=rows, valid_from=valid_from), by=self.actor(session, by))

    def propose_notice(self, by: str, on: date, version: str) -> None:
        """A clearer text waits for a second manager."""
        with self.at(on, 11, 30) as session:
            reviewed = {"en": Reviewed("Roos Hartsema (fictief)", on)}
            publishing.propose(session, version, material=False, reviewed=reviewed, by=self.actor(session, by))
