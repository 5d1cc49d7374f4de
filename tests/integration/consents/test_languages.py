"""A language is offered when a named person read all of it, as long as the texts stay what they were (PR-35)."""

import hashlib
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from flask import Flask

from portal.consents import checking, languages, notices, translating
from portal.consents.in_force import in_force
from portal.consents.invitee import PostalAddress
from portal.consents.languages import DRAFTS, candidate_texts, draft_of, offered
from portal.consents.notices import REGISTER, Written, items_of
from portal.consents.publishing import Reviewed
from portal.db import Database
from portal.decisions import paper_views
from portal.models import ConsentEvent, LanguageReview, Letter
from portal.privacy.vault import Vault
from portal.web import i18n
from portal.web.pdf import NoDocument
from tests.support.asking import BORN, approve_plan, ask, born_as, mails, newest_token, viewer_for
from tests.support.client import PortalClient
from tests.support.world import World

REVIEW = {
    "reviewed_by": "Layla Haddad", "reviewed_on-day": "20", "reviewed_on-month": "11", "reviewed_on-year": "2026",
    "read_all": "ja",
}  # fmt: skip
READ = Reviewed("Layla Haddad", date(2026, 11, 20))


def write_catalogue(folder: Path, *, without: str = "", changed: str = "") -> None:
    """A made-up Arabic: every text with a sign before it."""
    made = Catalog(locale="ar")
    for text in candidate_texts():
        if text == without:
            continue
        sign = "◆" if text == changed else "◇"
        if isinstance(text, str):
            made.add(text, f"{sign}{text}")
        else:
            made.add(text, tuple(f"{sign}{text[1]}" for _ in range(made.num_plurals)))
    (folder / "ar").mkdir(exist_ok=True)
    with (folder / "ar" / "all.po").open("wb") as file:
        write_po(file, made)
    for cached in (i18n._catalogue, i18n._translations, languages._digest):  # as a new process begins
        cached.cache_clear()


@pytest.fixture
def drafted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Arabic as it begins: a catalogue, and a whole notice among the drafts."""
    translations, files, drafts = tmp_path / "translations", tmp_path / "notices", tmp_path / "drafts"
    shutil.copytree(i18n.TRANSLATIONS, translations)
    shutil.copytree(notices.NOTICES, files)
    drafts.mkdir()
    written = (files / "1.0.nl.txt").read_text().replace("\n# ", "\n# سؤال: ")  # right to left in every title
    (drafts / "1.0.ar.txt").write_text(written)
    monkeypatch.setattr(i18n, "TRANSLATIONS", translations)
    monkeypatch.setattr(notices, "NOTICES", files)
    monkeypatch.setattr(languages, "DRAFTS", drafts)
    notices.notice.cache_clear()
    write_catalogue(translations)
    yield translations
    for cached in (notices.notice, i18n._catalogue, i18n._translations, languages._digest):
        cached.cache_clear()


@pytest.fixture
def texts(drafted: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A newer portal: the draft is a file of the version that counts, with its checksum."""
    content = (languages.DRAFTS / "1.0.ar.txt").read_bytes()
    (notices.NOTICES / "1.0.ar.txt").write_bytes(content)
    register = {**REGISTER, ("1.0", "ar"): Written(hashlib.sha256(content).hexdigest())}
    for module in ("notices", "translating"):
        monkeypatch.setattr(f"portal.consents.{module}.REGISTER", register)
    return drafted


@pytest.fixture
def published(texts: Path, db: Database, world: World) -> None:
    """Two managers published the Arabic text of the version that counts."""
    with db.transaction() as session:
        translating.propose(session, "ar", reviewed=READ, by=viewer_for(db, world.cor))
    with db.transaction() as session:
        translating.publish(session, "ar", seen_version=1, by=viewer_for(db, world.gijs))


@pytest.fixture
def cor(another_client: PortalClient, world: World) -> PortalClient:
    return another_client.sign_in_as(world.cor)


