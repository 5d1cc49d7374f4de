"""A percentage tells how many, and how many not."""

from collections.abc import Sequence
from decimal import Decimal

from portal.protection.table import Cell, Rules, protect


def shown_share(part: int, whole: int, rules: Rules) -> Decimal | None:
    """Whole percentage of ``part`` in ``whole``; None unless both who are in the part and who are not are enough.

    A share of everybody or of nobody tells something of each of them, so it stays hidden too.
    """
    if part < rules.threshold or whole - part < rules.threshold:
        return None
    return Decimal((200 * part + whole) // (2 * whole))  # half up, like every percentage


def shown_shares(parts: Sequence[tuple[int, int]], rules: Rules) -> list[Decimal | None]:
    """The percentage (part, whole) of each row and, as last, of all together; each person is in one row.

    What is hidden is hidden from who subtracts as well: the rows are protected as a table of who is in the part and who
    is not. Where no row may be shown, all together may: its own two numbers are enough, so every row keeps as many
    possible values as the smallest of them, of the row, and of the other rows.
    """
    filled = [position for position, (_part, whole) in enumerate(parts) if whole]
    shown: list[Decimal | None] = [None] * (len(parts) + 1)
    if not filled:
        return shown
    pairs = [parts[position] for position in filled]
    protected = protect([[Cell(part), Cell(whole - part)] for part, whole in pairs], rules, zeros_tell=True)
    together = (sum(part for part, _whole in pairs), sum(whole for _part, whole in pairs))
    readable = [not protected.is_hidden(row, 0) and not protected.is_hidden(row, 1) for row in range(len(filled) + 1)]
    for row, position in enumerate(filled):
        shown[position] = shown_share(*pairs[row], rules) if readable[row] else None
    if readable[-1] or not any(readable[:-1]):
        shown[-1] = shown_share(*together, rules)
    return shown


def shown_unknown(yes: int, no: int, unknown: int, rules: Rules) -> Decimal | None:
    """Percentage of whom nothing is known beside a percentage of ``yes``, so that ``no`` is what is left of both."""
    if shown_share(yes, yes + no + unknown, rules) is None or (unknown and no < rules.threshold):
        return None
    return shown_share(unknown, yes + no + unknown, rules) if unknown else Decimal(0)
