"""Small numbers: what a table may show to who may not see persons (PR-04, PR-51).

Pure computation: no framework, no database, nothing else of the portal. Every such output goes through ``protect``.
"""

from portal.protection.shares import shown_share, shown_shares, shown_unknown
from portal.protection.table import (
    DOMINANCE,
    ROUNDING,
    THRESHOLD,
    Cell,
    Protected,
    Rules,
    protect,
)

__all__ = [
    "DOMINANCE",
    "ROUNDING",
    "THRESHOLD",
    "Cell",
    "Protected",
    "Rules",
    "protect",
    "shown_share",
    "shown_shares",
    "shown_unknown",
]