def names(db: Database) -> list[str]:
    with db.reads() as connection:
        return list(offered(connection))


def translate(browser: PortalClient, status: int = 303, **data: str) -> str:
    return browser.post("administration.translation", data, code="ar", status=status).text


def no_font(_name: str, _data: object) -> bytes:
    """Where no font of the PDF has these letters there is a page to print."""
    raise NoDocument("no font has this letter")


def test_a_draft_becomes_a_language_of_the_version_in_use(
    drafted, request, monkeypatch, cor, app: Flask, db, vault: Vault, world: World
):
    """PR-35, PR-42: draft, file, proposal, second person, review of all, and only then the candidate; the texts that
    were published stay as they were, and nobody is asked again.
    """
    assert "Concept, niet nagelezen" in cor.get("administration.languages").text
    page = cor.get("administration.language", code="ar").text
    assert "سؤال" in page
    assert 'lang="ar" dir="rtl"' in page
    cor.get("administration.translation", code="ar", status=404)
    cor.post("administration.language", REVIEW, code="ar", status=422)
    with db.reads() as connection:
        before = in_force(connection)
    request.getfixturevalue("texts")
    assert "De uitleg in deze taal publiceren" in cor.get("administration.language", code="ar").text
    assert "Vul in wie alles heeft nagelezen." in translate(cor, 422)
    translate(cor, **{name: value for name, value in REVIEW.items() if name != "read_all"})
    assert "U stelde dit zelf voor." in translate(cor, 409, act="publish", version="1")
    gijs = PortalClient(app).sign_in_as(world.gijs)
    assert "staat het er nu voor" in translate(gijs, 409, act="publish", version="7")
    translate(gijs, act="publish", version="1")
    gijs.get("administration.translation", code="ar", status=404)
    with db.reads() as connection:
        now = in_force(connection)
    assert (now.version, now.days) == (before.version, before.days)
    assert {**now.texts} == {**before.texts, "ar": notices.REGISTER["1.0", "ar"].sha256}
    for statement in ("UPDATE notice_translation SET sha256 = 'x'", "DELETE FROM notice_translation"):
        with pytest.raises(sa.exc.DBAPIError, match=r"kept|append-only"), db.transaction() as session:
            session.execute(sa.text(statement))
    assert names(db) == ["nl", "en"]
    cor.post("administration.language", REVIEW, code="ar")
    assert names(db) == ["nl", "en", "ar"]
    approve_plan(db, world)
    home = PostalAddress("Dorpsstraat 1", "8911 AB", "Leeuwarden")
    ask(db, vault, world, language="ar", email="", address=home)
    with db.reads() as connection:
        letter_id = connection.scalar(sa.select(Letter.id))
    carla = PortalClient(app).sign_in_as(world.carla)
    monkeypatch.setattr(paper_views, "tagged_pdf", no_font)
    letter = carla.post("decisions.print_letter", number=world.number_a, letter_id=letter_id, status=200)
    assert '<html lang="ar" dir="rtl">' in letter.text
    assert "سؤال" in letter.text
    assert "◇" in letter.text


def test_until_somebody_read_it_a_language_is_for_managers_alone(published, cor, app: Flask, db, world: World):
    assert names(db) == ["nl", "en"]
    page = cor.get("administration.languages").text
    assert "Frysk" in page
    assert 'lang="ar" dir="rtl"' in cor.get("administration.language", code="ar").text
    cor.get("administration.language", code="nl", status=404)
    cor.get("administration.language", code="xx", status=404)
    for who in (world.carla, world.anna, world.karel, world.frans):
        PortalClient(app).sign_in_as(who).get("administration.languages", status=403)


