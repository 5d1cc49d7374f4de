"""A percentage tells how many, and how many not."""

from decimal import Decimal

from portal.protection.table import Rules


def shown_share(part: int, whole: int, rules: Rules) -> Decimal | None:
    """Whole percentage of ``part`` in ``whole``; None unless both who are in the part and who are not are enough.

    A share of everybody or of nobody tells something of each of them, so it stays hidden too.
    """
    if part < rules.threshold or whole - part < rules.threshold:
        return None
    return Decimal(round(100 * part / whole))
