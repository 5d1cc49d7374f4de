"""Hours per week as a part of a full-time week."""

from decimal import Decimal
from fractions import Fraction


def hours_factor(hours_per_week: Decimal, full_time_hours: Decimal, minimum_hours: Decimal) -> Fraction:
    """Part of a full-time week, at most 1; 0 below the minimum, while exactly the minimum counts."""
    if hours_per_week < minimum_hours:
        return Fraction(0)
    return min(Fraction(hours_per_week) / Fraction(full_time_hours), Fraction(1))