def test_what_was_read_through_is_offered_right_to_left_everywhere(
    published, cor, client: PortalClient, db, vault: Vault, world
):
    cor.post("administration.language", REVIEW, code="ar")
    assert names(db) == ["nl", "en", "ar"]
    assert "Layla Haddad" in cor.get("administration.languages").text
    approve_plan(db, world)
    ask(db, vault, world, language="ar")
    [mail] = mails(db, vault, "candidate_question")
    assert mail.language == "ar"
    assert '<html lang="ar" dir="rtl">' in mail.html
    assert "◇" in mail.subject
    token = newest_token(db, vault)
    first = client.get("consents.link", token=token).text
    assert '<html lang="ar" dir="rtl">' in first
    client.post("consents.birth_date", born_as(BORN), token=token)
    page = client.get("consents.link", token=token).text
    assert '<html lang="ar" dir="rtl">' in page
    assert "Nederlands" in page
    text = notices.notice("ar")
    client.post("consents.answer", {"c1": "ja", "c2": "nee", "notice_sha256": text.sha256}, token=token)
    said = client.get("dossier.everything", token=token).text  # also what the register and the desk say to her
    assert "◇Why, from whom, and how long" in said
    assert re.search(r"<dt>◇\w", said)
    assert not re.search(r"<dt>\w", said)
    client.post("dossier.ask", {"kind": "access"}, token=token)
    [own] = mails(db, vault, "rights_received")
    assert "◇" in own.subject
    link = re.search(r"/verzoek/[^\s)]+", own.text)[0]
    assert '<html lang="ar" dir="rtl">' in client.get_path(link).text
    with db.reads() as connection:
        spoken = connection.scalars(sa.select(ConsentEvent.language).order_by(ConsentEvent.position)).all()
    assert set(spoken) == {"ar"}


def test_a_changed_text_ends_the_offer_until_it_was_read_again(
    published, texts: Path, cor, client: PortalClient, db, vault, world
):
    cor.post("administration.language", REVIEW, code="ar")
    approve_plan(db, world)
    ask(db, vault, world, language="ar")
    write_catalogue(texts, changed="Continue")
    assert names(db) == ["nl", "en"]
    assert "Lees alles opnieuw na" in cor.get("administration.languages").text
    token = newest_token(db, vault)
    page = client.get("consents.link", token=token).text
    assert '<html lang="nl" dir="ltr">' in page
    assert "العربية" not in page
    client.post("consents.language", {"taal": "ar"}, token=token, status=404)
    cor.post("administration.language", REVIEW, code="ar")
    assert names(db) == ["nl", "en", "ar"]


def test_what_misses_one_text_cannot_be_called_read_through(published, texts: Path, cor, db):
    write_catalogue(texts, without="Continue")
    assert "Continue" in cor.get("administration.language", code="ar").text
    cor.post("administration.language", REVIEW, code="ar", status=422)
    cor.post("administration.language", REVIEW, code="fy", status=422)
    with db.reads() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(LanguageReview)) == 0


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"reviewed_by": ""}, "Vul in wie alles heeft nagelezen."),
        ({"read_all": ""}, "Vink het vakje aan als alles is gelezen."),
        ({"reviewed_on-year": "2090"}, "niet in de toekomst"),
        ({"reviewed_on-day": ""}, "dag"),
    ],
)
@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
def test_a_review_has_a_name_a_day_and_everything_read(published, cor, db, changed, text):
    assert text in cor.post("administration.language", {**REVIEW, **changed}, code="ar", status=422).text
    assert names(db) == ["nl", "en"]


def test_the_frisian_draft_has_every_item_and_names_what_must_be_named():
    draft = draft_of("fy")
    assert draft is not None
    assert tuple(draft.items) == items_of(draft.version)
    assert checking.faults_in(draft) == []
    assert {path.name.split(".")[-2] for path in DRAFTS.iterdir()} <= set(notices.NAMES)
    assert languages.draft_of("pl") is None


@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
def test_the_frisian_draft_is_shown_to_managers(cor):
    draft = cor.get("administration.language", code="fy").text
    assert "Mei {contractor} jo gegevens trochjaan?" in draft
    assert 'lang="fy" dir="ltr"' in draft
