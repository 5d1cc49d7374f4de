"""What the letters say that ask nothing: the same as the mails do for who has a mailbox (PR-26, PR-28, PR-43)."""

from dataclasses import dataclass

from portal.consents.queries import Question
from portal.web.i18n import gettext as _


@dataclass(frozen=True)
class Receipt:
    code: str
    site: str  # where anybody checks it


def text_changed(question: Question, changes: list[str]) -> list[str]:
    return [
        _(
            "You said yes to %(contractor)s. We have improved the words of the explanation.",
            contractor=question.contractor,
        ),
        *changes,
        _("You do not have to do anything. With the code you can see at any time what is kept, and stop."),
    ]


def group_stopped(question: Question) -> list[str]:
    return [
        _("You have stopped passing on your benefit or group to %(contractor)s.", contractor=question.contractor),
        _("That part has been deleted. Your yes to the rest still counts."),
        _("Nothing changes about your work or pay."),
        _("With the code you can see at any time what is kept, and stop."),
    ]


def refused(question: Question, receipt: Receipt) -> list[str]:
    again = (
        _("You will get no more questions about this.")
        if question.is_asked_again
        else _(
            "You will get no new question for 30 days. After that %(contractor)s may ask once more, but only if "
            "something is different.",
            contractor=question.contractor,
        )
    )
    return [
        _("That is fine. Your information has been deleted."),
        _("%(contractor)s only hears that you said no, and on which day. Not why.", contractor=question.contractor),
        again,
        _proof(receipt),
        _last_letter(),
    ]


def stopped(question: Question, receipt: Receipt, evidence_kept: bool) -> list[str]:
    return [
        _("%(contractor)s may not record any new information about you.", contractor=question.contractor),
        _("Nothing changes about your work or pay."),
        *_what_stays(evidence_kept),
        _proof(receipt),
        _last_letter(),
    ]


def ended(question: Question, receipt: Receipt, evidence_kept: bool) -> list[str]:
    return [
        _(
            "We asked you to choose again about your information at %(contractor)s. We got no answer.",
            contractor=question.contractor,
        ),
        _("So your yes does not count any more. Nothing changes about your work or pay."),
        *_what_stays(evidence_kept),
        _proof(receipt),
        _last_letter(),
    ]


def _what_stays(evidence_kept: bool) -> list[str]:
    if not evidence_kept:
        return [_("Everything about you has been deleted. Work that was not approved no longer counts.")]
    return [
        _("Deleted: your address, your date of birth, and the rest of what was stored about you."),
        _(
            "Your work had already been approved. So your name, the type of agreement, the period, how much the work "
            "counts and the decision stay. Only the privacy officer of the coordination point can open your name. It "
            "is needed to account for the check (a public task, article 6(1)(e) GDPR)."
        ),
        _("Do you not agree? You may object. Call or e-mail the coordination point."),
    ]


def _proof(receipt: Receipt) -> str:
    code = _("Code to check this proof: %(code)s", code=receipt.code)
    return f"{code}. {_('You can do that at %(site)s', site=receipt.site)}"


def _last_letter() -> str:
    return _("We keep your address no longer than it takes to send this letter.")
