"""What recurs in the story: a plan that is approved, somebody who says yes, work that is decided on."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from portal import clock
from portal.consents import chores
from portal.demonstration.acts import Cast, seen_evidence
from portal.demonstration.cast import CAST
from portal.demonstration.setting import morning
from portal.models import EvidenceKind
from portal.placements.work import Work
from portal.plans.worth import Entry
from portal.valuation import DurationClass, Form, TargetGroup
from portal.valuation.months import ONE_DAY, add_months

GROUPS = {
    "pwet": (TargetGroup.PWET, DurationClass.PWET_GT_2Y),
    "ww": (TargetGroup.WW, DurationClass.WW_GT_12M),
    "wia": (TargetGroup.WIA, None),
    "wajong": (TargetGroup.WAJONG, None),
    "bbl": (TargetGroup.STUDENT, DurationClass.BBL_NEW),
    "mbo": (TargetGroup.STUDENT, DurationClass.MBO_1_2),
    "?": (None, None),
}


class Scenes:
    def __init__(self, company: Cast) -> None:
        self.company = company
        self.today = clock.today()

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def began(self, key: str, months: int = 0, days: int = 0) -> date:
        """A day of a contract, months and days after it began."""
        return add_months(self.company.contracts[key].starts_on, months) + timedelta(days=days)

    def approved_plan(self, key: str, by: str, reviewer: str, *efforts: tuple[str, str, int, int, int, int]) -> None:
        company = self.company
        company.write_plan(key, by, self.began(key, 0, 3), self.efforts(key, *efforts))
        company.send_plan(key, by, self.began(key, 0, 5))
        company.decide_plan(key, reviewer, self.began(key, 0, 12), message="Een duidelijk plan. Veel succes.")

    def approved_work(
        self, key: str, by: str, reviewer: str, who: str, form: Form, hours: int, starts_on: date, months: int
    ) -> UUID:
        company, figure = self.company, CAST[who]
        candidate = self.said_yes(key, by, who, starts_on - timedelta(days=12))
        company.fill_in(key, by, candidate, figure, starts_on - timedelta(days=9))
        placed = company.record_work(key, by, candidate, self.work(form, hours, starts_on, months), starts_on)
        company.send_work(key, by, placed, starts_on + timedelta(days=1))
        company.decide_work(key, reviewer, placed, starts_on + timedelta(days=8))
        return placed

    def invited(self, key: str, by: str, who: str, on: date) -> UUID:
        return self.company.invite(key, by, CAST[who], on, on + timedelta(days=12))

    def said_yes(self, key: str, by: str, who: str, on: date, *, group: bool = True) -> UUID:
        candidate = self.invited(key, by, who, on)
        self.company.answer(candidate, CAST[who], on + timedelta(days=1), yes=True, group=group)
        return candidate

    def let_time_pass(self, day: date) -> None:
        """What the worker would have done by then: reminders, and the end of the time to choose."""
        company = self.company
        with clock.set_to(morning(day, 6)):
            for chore in chores.CHORES:
                chore(company.db, company.vault, company.config.base_url)

    def work(self, form: Form, hours: int, starts_on: date, months: int) -> Work:
        kind = EvidenceKind.INTERNSHIP_AGREEMENT if form is Form.INTERNSHIP else EvidenceKind.EMPLOYMENT_CONTRACT
        return Work(
            form=form,
            is_permanent=False,
            starts_on=starts_on,
            ends_on=add_months(starts_on, months) - ONE_DAY,
            hours_per_week=Decimal(hours),
            **seen_evidence(kind, starts_on),
        )

    def efforts(self, key: str, *lines: tuple[str, str, int, int, int, int]) -> Sequence[Entry]:
        return [self.effort(key, *line) for line in lines]

    def effort(self, key: str, form: str, group: str, people: int, hours: int, begins: int, months: int) -> Entry:
        target_group, duration_class = GROUPS[group]
        return Entry(
            form=Form(form),
            starts_in=self.began(key, begins),
            months=months,
            target_group=target_group,
            duration_class=duration_class,
            people=people,
            hours_per_week=Decimal(hours),
        )
