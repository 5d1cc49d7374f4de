"""Access, taking along, and letters (PR-55, PR-61, PR-62)."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal import clock
from portal.models import ControllerCard, PlacementStatus, Region, Right, RightsOutcome, RightsRequest
from portal.rights import deciding
from portal.rights.letter import Clause, ClauseMissing, check_clauses, write_letter
from portal.rights.opening import OPENERS
from portal.rights.package import sealed_columns
from portal.rights.portability import SCHEMA
from portal.web.i18n import speaking
from tests.support.asking import born_as, mails, viewer_for
from tests.support.rights import ADDRESS, act, asks, dossier, request_row

DOCS = Path(__file__).resolve().parents[3] / "docs"
MARKS = ("Samira", "Ali", "s.ali@voorbeeld.example", "Zeedijk 12", "8801 AB", "Franeker", ADDRESS["birth_date"], "wia")
OTHERS = ("Bente", "Zwart", "b.zwart@voorbeeld.example")


@pytest.fixture
def granted(client, another_client, db, vault, world) -> str:
    """The token behind which Samira's package lies; somebody looked at her, and there is somebody else."""
    person = dossier(db, vault, world, work=PlacementStatus.APPROVED)
    dossier(db, vault, world, first_name="Bente", surname="Zwart", email="b.zwart@voorbeeld.example")
    another_client.sign_in_as(world.carla).get(
        "review.candidate", number=world.number_a, candidate_id=person.candidate_id
    )
    request_id = asks(db, vault, Right.ACCESS, person)
    form = {"outcome": "granted", "version": request_row(db, request_id).version}
    another_client.post("rights.decide", form, request_id=request_id)  # one press
    return mails(db, vault, "rights_decided")[0].text.split("/verzoek/")[1].split()[0]


def come_in(client, token: str) -> None:
    client.post("rights.birth_date", born_as(date(1991, 11, 23)), token=token)


def test_pr55_everything_of_her_and_of_nobody_else(client, granted):
    client.get("rights.package", token=granted, status=404)
    come_in(client, granted)
    told = client.get("rights.package_json", token=granted).text
    for mark in MARKS:
        assert mark in told, mark
    for other in (*OTHERS, "Carla", "Hoekstra", "Anna Jansen"):
        assert other not in told, other
    data = json.loads(told)
    assert data["looks"][0]["organisation"] == "Coördinatiepunt Friesland"
    assert data["data"]["candidate"][0]["birth_check"] == {
        **data["data"]["candidate"][0]["birth_check"],
        "value": None,
        "kept_as_code": True,
    }
    surname = data["data"]["candidate"][0]["surname"]
    assert surname["purposes"] == ["P1", "P2", "P3"]
    assert surname["source"] == "the contractor"
    assert {"consent_request", "consent_event", "placement", "placement_hours", "rights_request"} <= set(data["data"])
    page = client.get("rights.package", token=granted).text
    for words in ("Samira", "Franeker", "23 november 1991", "Coördinatiepunt Friesland", "Waarom bewaren wij dit?"):
        assert words in page
    assert not any(other in page for other in OTHERS)


def test_pr55_the_package_is_a_tagged_pdf_too(client, granted):
    come_in(client, granted)
    for endpoint in ("rights.package_pdf", "rights.letter"):
        answer = client.get(endpoint, token=granted)
        assert answer.data.startswith(b"%PDF-")
        assert b"/StructTreeRoot" in answer.data
        assert "V-" in answer.headers["Content-Disposition"]
        assert b"Samira" not in answer.data


def test_pr55_it_can_be_opened_for_fourteen_days(client, granted):
    with clock.set_to(clock.now() + timedelta(days=14)):
        come_in(client, granted)
        client.get("rights.package", token=granted)
    with clock.set_to(clock.now() + timedelta(days=15)):
        come_in(client, granted)
        client.get("rights.package", token=granted, status=404)
        client.get("rights.package_json", token=granted, status=404)


def test_pr55_a_wrong_date_opens_nothing(client, granted):
    page = client.post("rights.birth_date", born_as(date(1990, 1, 1)), token=granted, status=422)
    assert "Deze datum klopt niet" in page.text
    client.get("rights.package_json", token=granted, status=404)


def test_pr55_every_sealed_column_of_a_person_has_its_opener():
    assert sealed_columns() == set(OPENERS)


def fits(value, schema) -> bool:
    """The few words of JSON Schema that our schema uses."""
    if "const" in schema:
        return value == schema["const"]
    if "enum" in schema:
        return value in schema["enum"]
    if schema["type"] == "array":
        return isinstance(value, list) and all(fits(one, schema["items"]) for one in value)
    if schema["type"] == "object":
        known = schema["properties"]
        return (
            isinstance(value, dict)
            and set(schema.get("required", ())) <= set(value) <= set(known)
            and all(fits(one, known[name]) for name, one in value.items())
        )
    return isinstance(value, str)


def test_pr61_what_she_gave_herself_in_the_documented_shape(client, granted):
    come_in(client, granted)
    answer = client.get("rights.portable_json", token=granted)
    data = json.loads(answer.data.decode("utf-8"))
    schema = json.loads((DOCS / "portability.schema.json").read_text(encoding="utf-8"))
    assert fits(data, schema)
    assert not fits({**data, "value": "12000.00"}, schema)
    assert data["schema"] == SCHEMA
    assert data["person"]["surname"] == "Ali"
    assert data["work"] == [{"form": "employment", "starts_on": "2026-09-01"}]
    assert "12000" not in answer.text
    assert "decision" not in answer.text


@pytest.mark.parametrize("outcome", list(RightsOutcome))
@pytest.mark.parametrize("kind", list(Right))
def test_pr62_every_letter_says_where_one_can_go(kind, outcome):
    request = RightsRequest(
        kind=kind, outcome=outcome, number=7, received_on=date(2026, 11, 2), decided_on=date(2026, 11, 25)
    )
    card = ControllerCard(region=Region.FRIESLAND, name="Gemeente Fryslân", postal_address="Postbus 1, Leeuwarden")
    with speaking("nl"):
        letter = write_letter(request, card, reasons="Zo is het.", contractor="De Terp")
    text = " ".join(letter.text)
    for words in ("6 januari 2027", "Postbus 1, Leeuwarden", "autoriteitpersoonsgegevens.nl", "rechter", "V-2026-0007"):
        assert words in text
    assert (Clause.CIVIL in letter.clauses) == (kind is Right.CORRECT)
    sentences = [one for part in letter.text for one in part.replace("?", ".").split(". ")]
    assert max(len(one.split()) for one in sentences) <= 20
    for clause in letter.clauses:
        cut = type(letter)(**{**vars(letter), "clauses": {**letter.clauses, clause: " "}})
        with pytest.raises(ClauseMissing):
            check_clauses(cut, kind)


def test_pr62_without_an_addressee_nothing_is_decided_or_sent(db, vault, world):
    request_id = asks(db, vault, Right.COMPLAIN, dossier(db, vault, world))
    with db.transaction() as session:
        session.execute(sa.update(ControllerCard).values(postal_address=""))
    with pytest.raises(ClauseMissing):
        act(
            db,
            vault,
            request_id,
            deciding.decide,
            outcome=RightsOutcome.GRANTED,
            reasons="",
            by=viewer_for(db, world.carla),
        )
    assert request_row(db, request_id).decided_on is None
    assert mails(db, vault, "rights_decided") == []
