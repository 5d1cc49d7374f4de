"""The declaration of destruction in words, for its page and for the document that an archive keeps (PR-48)."""

from typing import Any

from portal import clock
from portal.errors import NotFound
from portal.models import Role
from portal.web.filters import day, number
from portal.web.i18n import gettext as _
from portal.web.i18n import speaking
from portal.web.labels import label
from portal.web.pdf import NoDocument, tagged_pdf


def lines(said: Any) -> list[tuple[str, str]]:
    """What it says, (term, words), in the language that is spoken; ``said`` is the row."""
    first, second = (label(Role(role)) for role in (said.proposed_role, said.approved_role))
    period = (
        _("%(start)s to %(end)s", start=day(said.counted_first), end=day(said.counted_last)) if said.destroyed else ""
    )
    is_whole = clock.today() >= said.backups_gone_on
    gone = (
        _("since %(day)s", day=day(said.backups_gone_on))
        if is_whole
        else _("on %(day)s", day=day(said.backups_gone_on))
    )
    return [
        (_("Coordination point"), label(said.region)),
        (_("What"), label(said.kind)),
        (_("Ground"), f"{said.edition}, {said.result}. {said.legal_text}"),
        (_("Term counts from"), label(said.counts_from)),
        (_("Period"), period or _("nothing")),
        (_("Destroyed"), number(said.destroyed)),
        (_("Contracts"), number(said.contracts)),
        (_("Left out by a person"), number(said.excluded)),
        (_("Held"), number(said.held)),
        (_("Not due any more"), number(said.not_due)),
        (_("How"), _("The keys were destroyed, and the rows deleted and overwritten.")),
        (
            _("Signed by"),
            _("%(first)s and %(second)s, on %(day)s", first=first, second=second, day=day(said.approved_on)),
        ),
        (_("Carried out on"), day(said.executed_on)),
        (_("Gone from the backups too"), gone),
        (_("Checksum of the list (SHA-256)"), said.list_sha256),
    ]


def document(said: Any) -> bytes:
    """Tagged PDF in Dutch, for the archive. Raises NotFound where none can be made; then the page is printed."""
    with speaking("nl"):
        data = {
            "title": _("Declaration of destruction %(reference)s", reference=said.reference),
            "language": "nl",
            "footer": said.reference,
            "lead": _(
                "What is named here has been destroyed for good. This declaration is kept for ever and names nobody."
            ),
            "facts": lines(said),
        }
    try:
        return tagged_pdf("declaration", data)
    except NoDocument:
        raise NotFound from None
