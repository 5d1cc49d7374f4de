"""Exact arithmetic inside, cents outside: fractions are rounded half up, once, at the end."""

from decimal import Decimal
from fractions import Fraction
from math import floor


def rounded(number: Fraction | Decimal, places: int) -> Decimal:
    """Half up, also for a number that has no finite decimal notation."""
    return Decimal(floor(Fraction(number) * 10**places + Fraction(1, 2))).scaleb(-places)


def cents(amount: Fraction | Decimal) -> Decimal:
    return rounded(amount, 2)
