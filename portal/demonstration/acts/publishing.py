"""Results of the year before the story: invented numbers of people, protected and released as real ones are."""

import hashlib
import random
from datetime import date
from decimal import Decimal
from fractions import Fraction

import sqlalchemy as sa

from portal import clock
from portal.demonstration.acts.company import Company
from portal.models import Organisation, PublicationStatus, PublishedReport, Region, User
from portal.protection import Rules
from portal.records.publication import LICENCE
from portal.reports.cells import protected_cells
from portal.reports.results import WEEKS, Results, Sums
from portal.reports.staying import Parts
from portal.valuation import Form, TargetGroup

PEOPLE = {Region.GRONINGEN: 260, Region.DRENTHE: 140, Region.FRIESLAND: 90}
GROUPS = (TargetGroup.PWET, TargetGroup.WAJONG, TargetGroup.WW, TargetGroup.WIA, TargetGroup.STUDENT, TargetGroup.NUO)
FORMS = (Form.EMPLOYMENT, Form.SECONDMENT, Form.WORK_EXPERIENCE, Form.BBL, Form.INTERNSHIP)


class PublishingActs(Company):
    def publish_year(self, year: int, on: date) -> None:
        """One released table a region; the same numbers every time."""
        with self.at(on) as session:
            for region, people in PEOPLE.items():
                by = session.scalars(
                    sa.select(User.id).join(Organisation).where(Organisation.region == region).order_by(User.role)
                ).first()
                results = _invented(region, year, people)
                cells = protected_cells(results, Rules(), LICENCE)
                made = {"asked_by": by, "asked_at": clock.now(), "made_at": clock.now(), "snapshot_on": results.on}
                session.add(
                    PublishedReport(
                        region=region,
                        year=year,
                        status=PublicationStatus.RELEASED,
                        cells=cells,
                        sha256=hashlib.sha256(cells.encode()).hexdigest(),
                        released_by=by,
                        released_at=clock.now(),
                        **made,
                    )
                )


def _invented(region: Region, year: int, people: int) -> Results:
    pick = random.Random(f"{region}{year}")  # noqa: S311 - numbers of nobody
    results = Results(region, year, date(year, 12, 31))
    for _number in range(people):
        group = pick.choices(GROUPS, (8, 4, 4, 3, 5, 1))[0]
        forms = FORMS[3:] if group is TargetGroup.STUDENT else FORMS[:3]
        hours = Fraction(pick.choice((16, 20, 24, 32, 36)) * pick.randint(8, WEEKS))
        euro = Decimal(int(hours) * 14)
        results.cells.setdefault((group.value, pick.choice(forms).value), Sums()).add(
            Sums(people=1, placements=1, hours=hours, fte=hours / (36 * WEEKS), euro=euro, largest=euro)
        )
        parts = results.parts.setdefault(group.value, Parts())
        parts.permanent.count(pick.random() < 0.4)
        for part in (parts.after_6_months, parts.after_12_months):
            part.count(pick.choices((True, False, None), (5, 3, 2))[0])
    return results
