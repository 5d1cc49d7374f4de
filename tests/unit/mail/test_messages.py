"""What mails say, and that nothing somebody typed can say something else in them (PR-71, T19)."""

import re
from datetime import UTC, date, datetime
from html import unescape

import html5lib
import pytest
import time_machine

from portal.mail import messages
from portal.mail.draft import Desk, Envelope
from portal.mail.rendering import lines_of, one_line, unlinked
from tests.support.drafts import SAMPLES, TOKEN, write, write_all

NOW = datetime(2026, 11, 23, 13, 32, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _november() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def words_of_text(text: str) -> str:
    """Without what only plain text needs: the mark of a quotation and the colon behind a button."""
    lines = [line.removeprefix("> ").removeprefix("- ") for line in text.splitlines() if line]
    joined = [re.sub(r":$", "", line) if follow.startswith("https://") else line for line, follow in _pairs(lines)]
    return " ".join(" ".join(joined).split())


def _pairs(lines: list[str]) -> list[tuple[str, str]]:
    return list(zip(lines, [*lines[1:], ""], strict=True))


def words_of_html(html: str) -> str:
    body = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html).find("body")
    heading = body.find(".//h1")
    heading.text = ""
    return " ".join(" ".join(body.itertext()).split())


def test_a_list_reads_as_a_list_in_both_parts() -> None:
    draft = write("confidentiality_signed")
    assert "- Ik doe dit.\n- Ik doe dat.\n" in draft.text
    assert "<li>Ik doe dit.</li><li>Ik doe dat.</li>" in draft.html


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_mail_says_the_same_in_text_and_in_html(language: str) -> None:
    for draft in write_all(language):
        assert words_of_text(draft.text) == words_of_html(draft.html), draft.kind


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_mail_renders_in_both_languages_without_a_hole(language: str) -> None:
    for draft in write_all(language):
        assert draft.subject
        assert "\n" not in draft.subject
        assert f'<html lang="{language}" dir="ltr">' in draft.html
        assert draft.language == language
        for part in (draft.subject, draft.text, unescape(re.sub(r"<style>.*?</style>", "", draft.html, flags=re.S))):
            assert not re.search(r"%\(|%s|\{\{|\{%|None|\x02|\x03", part), f"{draft.kind}: {part}"


def test_a_language_we_have_no_texts_in_is_written_in_dutch_and_says_so() -> None:
    draft = write("candidate_question", "ti")
    assert draft.language == "nl"
    assert draft.subject == "Vraag van Jansen Bouw over uw gegevens"


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("invitation", "Uitnodiging: regel Social Return voor Jansen Bouw B.V."),
        ("plan_submitted", "Uw plan SR-2026-0147-1 is ontvangen door ons"),
        ("plan_returned", "Pas uw plan aan vóór maandag 7 december 2026"),
        ("plan_reminder", "Nog 14 dagen: stuur uw plan vóór 7 december 2026"),
        ("candidate_reminder", "U kunt nog kiezen tot en met 7 december 2026"),
        ("candidate_said_yes", "U heeft ja gezegd"),
        ("candidate_chosen", "Een kandidaat heeft gekozen"),
        ("candidate_not_reached", "Een e-mailadres klopt niet"),
        ("behind_schedule", "U loopt achter met Social Return"),
        ("csr_new_plan", "Nieuw plan te beoordelen: 2026-0147"),
    ],
)
def test_the_subject_says_what_it_is_about(kind: str, subject: str) -> None:
    assert write(kind).subject == subject


def test_the_last_day_of_a_reminder_says_today() -> None:
    assert write("plan_reminder", due_on=date(2026, 11, 23)).subject == "Stuur uw plan vandaag"


def test_pr71_the_question_says_who_asks_that_no_is_fine_until_when_and_whom_to_call() -> None:
    text = write("candidate_question").text
    for needed in (
        "Jansen Bouw wil uw gegevens opschrijven",
        "Nee is ook goed.",
        "tot en met maandag 7 december 2026",
        "Of bel 058 000 00 00.",
        f"https://portaal.example/k/{TOKEN}",
    ):
        assert needed in text


def test_pr26_no_mail_to_a_candidate_names_a_group_or_a_date_of_birth() -> None:
    for draft in write_all("nl"):
        if draft.kind.startswith("candidate_"):
            assert not re.search(r"uitkering|bijstand|doelgroep|Wajong|WIA|\bWW\b", draft.text), draft.kind


def test_pr29_mail_to_a_contractor_names_no_candidate_and_no_answer() -> None:
    for kind in ("candidate_chosen", "candidate_not_reached", "check_birth_date", "placement_returned"):
        text = write(kind).text
        assert "Samira" not in text
        assert not re.search(r"\bja\b|\bnee\b", text)


def test_a_desk_that_is_not_filled_in_leaves_no_empty_line() -> None:
    envelope = Envelope("anna@deterp.example", "nl", "https://portaal.example", Desk())
    text = messages.candidate_question(
        envelope, first_name="Samira", contractor="Jansen Bouw", token=TOKEN, decide_by=date(2026, 12, 7)
    ).text
    assert "Of bel" not in text
    assert "Komt u er niet uit? Mail SocialReturn@werkinzicht.nl." in text


HOSTILE = [
    "[Log in](https://evil.example)",
    "x\n\n[Log in](https://evil.example)\n\n",
    "x\n> geciteerd",
    "<a href=https://evil.example>klik</a>",
    "{{ base_url }} {% if x %} %(name)s %s %",
    "x\x02\x03](\x02https://evil.example\x03)",
    "a\u2028b\u2029c\u202ed\x00e\x1bf",
]


@pytest.mark.parametrize("typed", HOSTILE)
@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("candidate_question", "first_name"),
        ("candidate_question", "contractor"),
        ("colleague_invitation", "invited_by"),
        ("colleague_invitation", "organisation"),
        ("colleague_invitation", "message"),
        ("plan_approved", "message"),
    ],
)
def test_t19_what_somebody_typed_makes_no_button_no_markup_and_no_paragraph(kind: str, field: str, typed: str) -> None:
    honest, draft = write(kind, **{field: "Iets"}), write(kind, **{field: typed})
    assert draft.html.count("<a ") == honest.html.count("<a ")
    assert draft.html.count("<p") == honest.html.count("<p")
    assert "https://evil.example" not in draft.text + draft.html
    assert words_of_text(draft.text) == words_of_html(draft.html)
    assert "\n" not in draft.subject


def test_t19_no_mail_program_makes_a_link_of_a_typed_address_and_a_reader_sees_no_difference() -> None:
    assert unlinked("kijk op https://evil.nl/x") == "kijk op https:\u2060//evil.\u2060nl/x"
    assert unlinked("Jansen Bouw B.V. op 1.200 m²") == "Jansen Bouw B.V. op 1.200 m²"
    assert unlinked("Booking.com").replace("\u2060", "") == "Booking.com"


def test_a_remark_keeps_its_lines_and_loses_empty_ones() -> None:
    assert lines_of(" een \n\n\ttwee\r\ndrie") == ("een", "twee", "drie")
    assert lines_of("") == ()


def test_a_name_keeps_its_letters() -> None:
    assert one_line("Þórsson  Łukasik\tNguyễn ’t Hoff") == "Þórsson Łukasik Nguyễn ’t Hoff"


def test_every_function_has_a_sample() -> None:
    assert set(SAMPLES) == set(messages.__all__)
