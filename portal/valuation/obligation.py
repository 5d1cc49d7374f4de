"""What a contract demands, how much of it is covered, and what is withheld when it is not met."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from portal.valuation.money import cents, rounded


@dataclass(frozen=True)
class LabourShareRule:
    """Where little of a contract is labour a lower percentage applies (Leidschendam-Voorburg: 2% below 30%)."""

    below_percentage: Decimal = Decimal(30)
    percentage: Decimal = Decimal(2)


@dataclass(frozen=True)
class Shortfall:
    amount: Decimal
    percentage: Decimal


def obligation_amount(
    *,
    basis_amount: Decimal | None = None,
    percentage: Decimal | None = None,
    cap: Decimal | None = None,
    fixed: Decimal | None = None,
    labour_share: Decimal | None = None,
    labour_share_rule: LabourShareRule | None = None,
) -> Decimal:
    """A fixed amount, or a percentage of the basis (contract sum or turnover, without VAT), never above the cap.

    ``labour_share`` is the percentage of the contract that is labour. Raises ``ValueError`` when not exactly one of
    ``fixed`` and ``basis_amount`` with ``percentage`` is given. Source of the cap: Súdwest-Fryslân, € 300,000.
    """
    if fixed is not None and basis_amount is None and percentage is None:
        amount = Fraction(fixed)
    elif fixed is None and basis_amount is not None and percentage is not None:
        low = labour_share_rule and labour_share is not None and labour_share < labour_share_rule.below_percentage
        applied = labour_share_rule.percentage if labour_share_rule and low else percentage
        amount = Fraction(basis_amount) * Fraction(applied) / 100
    else:
        raise ValueError("Either a fixed amount, or a basis with a percentage.")
    return cents(amount if cap is None else min(amount, Fraction(cap)))


def added_part(
    extra: Decimal, *, cap: Decimal | None, uncapped_before: Decimal = Decimal(0), total_before: Decimal = Decimal(0)
) -> Decimal:
    """What one more part adds to an obligation whose cap holds for all parts together; below zero takes something off.

    ``extra`` and ``uncapped_before`` are without the cap, so that the order of the parts does not matter: 15 million
    and then 7.5 million at 2% is 300,000 once, and taking 5 million off again is still 300,000.
    """
    uncapped = uncapped_before + extra
    return cents((uncapped if cap is None else min(uncapped, cap)) - total_before)


@dataclass(frozen=True)
class Settlement:
    """What a coordination point may propose for a shortfall. All euro; a proposal, never a decision."""

    shortfall: Decimal
    percentage: Decimal
    """Part of the obligation that was not realised, to two decimals."""
    withheld: Decimal
    penalty: Decimal

    @property
    def total(self) -> Decimal:
        return self.withheld + self.penalty


def settlement(obligation: Decimal, accepted: Decimal, penalty_percentage: Decimal = Decimal(0)) -> Settlement:
    """Withholding pro rata of the unrealised part (Harlingen), and where agreed a fine on top: a percentage of the
    Social Return amount (Eindhoven: 50%). Nothing at all where nothing is missing."""
    missing = withholding(obligation, accepted)
    fine = cents(Fraction(obligation) * Fraction(penalty_percentage) / 100) if missing.amount else Decimal("0.00")
    return Settlement(missing.amount, missing.percentage, missing.amount, fine)


def withholding(obligation: Decimal, accepted: Decimal) -> Shortfall:
    """What is withheld from the last instalment: pro rata of the unrealised part (Harlingen). Never below 0."""
    missing = max(obligation - accepted, Decimal(0))
    return Shortfall(cents(missing), _percentage(missing, obligation, 2))


def coverage_percentage(amount: Decimal, obligation: Decimal) -> Decimal:
    """Whole percentage, half up; above 100 when more was done than asked; 0 without an obligation."""
    return _percentage(amount, obligation, 0)


def hours_per_month(hours_per_week: Decimal) -> Decimal:
    """Thirteen weeks are three months: 40 hours a week is 173.33 a month."""
    return rounded(Fraction(hours_per_week) * 13 / 3, 2)


def hours_per_year(hours_per_week: Decimal) -> Decimal:
    return rounded(Fraction(hours_per_week) * 52, 2)


def _percentage(part: Decimal, whole: Decimal, places: int) -> Decimal:
    return rounded(Fraction(part) / Fraction(whole) * 100, places) if whole else Decimal(0)
