"""What a mail is before it has left: to whom, in which language, and the same words twice."""

from dataclasses import dataclass

from portal.models import ControllerCard
from portal.web.labels import label

GENERAL_ADDRESS = "SocialReturn@werkinzicht.nl"  # of the protocol; read where a region has not filled in its own


@dataclass(frozen=True)
class Desk:
    """Whom a reader can call or mail: the coordination point of the region, as its controller card says it."""

    name: str = ""
    phone: str = ""
    hours: str = ""
    email: str = GENERAL_ADDRESS

    @classmethod
    def of(cls, card: ControllerCard | None) -> "Desk":
        """The desk of a region; the general one while its card has not been filled in."""
        if card is None:
            return cls()
        return cls(label(card.region), card.phone, card.opening_hours, card.email or GENERAL_ADDRESS)


@dataclass(frozen=True)
class Envelope:
    """Where a mail goes and where its links point. ``base_url`` is the configured one, never a request's Host (T16)."""

    to: str
    language: str
    base_url: str
    desk: Desk = Desk()


@dataclass(frozen=True)
class Draft:
    """A mail that is written. ``language`` is the one it speaks: Dutch where we have no text in the one asked."""

    kind: str
    language: str
    recipient: str
    subject: str
    text: str
    html: str
