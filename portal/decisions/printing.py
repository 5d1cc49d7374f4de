"""What a letter says, as data for its template: address, text, code and form; names stand in the letter alone."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import segno
from markupsafe import Markup

from portal import clock
from portal.consents.notices import Item, Notice
from portal.consents.paper import Code, LetterRow
from portal.consents.queries import Question
from portal.decisions import receipts
from portal.errors import Refused
from portal.mail.addresses import address
from portal.models import PARTING, Letter, LetterKind
from portal.privacy.vault import Purpose, Vault
from portal.web.filters import day
from portal.web.i18n import gettext as _
from portal.web.labels import label


@dataclass(frozen=True)
class Case:
    """All that the words of one letter are made of."""

    letter: LetterRow
    question: Question
    notice: Notice
    until: date  # last day to choose, for who gets it today
    receipt: receipts.Receipt
    with_group: bool = True  # whether the second question is asked again
    evidence_kept: bool = False  # of who stopped after approval


def letter_of(
    case: Case, vault: Vault, *, home_sealed: bytes | None, code: Code | None, base_url: str
) -> dict[str, Any]:
    """All words of one letter, in the language that is spoken. Goes into JSON, holds a name, and is kept nowhere.

    Raises Refused when the key that sealed the address of a parting letter has ended.
    """
    question, kind = case.question, case.letter.kind
    whom = whom_of(case.letter, question, vault, home_sealed=home_sealed)
    return {
        "title": _TITLES[kind](),
        "language": case.notice.language,
        "sender": [question.office or label(question.region), *_lines(question.office_address)],
        "to": [_recipient(question, whom), *_postal_lines(whom)],
        "facts": [
            [_("Date"), day(clock.today())],
            [_("Reference"), f"{question.contract_number}-{question.candidate_number}"],
            [_("Text"), _("version %(version)s", version=case.notice.version)],
        ],
        **_salutation(question, whom.get("first_name") or ""),
        **(_with_code(code, base_url) if code is not None else {"with_code": False}),
        "items": [],
        "help": _help(question),
        **_BODIES[kind](case),
    }


def _with_code(code: Code, base_url: str) -> dict[str, Any]:
    return {
        "with_code": True,
        "code": code.spelled,
        "code_words": _("Your code"),
        "site": address(base_url, "consents.code"),
        "site_words": _("Fill in the code at"),
        "qr": _qr_code(address(base_url, "consents.link", token=code.token)),
        "qr_alt": _("QR code with the same address"),
    }


def _question(case: Case) -> dict[str, Any]:
    question, notice = case.question, case.notice
    second = [[notice["C2"].text, notice["yes"].text, notice["no"].text]] if case.with_group else []
    return {
        "question": notice["question"].title,
        "items": [_item(one) for one in notice.first_layer],
        "for_young": _for_young() if question.by_representative else [],
        "how_title": _("How do you answer?"),
        "how": [
            _("With your phone: scan the QR code. Or go to the site and fill in the code."),
            _("On paper: fill in the page ‘Form’ and send it back."),
            _("By word: call the coordination point."),
        ] if not question.by_representative else [
            _("The representative fills in the page ‘Form’ and sends it back."),
        ],
        "with_code": not question.by_representative,
        "until": _("You can choose until %(day)s. If you do not choose, it counts as no.", day=day(case.until)),
        "full_title": _("Everything about your information and your rights"),
        "full": [_item(one) for one in notice.full],
        "form_title": _("Form: yes or no"),
        "choices": [
            [notice["C1"].text, notice["yes"].text, notice["no"].text],
            *second,
        ],
        "blanks": _blanks(question),
        "back_to": _("Send this page to"),
    }  # fmt: skip


def _renewal(case: Case) -> dict[str, Any]:
    """The same question and form, with what is different now; who does not answer is frozen, which is no no (PR-31)."""
    is_late = case.until < clock.today()
    until = (
        _("Nobody else sees your information now. You can still choose.")
        if is_late
        else _(
            "Choose no later than %(day)s. After that day nobody sees your information. You can still choose then.",
            day=day(case.until),
        )
    )
    return {
        **_question(case),
        "text": [
            _("You said yes before. The explanation has changed since. So we ask you again."),
            *_changes(case.notice),
        ],
        "until": until,
    }


def _changes(notice: Notice) -> list[str]:
    """What is different in this version; the first one has nothing to tell."""
    found = notice.items.get("changes")
    return [line for block in found.paragraphs for line in block.lines] if found else []


def _blanks(question: Question) -> list[str]:
    own = [_("Your name"), _("Your date of birth")]
    if question.by_representative:
        own = [
            _("Name of the candidate"),
            _("Date of birth of the candidate"),
            _("Name of the representative"),
            _("Parent, guardian, curator, mentor or administrator"),
        ]
    return [*own, _("Date"), _("Signature")]


def _for_young() -> list[str]:
    """In words for somebody who does not decide alone, but may know what is asked (PR-33)."""
    return [
        _("Also for you: this letter is about you."),
        _("The company wants to write down that you work there. Somebody else decides about that for you."),
        _("Do you not want it? Say so at home, or call us. We listen to you too."),
        _("As soon as you are 16, we ask you yourself."),
    ]


def _confirmation(case: Case) -> dict[str, Any]:
    question, notice = case.question, case.notice
    return {
        "text": [
            _("You said yes to %(contractor)s. We wrote that down.", contractor=question.contractor),
            _(
                "Yes to your ordinary information: %(day)s.",
                day=day(question.answered_on) if question.answered_on else "",
            ),
            _("You also said yes to passing on your benefit or group.")
            if question.c2_given
            else _("You said no to passing on your benefit or group."),
            _("With the code you can see at any time what is kept, and stop."),
        ],
        "items": [_item(notice["stop"]), _item(notice["after_stop"])],
        "card_title": _("Card to stop"),
        "cards": [
            _("I stop. My information may not be used any more."),
            *([_("I stop only with passing on my benefit or group.")] if question.c2_given else []),
        ],
        "blanks": [_("Your name"), _("Your date of birth"), _("Date"), _("Signature")],
        "back_to": _("Send this card to"),
    }


def _sample(case: Case) -> dict[str, Any]:
    question, notice = case.question, case.notice
    return {
        "text": [
            _("You are registered with Social Return. Is that right?"),
            _(
                "%(contractor)s wrote down that you work or worked there, or will do so.",
                contractor=question.contractor,
            ),
            _("We were told that you said yes to that yourself. We ask some people at random whether that is so."),
            _("Is it right? Then you do not have to do anything. You may tell us."),
            _("Did you not say yes, or do you not know this company? Call or write to us. Then we delete everything."),
            _("This has no effect on your work or your benefit."),
        ],
        "items": [_item(notice["N02"])],
    }


_TITLES = {
    LetterKind.QUESTION: lambda: _("A question about your information"),
    LetterKind.CONFIRMATION: lambda: _("You said yes"),
    LetterKind.SAMPLE: lambda: _("You are registered. Is that right?"),
    LetterKind.RENEWAL: lambda: _("Please choose again"),
    LetterKind.TEXT_CHANGED: lambda: _("The explanation is clearer now"),
    LetterKind.GROUP_STOPPED: lambda: _("You have stopped a part"),
    LetterKind.REFUSED: lambda: _("You said no"),
    LetterKind.STOPPED: lambda: _("You have stopped"),
    LetterKind.ENDED: lambda: _("Your information has been deleted"),
}
_BODIES: dict[LetterKind, Callable[[Case], dict[str, Any]]] = {
    LetterKind.QUESTION: _question,
    LetterKind.CONFIRMATION: _confirmation,
    LetterKind.SAMPLE: _sample,
    LetterKind.RENEWAL: _renewal,
    LetterKind.TEXT_CHANGED: lambda case: {
        "text": receipts.text_changed(case.question, _changes(case.notice)),
        "items": [_item(case.notice["stop"])],
    },
    LetterKind.GROUP_STOPPED: lambda case: {"text": receipts.group_stopped(case.question)},
    LetterKind.REFUSED: lambda case: {"text": receipts.refused(case.question, case.receipt)},
    LetterKind.STOPPED: lambda case: {"text": receipts.stopped(case.question, case.receipt, case.evidence_kept)},
    LetterKind.ENDED: lambda case: {"text": receipts.ended(case.question, case.receipt, case.evidence_kept)},
}
TEMPLATES = {  # letters of one shape have one template
    LetterKind.QUESTION: "letter_question",
    LetterKind.RENEWAL: "letter_question",
    LetterKind.CONFIRMATION: "letter_confirmation",
}
PLAIN = "letter_plain"


def _salutation(question: Question, first_name: str) -> dict[str, Any]:
    if not question.by_representative:
        return {"dear": _("Dear %(name)s,", name=first_name), "intro": []}
    return {
        "dear": _("Dear representative of %(name)s,", name=first_name),
        "intro": [_("You decide for %(name)s. Where this letter says ‘you’, it means %(name)s.", name=first_name)],
    }


def _recipient(question: Question, whom: Mapping[str, str | None]) -> str:
    whole = " ".join(filter(None, (whom.get("first_name"), whom.get("surname"))))
    return _("The representative of %(name)s", name=whole) if question.by_representative else whole


def whom_of(letter: LetterRow, question: Question, vault: Vault, *, home_sealed: bytes | None) -> dict[str, str | None]:
    """Name and address: those the letter itself keeps, else where the question went, or at home for a random check."""
    if letter.kind in PARTING:
        kept = vault.open(question.candidate_id, Purpose.CONTACT, letter.sealed, table=Letter.__tablename__)
        if kept is None:
            raise Refused
        return kept
    name = vault.open(question.candidate_id, Purpose.NAME, question.name_sealed) or {}
    found = vault.open(question.candidate_id, Purpose.CONTACT, question.contact_sealed) or {}
    if letter.kind is LetterKind.SAMPLE or not found.get("town"):
        found = vault.open(question.candidate_id, Purpose.ADDRESS, home_sealed) or found
    return {**found, **name}


def _postal_lines(whom: Mapping[str, str | None]) -> list[str]:
    return [line for line in (whom.get("street"), _joined(whom.get("postcode"), whom.get("town"))) if line]


def _joined(*parts: str | None) -> str:
    return "  ".join(filter(None, parts))


def _qr_code(link: str) -> str:
    drawn = io.BytesIO()
    segno.make(link, error="m").save(drawn, kind="svg", scale=4, border=4, xmldecl=False)
    return drawn.getvalue().decode()


def drawn(svg: str) -> Markup:
    """The code inside a page."""
    return Markup(svg)  # noqa: S704 - made by segno of our own address


def _lines(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]


def _help(question: Question) -> str:
    return _(
        "Questions? Call %(phone)s or mail %(email)s.",
        phone=question.office_phone or "",
        email=question.office_email or "",
    )


def _item(one: Item) -> dict[str, Any]:
    return {
        "title": one.title,
        "paragraphs": [{"lines": list(block.lines), "is_list": block.is_list} for block in one.paragraphs],
    }
