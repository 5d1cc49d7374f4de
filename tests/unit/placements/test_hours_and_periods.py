"""Dated hours when a first day moves, and work beside other work: rules that need no database."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

import pytest

from portal.models import Agreement, EvidenceState, PlacementStatus
from portal.placements.work import Work, faults_of, hours_from
from portal.records.placements import PlacementRow, WorkState
from portal.valuation import Form, HoursPeriod
from portal.web.i18n import speaking

CONTRACT = SimpleNamespace(starts_on=date(2026, 3, 1), ends_on=date(2028, 2, 29))
HOURS = (HoursPeriod(date(2026, 4, 1), Decimal(24)), HoursPeriod(date(2026, 10, 1), Decimal(32)))


def row(starts_on: date, ends_on: date | None, stop_reason=None) -> PlacementRow:
    return PlacementRow(
        id=uuid4(),
        contract_id=uuid4(),
        candidate_id=uuid4(),
        candidate_number=1,
        status=PlacementStatus.APPROVED,
        form=Form.EMPLOYMENT,
        is_permanent=False,
        starts_on=starts_on,
        ends_on=ends_on,
        stop_reason=stop_reason,
        effort_id=None,
        evidence=EvidenceState.PENDING,
        evidence_kind=None,
        evidence_seen_by=None,
        evidence_seen_on=None,
        value=None,
        counts_until=None,
        approved_value=None,
        agreed_note=None,
        submitted_at=None,
        updated_at=datetime(2026, 4, 1, tzinfo=UTC),
        version=1,
        hours=HOURS,
    )


def work(starts_on: date, ends_on: date | None) -> Work:
    return Work(Form.EMPLOYMENT, False, starts_on, ends_on, Decimal(24))


@pytest.mark.parametrize(
    ("starts_on", "first", "expected"),
    [
        (date(2026, 3, 1), None, [(date(2026, 3, 1), 24), (date(2026, 10, 1), 32)]),
        (date(2026, 5, 1), None, [(date(2026, 5, 1), 24), (date(2026, 10, 1), 32)]),
        (date(2026, 10, 1), None, [(date(2026, 10, 1), 32)]),
        (date(2026, 11, 1), None, [(date(2026, 11, 1), 32)]),
        (date(2026, 4, 1), Decimal(30), [(date(2026, 4, 1), 30), (date(2026, 10, 1), 32)]),
    ],
)
def test_hours_follow_the_first_day(starts_on, first, expected):
    assert [(one.from_on, one.hours_per_week) for one in hours_from(HOURS, starts_on, first)] == expected


@pytest.mark.parametrize(
    ("mine", "theirs", "clash"),
    [
        ((date(2026, 4, 1), None), (date(2026, 3, 1), date(2026, 3, 31)), False),
        ((date(2026, 4, 1), None), (date(2026, 3, 1), date(2026, 4, 1)), True),
        ((date(2026, 4, 1), None), (date(2027, 1, 1), None), True),
        ((date(2026, 4, 1), date(2026, 12, 31)), (date(2027, 1, 1), None), False),
        ((date(2026, 4, 1), date(2027, 1, 1)), (date(2027, 1, 1), None), True),
        ((date(2027, 4, 1), date(2027, 6, 1)), (date(2026, 4, 1), None), True),
    ],
)
def test_work_of_one_person_does_not_overlap(mine, theirs, clash):
    with speaking("nl"):
        faults = faults_of(
            work(*mine), contract=CONTRACT, agreement=Agreement.EMPLOYMENT, c2_given=True, others=[row(*theirs)]
        )
    assert bool(faults) is clash


def test_where_the_work_stands_is_told_by_its_days():
    one = row(date(2026, 4, 1), date(2026, 9, 30))
    assert one.state_on(date(2026, 3, 31)) is WorkState.STARTS_LATER
    assert one.state_on(date(2026, 9, 30)) is WorkState.WORKING
    assert one.state_on(date(2026, 10, 1)) is WorkState.FINISHED
    assert row(one.starts_on, one.ends_on, stop_reason="other").state_on(date(2026, 10, 1)) is WorkState.STOPPED
    assert [one.hours_on(day) for day in (date(2026, 1, 1), date(2026, 9, 30), date(2026, 10, 1))] == [24, 24, 32]
