"""K-10 and K-11: how and when the candidate was told (PR-39), by mail or on paper (PR-32), alone or not (PR-33)."""

import pytest
import sqlalchemy as sa
import time_machine

from portal.models import Candidate, ConsentRequest, InformationGiven, Letter, LetterKind, Message, QuestionChannel
from portal.privacy.vault import Purpose
from tests.integration.candidates.test_asking import checked, rows, sealed_in, told
from tests.support.asking import FIELDS, TOLD

PAPER = {"channel": "paper", "email": "", "street": "Dorpsstraat 1", "postcode": "8911ab", "town": "Leeuwarden"}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"informed_by": ""}, "Kies hoe u het de kandidaat heeft verteld."),
        ({"informed_on-day": ""}, "De dag"),
        ({"informed_on-year": "2099"}, "De dag moet vandaag of eerder zijn."),
        ({"agreed": ""}, "Bespreek het eerst met de kandidaat."),
    ],
)
def test_how_and_when_must_be_said_and_not_lie_ahead_pr39(anna, world, plan, changes, says):
    data = {"agreed": "ja", **TOLD, **changes}
    page = anna.post("candidates.explain", {k: v for k, v in data.items() if v}, number=world.number_a, status=422)
    assert says in page.text


def test_how_and_when_are_kept_with_the_version_pr39(anna, db, world, plan):
    anna.post("candidates.check", {"answers": sealed_in(checked(anna, world)), "act": "send"}, number=world.number_a)
    with db.reads() as connection:
        row = connection.execute(sa.select(InformationGiven.__table__)).one()
    assert (row.informed_by, str(row.informed_on), row.statement_version) == ("talk", "2026-03-02", "1.0")
    assert len(row.notice_sha256) == 64


def test_on_paper_a_letter_is_queued_and_no_mail(anna, db, vault, world, plan):
    """PR-17: the contractor sees where it goes, and no code; the address is sealed for this letter."""
    page = checked(anna, world, **PAPER)
    assert "Dorpsstraat 1, 8911 AB Leeuwarden" in page.text
    sent = anna.post("candidates.check", {"answers": sealed_in(page), "act": "send"}, number=world.number_a)
    assert "Het coördinatiepunt stuurt een brief" in anna.get_path(sent.location).text
    with db.reads() as connection:
        request = connection.execute(sa.select(ConsentRequest.__table__)).one()
        candidate = connection.execute(sa.select(Candidate.__table__)).one()
        assert connection.scalar(sa.select(Letter.kind)) is LetterKind.QUESTION
    assert request.channel is QuestionChannel.PAPER
    assert candidate.email_index is None
    contact = vault.open(candidate.id, Purpose.CONTACT, candidate.contact_sealed)
    assert contact == {"street": "Dorpsstraat 1", "postcode": "8911 AB", "town": "Leeuwarden"}
    assert rows(db, Message) == 0
    page = anna.get("candidates.candidate", number=world.number_a, candidate_id=candidate.id).text
    assert "Op papier, met QR-code" in page
    anna.get("candidates.correct_address", number=world.number_a, candidate_id=candidate.id, status=409)


def test_an_address_beside_a_mail_is_not_kept_pr16(anna, db, vault, world, plan):
    page = checked(anna, world, street="Dorpsstraat 1", postcode="8911 AB", town="Leeuwarden")
    assert "Dorpsstraat" not in page.text
    anna.post("candidates.check", {"answers": sealed_in(page), "act": "send"}, number=world.number_a)
    with db.reads() as connection:
        candidate = connection.execute(sa.select(Candidate.id, Candidate.contact_sealed)).one()
    assert vault.open(candidate.id, Purpose.CONTACT, candidate.contact_sealed) == {"email": "s.ali@voorbeeld.example"}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"channel": ""}, "Kies hoe de kandidaat de vraag krijgt."),
        ({"decides": ""}, "Kies wie beslist."),
        ({"decides": "representative"}, "Een vertegenwoordiger beslist op papier."),
        ({**PAPER, "street": ""}, "Vul de straat en het huisnummer in."),
        ({**PAPER, "postcode": ""}, "Vul de postcode in."),
        ({**PAPER, "postcode": "89 AB"}, "Een postcode heeft 4 cijfers en 2 letters"),
        ({**PAPER, "town": ""}, "Vul de woonplaats in."),
        ({"email": ""}, "Vul het e-mailadres van de kandidaat in."),
    ],
)
def test_what_is_missing_is_said_at_its_field(anna, db, world, plan, changes, says):
    fields = {**FIELDS, "told": told(anna, world), **changes}
    assert says in anna.post("candidates.check", fields, number=world.number_a, status=422).text
    assert rows(db) == 0


def test_under_sixteen_only_a_representative_on_paper_pr33(anna, db, world, plan):
    born = {"born-day": "4", "born-month": "3", "born-year": "2011", "starts_on-year": "2027"}
    with time_machine.travel("2026-12-01T12:00:00Z", tick=True):
        anna.sign_in_as(world.anna)
        fields = {**FIELDS, **born, **PAPER, "told": told(anna, world)}
        page = anna.post("candidates.check", fields, number=world.number_a, status=422).text
        assert "jonger dan 16 jaar" in page
        page = checked(anna, world, **born, **PAPER, decides="representative")
        anna.post("candidates.check", {"answers": sealed_in(page), "act": "send"}, number=world.number_a)
    with db.reads() as connection:
        assert connection.scalar(sa.select(ConsentRequest.by_representative)) is True
