"""Status along a written table of arrows: check first, change last."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar


class InvalidTransition(Exception):
    """There is no arrow between these two statuses; somebody else was faster, or a page was old."""

    def __init__(self, noun: str, current: StrEnum, wanted: StrEnum) -> None:
        super().__init__(f"{noun}: {current} -> {wanted}")
        self.current = current
        self.wanted = wanted


class Workflow:
    """Mixin for a table with a ``status`` column; TRANSITIONS names every arrow there is."""

    TRANSITIONS: ClassVar[Mapping[StrEnum, frozenset[StrEnum]]]
    status: StrEnum

    def may_move_to(self, wanted: StrEnum) -> bool:
        return wanted in self.TRANSITIONS.get(self.status, frozenset())

    def move_to(self, wanted: StrEnum) -> None:
        """Take one arrow; raises InvalidTransition where none is written."""
        if not self.may_move_to(wanted):
            raise InvalidTransition(type(self).__name__.lower(), self.status, wanted)
        self.status = wanted
