"""The one builder: no value becomes another header (security.md fact 1, T16, T19)."""

from email import message_from_bytes, policy
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.config import Config, Mode, Smtp
from portal.mail import transport
from portal.mail.draft import Draft
from portal.mail.transport import HEADERS, HeaderRefused, build, header_names, safe_header_text
from tests.support.drafts import write

ID = UUID("0190a0a0-0000-7000-8000-000000000001")
CONFIG = Config(
    mode=Mode.TEST,
    secret_key="s" * 40,
    key_encryption_key=bytes(32),
    database_url="",
    keystore_url="",
    base_url="https://portaal.example",
    smtp=Smtp("127.0.0.1", 9, starttls=False),
    mail_from="portaal@socialreturn.example",
    data_dir=Path(),
)
INJECTIONS = [
    "=?utf-8?q?x=0d=0aBcc:_evil@x?=",
    "=?utf-8?q?x=0d=0aReply-To:_evil@x=0d=0a=0d=0aKlik?=",
    "=?utf-8?b?eA0KQmNjOiBldmlsQHg=?=",
    "x\r\nBcc: evil@x",
    "x\nBcc: evil@x",
    "x\rBcc: evil@x",
    "x\x00y",
    "==??utf-8?q?x=0d=0aBcc:_evil@x?=",
    "x\u2028Bcc: evil@x",
    "x\x0bBcc: evil@x\x0cX: y\x85Z: y",
]


def draft(subject: str = "Een onderwerp", recipient: str = "anna@deterp.example") -> Draft:
    return Draft("plan_approved", "nl", recipient, subject, "tekst\n", "<p>tekst</p>")


@pytest.mark.parametrize("typed", INJECTIONS)
@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("invitation", "organisation"),
        ("colleague_invitation", "invited_by"),
        ("candidate_question", "first_name"),
        ("candidate_question", "contractor"),
        ("plan_approved", "message"),
        ("csr_new_plan", "contract_number"),
    ],
)
def test_t19_the_raw_mail_has_exactly_the_headers_we_set(kind: str, field: str, typed: str) -> None:
    raw = bytes(build(write(kind, **{field: typed}), message_id=ID, config=CONFIG))
    assert sorted(header_names(raw)) == sorted(HEADERS)
    parsed = message_from_bytes(raw, policy=policy.default)
    assert parsed["Bcc"] is None
    assert parsed["Reply-To"] is None
    assert parsed["To"] == "anna@deterp.example"


@given(st.text(max_size=80))
@settings(max_examples=100, deadline=None)
def test_any_subject_is_safe_or_refused(subject: str) -> None:
    raw = bytes(build(draft(subject), message_id=ID, config=CONFIG))
    assert sorted(header_names(raw)) == sorted(HEADERS)
    assert message_from_bytes(raw, policy=policy.default)["Subject"] is not None


@pytest.mark.parametrize("bad", ["\r", "\n", "\0", "=?"])
def test_the_builder_refuses_even_what_nobody_cleaned(bad: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "safe_header_text", lambda text: text)
    with pytest.raises(HeaderRefused):
        build(draft(f"a{bad}b"), message_id=ID, config=CONFIG)


@pytest.mark.parametrize(
    "recipient",
    [
        "a@b.example, c@d.example",
        "Anna <a@b.example>",
        "a@b.example\r\nBcc: c@d.example",
        '"a b"@c.example',
        "á@b.example",
        "a@bé.example",
        "a@b@c.example",
        "a",
        "@b.example",
        "a@",
        "",
        "=?utf-8?q?a?=@b.example",
    ],
)
def test_a_recipient_is_one_plain_mailbox(recipient: str) -> None:
    with pytest.raises(HeaderRefused):
        build(draft(recipient=recipient), message_id=ID, config=CONFIG)


def test_the_mark_of_an_encoded_word_goes_and_the_rest_of_a_name_stays() -> None:
    assert safe_header_text("Bouw =?utf-8?q?x?= BV") == "Bouw =utf-8?q?x?= BV"
    assert "=?" not in safe_header_text("=" * 5 + "?" * 5)
    assert safe_header_text("Bouw & Zn. – Drenthe") == "Bouw & Zn. – Drenthe"


def test_a_mail_says_who_it_is_from_that_a_computer_wrote_it_and_keeps_its_number() -> None:
    mail = message_from_bytes(bytes(build(draft("Één plan"), message_id=ID, config=CONFIG)), policy=policy.default)
    assert mail["From"] == "Social Return Portaal <portaal@socialreturn.example>"
    assert mail["Subject"] == "Één plan"
    assert mail["Message-ID"] == f"<{ID}@portaal.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "nl"
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_every_line_of_a_raw_mail_fits_the_mail_standard() -> None:
    raw = bytes(build(write("candidate_stopped", evidence_kept=True), message_id=ID, config=CONFIG))
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
