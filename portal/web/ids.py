"""Identifiers that came in with a form or an address; what is none of them is left out, as if nobody had sent it."""

from collections.abc import Iterable
from uuid import UUID


def id_of(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def ids_of(texts: Iterable[str]) -> list[UUID]:
    """In the order in which they came."""
    return [found for found in map(id_of, texts) if found is not None]
