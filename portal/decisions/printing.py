"""What a letter says, as data for its template: address, text, code and form; names stand in the letter alone."""

import io
from typing import Any

import segno
from markupsafe import Markup

from portal import clock
from portal.consents.notices import Item, Notice
from portal.consents.paper import Code
from portal.consents.queries import Question
from portal.mail.addresses import address
from portal.models import LetterKind
from portal.privacy.vault import Purpose, Vault
from portal.web.filters import day
from portal.web.i18n import gettext as _
from portal.web.labels import label


def letter_of(
    kind: LetterKind,
    question: Question,
    vault: Vault,
    *,
    home_sealed: bytes | None,
    notice: Notice,
    code: Code,
    base_url: str,
) -> dict[str, Any]:
    """All words of one letter, in the language that is spoken. Goes into JSON, holds a name, and is kept nowhere."""
    name = vault.open(question.candidate_id, Purpose.NAME, question.name_sealed) or {}
    link = address(base_url, "consents.link", token=code.token)
    return {
        "title": _TITLES[kind](),
        "language": notice.language,
        "sender": [question.office or label(question.region), *_lines(question.office_address)],
        "to": [_recipient(question, name), *_postal_lines(kind, question, vault, home_sealed)],
        "facts": [
            [_("Date"), day(clock.today())],
            [_("Reference"), f"{question.contract_number}-{question.candidate_number}"],
            [_("Text"), _("version %(version)s", version=notice.version)],
        ],
        **_salutation(question, name.get("first_name") or ""),
        "with_code": True,
        "code": code.spelled,
        "code_words": _("Your code"),
        "site": address(base_url, "consents.code"),
        "site_words": _("Fill in the code at"),
        "qr": _qr_code(link),
        "qr_alt": _("QR code with the same address"),
        "help": _help(question),
        **_BODIES[kind](question, notice),
    }


def _question(question: Question, notice: Notice) -> dict[str, Any]:
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
        "until": _("You can choose until %(day)s. If you do not choose, it counts as no.", day=day(question.decide_by)),
        "full_title": _("Everything about your information and your rights"),
        "full": [_item(one) for one in notice.full],
        "form_title": _("Form: yes or no"),
        "choices": [
            [notice["C1"].text, notice["yes"].text, notice["no"].text],
            [notice["C2"].text, notice["yes"].text, notice["no"].text],
        ],
        "blanks": _blanks(question),
        "back_to": _("Send this page to"),
    }  # fmt: skip


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


def _confirmation(question: Question, notice: Notice) -> dict[str, Any]:
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
        "card": _("I stop. My information may not be used any more."),
        "blanks": [_("Your name"), _("Your date of birth"), _("Date"), _("Signature")],
        "back_to": _("Send this card to"),
    }


def _sample(question: Question, notice: Notice) -> dict[str, Any]:
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
}
_BODIES = {LetterKind.QUESTION: _question, LetterKind.CONFIRMATION: _confirmation, LetterKind.SAMPLE: _sample}


def _salutation(question: Question, first_name: str) -> dict[str, Any]:
    if not question.by_representative:
        return {"dear": _("Dear %(name)s,", name=first_name), "intro": []}
    return {
        "dear": _("Dear representative of %(name)s,", name=first_name),
        "intro": [_("You decide for %(name)s. Where this letter says ‘you’, it means %(name)s.", name=first_name)],
    }


def _recipient(question: Question, name: dict[str, str | None]) -> str:
    whole = " ".join(filter(None, (name.get("first_name"), name.get("surname"))))
    return _("The representative of %(name)s", name=whole) if question.by_representative else whole


def _postal_lines(kind: LetterKind, question: Question, vault: Vault, home_sealed: bytes | None) -> list[str]:
    """Where the question went; at home as the contractor filled it in for a random check."""
    found = vault.open(question.candidate_id, Purpose.CONTACT, question.contact_sealed) or {}
    if kind is LetterKind.SAMPLE or not found.get("town"):
        found = vault.open(question.candidate_id, Purpose.ADDRESS, home_sealed) or found
    return [line for line in (found.get("street"), _joined(found.get("postcode"), found.get("town"))) if line]


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
