"""Exact arithmetic inside, cents outside: fractions are rounded half up, once, at the end."""

from decimal import Decimal
from fractions import Fraction


def rounded(number: Fraction | Decimal, places: int) -> Decimal:
    """Half up, also for a number that has no finite decimal notation."""
    above, below = number.as_integer_ratio()
    return Decimal((2 * above * 10**places + below) // (2 * below)).scaleb(-places)


def cents(amount: Fraction | Decimal) -> Decimal:
    return rounded(amount, 2)
