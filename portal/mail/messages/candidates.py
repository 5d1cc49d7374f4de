"""To a candidate: no target group, no date of birth, no address (PR-26); a link, and a person to ask."""

from collections.abc import Iterable
from datetime import date, datetime

from portal.mail.addresses import address
from portal.mail.draft import Draft, Envelope
from portal.mail.rendering import render
from portal.web import i18n
from portal.web.i18n import gettext as _

Languages = Iterable[tuple[str, str]]  # code and own name of each language besides that of the mail


def candidate_question(
    envelope: Envelope, *, first_name: str, contractor: str, token: str, decide_by: date, also_in: Languages = ()
) -> Draft:
    """The question itself (layer 0, privacy.md 4.2). ``decide_by`` is the last day to choose."""
    return render(
        "candidate_question",
        envelope,
        links={"link": _question(envelope, token)},
        first_name=first_name,
        contractor=contractor,
        decide_by=decide_by,
        also_in=_in_their_own_words(also_in),
    )


def candidate_reminder(
    envelope: Envelope, *, first_name: str, contractor: str, token: str, decide_by: date, also_in: Languages = ()
) -> Draft:
    return render(
        "candidate_reminder",
        envelope,
        links={"link": _question(envelope, token)},
        first_name=first_name,
        contractor=contractor,
        decide_by=decide_by,
        also_in=_in_their_own_words(also_in),
    )


def candidate_address_changed(envelope: Envelope, *, first_name: str, contractor: str) -> Draft:
    """To the address that was asked first; the new one is not told."""
    return render("candidate_address_changed", envelope, first_name=first_name, contractor=contractor)


def candidate_said_yes(
    envelope: Envelope,
    *,
    first_name: str,
    contractor: str,
    at: datetime,
    notice_version: str,
    token: str,
    code: str = "",
) -> Draft:
    """Receipt (PR-26). ``token`` opens the management link; of C2 the mail says nothing. ``code`` checks it."""
    return render(
        "candidate_said_yes",
        envelope,
        links=_of_receipt(envelope, token),
        first_name=first_name,
        contractor=contractor,
        at=at,
        notice_version=notice_version,
        code=code,
    )


def candidate_said_no(
    envelope: Envelope,
    *,
    first_name: str,
    contractor: str,
    at: datetime,
    notice_version: str,
    token: str | None = None,
    is_final: bool = False,
    code: str = "",
) -> Draft:
    """Receipt (PR-26). Without ``token`` there is no way back by link, since the draft has been erased.

    ``is_final``: it was the second no, and nobody asks any more.
    """
    return render(
        "candidate_said_no",
        envelope,
        links=_of_receipt(envelope, token),
        first_name=first_name,
        contractor=contractor,
        at=at,
        notice_version=notice_version,
        is_final=is_final,
        code=code,
    )


def candidate_stopped(
    envelope: Envelope,
    *,
    first_name: str,
    contractor: str,
    at: datetime,
    token: str | None = None,
    only_a_part: bool = False,
    evidence_kept: bool = False,
    code: str = "",
) -> Draft:
    """Receipt of stopping (PR-28). ``only_a_part``: C2 alone; ``evidence_kept``: a placement was already approved."""
    return render(
        "candidate_stopped",
        envelope,
        links=_of_receipt(envelope, token),
        first_name=first_name,
        contractor=contractor,
        at=at,
        only_a_part=only_a_part,
        evidence_kept=evidence_kept,
        code=code,
    )


def candidate_registered(envelope: Envelope, *, first_name: str, contractor: str, token: str) -> Draft:
    """The contractor has filled in the data; ``token`` opens the management link."""
    return render(
        "candidate_registered",
        envelope,
        links={"link": _question(envelope, token)},
        first_name=first_name,
        contractor=contractor,
    )


def candidate_locked(
    envelope: Envelope, *, first_name: str, contractor: str, paused_until: datetime | None = None
) -> Draft:
    """Three wrong dates of birth: the link to decide has ended, or the management link waits ``paused_until``."""
    return render("candidate_locked", envelope, first_name=first_name, contractor=contractor, paused_until=paused_until)


def candidate_new_link(
    envelope: Envelope, *, first_name: str, contractor: str, token: str, decide_by: date | None = None
) -> Draft:
    """Asked for on the page for a lost mail; the older link has ended. ``decide_by`` while the question is open."""
    return render(
        "candidate_new_link",
        envelope,
        links={"link": _question(envelope, token)},
        first_name=first_name,
        contractor=contractor,
        decide_by=decide_by,
    )


def _in_their_own_words(languages: Languages) -> list[str]:
    """For who cannot read the language of this mail: a line in each other one (ux.md 5.2, L3)."""
    lines = []
    for code, name in languages:
        with i18n.speaking(code):
            lines.append(
                _("You can also read this in %(language)s. Open the link and choose that language.", language=name)
            )
    return lines


def _of_receipt(envelope: Envelope, token: str | None) -> dict[str, str]:
    """The own page, where there is still one, and the page on which anybody checks the code."""
    check = address(envelope.base_url, "consents.check_receipt")
    return {"link": _question(envelope, token) if token else "", "check": check}


def _question(envelope: Envelope, token: str) -> str:
    return address(envelope.base_url, "consents.link", token=token)
