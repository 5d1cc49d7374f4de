"""Obligations of every basis, parts under one cap, and what a shortfall costs: exact to the cent (domain.md 7.3)."""

import random
from decimal import Decimal

import pytest

from portal.valuation.obligation import (
    LabourShareRule,
    added_part,
    coverage_percentage,
    obligation_amount,
    settlement,
    withholding,
)

CAP = Decimal(300_000)


def percent(basis, percentage, **more):
    return obligation_amount(basis_amount=Decimal(basis), percentage=Decimal(percentage), **more)


@pytest.mark.parametrize("basis", [800_000])
def test_a1_and_a2_five_percent_of_the_contract_sum(basis):
    assert percent(basis, 5) == Decimal("40000.00")


def test_a3_a4_five_percent_of_which_85_is_realised():
    volume = percent(Decimal(800_000_000), Decimal(5)) * Decimal("0.85")
    assert volume == Decimal("34000000")
    assert percent(5, 85) == Decimal("4.25")


def test_a5_more_than_was_asked_is_above_a_hundred_percent():
    assert coverage_percentage(Decimal(25_200_000), Decimal(22_500_000)) == 112


@pytest.mark.parametrize(("value", "amount"), [(1_250_000, 25_000), (15_000_000, 300_000), (22_500_000, 300_000)])
def test_b14_the_frisian_clause_is_capped(value, amount):
    assert percent(value, 2, cap=CAP) == amount


def test_b15_what_was_not_realised_is_withheld_pro_rata():
    found = settlement(Decimal(25_000), Decimal(18_750))
    assert (found.shortfall, found.percentage, found.withheld, found.penalty) == (6_250, 25, 6_250, 0)


@pytest.mark.parametrize(("share", "amount"), [(25, 20_000), ("29.99", 20_000), (30, 50_000), (100, 50_000)])
def test_b23_a_small_share_of_labour_asks_a_lower_percentage(share, amount):
    assert percent(1_000_000, 5, labour_share=Decimal(share), labour_share_rule=LabourShareRule()) == amount


def test_b24_a_fine_comes_on_top_of_what_is_withheld():
    found = settlement(Decimal(40_000), Decimal(10_000), Decimal(50))
    assert (found.withheld, found.penalty, found.total) == (30_000, 20_000, 50_000)
    assert settlement(Decimal(40_000), Decimal(40_000), Decimal(50)).total == 0


@pytest.mark.parametrize(
    ("turnover", "percentage", "amount"),
    [(480_000, "2.5", "12000.00"), ("480000.20", "2.5", "12000.01"), ("480000.19", "2.5", "12000.00")],
)
def test_turnover_of_a_year_is_rounded_half_up_once(turnover, percentage, amount):
    assert str(percent(turnover, percentage)) == amount


@pytest.mark.parametrize(
    ("contract", "value", "percentage", "amount"),
    [
        ("C-01", 1_250_000, 2, 25_000),
        ("C-02", 2_400_000, 5, 120_000),
        ("C-03", 900_000, 5, 45_000),
        ("C-04", 6_800_000, 2, 136_000),
        ("C-05", 22_500_000, 2, 300_000),
        ("C-06", 1_600_000, 5, 80_000),
        ("C-07", 1_100_000, 2, 22_000),
        ("C-08", 480_000, "2.5", 12_000),
        ("C-09", 140_000, 2, 2_800),
        ("C-10", 4_200_000, 5, 210_000),
    ],
)
def test_the_sample_contracts(contract, value, percentage, amount):
    assert percent(value, percentage, cap=CAP) == amount, contract


def parts_in_order(extras, cap):
    """Total after each part."""
    uncapped = total = Decimal(0)
    for extra in extras:
        total += added_part(extra, cap=cap, uncapped_before=uncapped, total_before=total)
        uncapped += extra
        yield total


def test_the_cap_is_of_all_parts_together():
    extras = [Decimal(200_000), Decimal(150_000), Decimal(-40_000), Decimal(-30_000)]
    assert list(parts_in_order(extras, CAP)) == [200_000, 300_000, 300_000, 280_000]
    assert list(parts_in_order(extras, None)) == [200_000, 350_000, 310_000, 280_000]


def test_the_order_of_the_parts_does_not_matter():
    chance = random.Random(8)
    for _round in range(200):
        extras = [Decimal(chance.randint(0, 20_000_000)).scaleb(-2) for _ in range(chance.randint(1, 6))]
        totals = {tuple(parts_in_order(chance.sample(extras, len(extras)), CAP))[-1] for _ in range(4)}
        assert totals == {min(sum(extras), CAP)}


def test_a_shortfall_is_never_below_zero_and_with_what_was_accepted_makes_the_obligation():
    chance = random.Random(15)
    for _round in range(500):
        obligation, accepted = (Decimal(chance.randint(0, 9_999_999)).scaleb(-2) for _ in range(2))
        found = withholding(obligation, accepted)
        assert found.amount == max(obligation - accepted, Decimal(0))
        assert 0 <= found.percentage <= 100
        assert settlement(obligation, accepted).total == found.amount
