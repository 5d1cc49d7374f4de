"""A manager sets up a contract: fill in, check, confirm; nothing is written before that."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from portal import clock
from portal.models import Contract, Event, ObligationBasis, ObligationVersion, Organisation, Region, Setting
from tests.support.asking import mails

DAYS = {
    "awarded_on": ("12", "januari", "2026"),
    "starts_on": ("1", "3", "2026"),
    "ends_on": ("29", "2", "2028"),
    "plan_due_on": ("", "", ""),
}


def typed(world, **changes) -> dict[str, str]:
    """A form in which everything is right; a day is a tuple of its three parts."""
    values = {
        "number": "2026-0147",
        "name": "Onderhoud N33",
        "client": str(world.client_x),
        "contractor": str(world.contractor_a),
        "value": "1.250.000",
        "percentage": "2",
        "amount": "",
        "cap": "",
        "reason": "Bestek, artikel 4.2",
        "table": str(world.table),
        **DAYS,
        **changes,
    }
    parts = {
        f"{name}-{part}": text
        for name, value in values.items() if isinstance(value, tuple)
        for part, text in zip(("day", "month", "year"), value, strict=True)
    }  # fmt: skip
    return {**{name: value for name, value in values.items() if isinstance(value, str)}, **parts}


@pytest.fixture
def cor(client, world):
    return client.sign_in_as(world.cor)


def found(db, number="2026-0147"):
    with db.reads() as connection:
        return connection.execute(sa.select(Contract.__table__).where(Contract.number == number)).first()


def test_checking_shows_what_will_be_and_writes_nothing(cor, db, world):
    page = cor.post("administration.contract_new", typed(world), status=200).text
    assert "2 procent, dat is €\xa025.000" in page
    assert "maandag 23 februari 2026" in page  # six weeks after the award
    assert found(db) is None


def test_going_back_keeps_what_was_typed(cor, db, world):
    page = cor.post("administration.contract_new", typed(world, back="ja", name="Onderhoud <N33>"), status=200).text
    assert 'value="Onderhoud &lt;N33&gt;"' in page
    assert "Er klopt iets niet" not in page
    assert found(db) is None


def test_confirming_makes_the_contract_its_first_obligation_and_an_event_and_tells(cor, db, vault, world):
    answer = cor.post("administration.contract_new", typed(world, cap="20.000", confirmed="ja"))
    assert answer.location == "/beheer/opdrachten/2026-0147"
    made = found(db)
    assert (made.region, made.contractor_id, made.value) == (Region.FRIESLAND, world.contractor_a, Decimal(1_250_000))
    assert made.plan_due_on == date(2026, 2, 23)
    with db.reads() as connection:
        part = connection.execute(
            sa.select(ObligationVersion.__table__).where(ObligationVersion.contract_id == made.id)
        ).one()
        actions = list(connection.scalars(sa.select(Event.action).where(Event.contract_id == made.id)))
    assert (part.basis, part.amount, part.percentage) == (ObligationBasis.PERCENTAGE, Decimal(20_000), Decimal(2))
    assert actions == ["contract_set_up"]
    [mail] = mails(db, vault)
    assert (mail.kind, mail.recipient) == ("contract_ready", "anna@contractor-a.example")
    assert "Stuur uw plan vóór maandag 23 februari 2026." in mail.text
    assert "/opdrachten/2026-0147/plan" in mail.text
    assert "staat klaar" in cor.get("administration.contract_edit", number="2026-0147").text


def test_a_double_click_makes_one_contract(cor, db, world):
    form = typed(world, confirmed="ja", form_id="f" * 43)
    first = cor.post("administration.contract_new", form)
    second = cor.post("administration.contract_new", form)
    assert first.location == second.location
    with db.reads() as connection:
        assert connection.scalar(sa.select(sa.func.count()).where(Contract.number == "2026-0147")) == 1


def test_a_new_client_and_company_are_made_with_the_contract(cor, db, world):
    cor.post(
        "administration.contract_new",
        typed(
            world, client="", new_client="Gemeente Nieuwland (fictief)", contractor="",
            new_contractor="Dakwerk & Zn. (fictief)", kvk_number="1234 5678", percentage="", amount="7500,50",
            confirmed="ja",
        ),
    )  # fmt: skip
    made = found(db)
    with db.reads() as connection:
        company = connection.execute(
            sa.select(Organisation.__table__).where(Organisation.id == made.contractor_id)
        ).one()
        amount = connection.scalar(sa.select(ObligationVersion.amount).where(ObligationVersion.contract_id == made.id))
    assert (company.name, company.kvk_number) == ("Dakwerk & Zn. (fictief)", "12345678")
    assert amount == Decimal("7500.50")


def test_a_region_may_set_how_long_after_the_award_a_plan_is_due(cor, db, world):
    with db.transaction() as session:
        session.add(Setting(name="plan_due_weeks", region="", value="8", changed_at=clock.now()))
        session.add(Setting(name="plan_due_weeks", region="friesland", value="1", changed_at=clock.now()))
    assert "1 week na de gunning" in cor.get("administration.contract_new").text
    assert "maandag 19 januari 2026" in cor.post("administration.contract_new", typed(world), status=200).text


WRONG = [
    ({"number": ""}, "Vul het nummer van de opdracht in."),
    ({"number": "2026/0147"}, "Gebruik cijfers, letters, punten en streepjes"),
    ({"number": "nieuw"}, "Gebruik cijfers, letters, punten en streepjes"),
    ({"number": "2026-0001"}, "Nummer 2026-0001 bestaat al. Kies een ander nummer."),
    ({"number": "2" * 21}, "mag niet langer zijn dan 20 tekens"),
    ({"name": ""}, "Vul de naam van de opdracht in."),
    ({"name": "a" * 201}, "mag niet langer zijn dan 200 tekens"),
    ({"name": "Voor 123456782"}, "Dit lijkt een burgerservicenummer (BSN)."),
    ({"client": ""}, "Kies een opdrachtgever, of vul de naam van een nieuwe in."),
    ({"new_client": "Nog een"}, "Kies er een in de lijst, of vul een nieuwe in, niet allebei."),
    ({"contractor": ""}, "Kies een opdrachtnemer, of vul de naam en het KvK-nummer van een nieuwe in."),
    ({"contractor": "", "new_contractor": "Bedrijf"}, "Vul het KvK-nummer in."),
    ({"contractor": "", "kvk_number": "12345678"}, "Vul de bedrijfsnaam in."),
    ({"contractor": "", "new_contractor": "Bedrijf", "kvk_number": "1234567"}, "Een KvK-nummer heeft 8 cijfers."),
    ({"awarded_on": ("", "", "")}, "Vul in op welke dag de opdracht is gegund."),
    ({"awarded_on": ("31", "2", "2026")}, "De datum van de gunning bestaat niet."),
    ({"awarded_on": ("1", "1", "0026")}, "Controleer het jaar."),
    ({"ends_on": ("1", "3", "2026")}, "De einddatum moet na de startdatum zijn."),
    ({"ends_on": ("1", "3", "9999")}, "Controleer het jaar."),
    ({"plan_due_on": ("11", "1", "2026")}, "Het plan kan niet vóór de dag van de gunning klaar zijn."),
    ({"plan_due_on": ("1", "3", "2028")}, "Het plan moet klaar zijn vóór het einde van de opdracht."),
    ({"plan_due_on": ("x", "1", "2026")}, "De datum bestaat niet."),
    ({"value": "0"}, "Vul een bedrag boven 0 in."),
    ({"value": "veel"}, "Vul een bedrag in, bijvoorbeeld 2500 of 2500,50."),
    ({"value": "9" * 12}, "Vul een"),
    ({"percentage": "0"}, "Vul een percentage in dat hoger is dan 0"),
    ({"percentage": "100,01"}, "Vul een percentage in dat hoger is dan 0"),
    ({"percentage": ""}, "Vul een percentage of een bedrag in."),
    ({"amount": "5000"}, "Vul een percentage of een bedrag in, niet allebei."),
    ({"percentage": "", "amount": "5000", "cap": "100"}, "Vul dit alleen in bij een percentage."),
    ({"reason": ""}, "Vul in waar dit is afgesproken."),
    ({"table": ""}, "Kies een waardetabel."),
]


@pytest.mark.parametrize(("changes", "message"), WRONG)
def test_what_is_wrong_is_said_and_nothing_is_written(cor, db, world, changes, message):
    before = _counts(db)
    page = cor.post("administration.contract_new", typed(world, confirmed="ja", **changes), status=422).text
    assert message in page
    assert "<title>Fout:" in page
    assert _counts(db) == before


def _counts(db) -> list[int]:
    with db.reads() as connection:
        tables = (Contract, Organisation, ObligationVersion, Event)
        return [connection.scalar(sa.select(sa.func.count()).select_from(table)) for table in tables]


def test_a_choice_that_was_not_offered_is_refused(cor, world):
    for changes in ({"client": str(world.contractor_a)}, {"contractor": "x"}, {"table": str(world.client_x)}):
        cor.post("administration.contract_new", typed(world, confirmed="ja", **changes), status=422)


def test_a_kvk_number_that_is_known_says_whose_it_is(cor, db, world):
    with db.transaction() as session:
        session.get(Organisation, world.contractor_b).kvk_number = "12345678"
    changes = {"contractor": "", "new_contractor": "Ander BV", "kvk_number": "12345678"}
    page = cor.post("administration.contract_new", typed(world, **changes), status=422).text
    assert "Dit KvK-nummer hoort bij Groenvast Noord BV (fictief)." in page


def test_extra_fields_decide_nothing(cor, db, world):
    cor.post("administration.contract_new", typed(world, confirmed="ja", region="drenthe", status="closed", id="1"))
    assert found(db).region is Region.FRIESLAND
    assert found(db).status == "running"


@pytest.mark.parametrize("name", ["anna", "carla", "karel", "frans"])
def test_only_a_manager_comes_here(client, world, name):
    client.sign_in_as(getattr(world, name))
    client.get("administration.contract_new", status=403)
    client.post("administration.contract_new", typed(world, confirmed="ja"), status=403)
    client.get("administration.home", status=403)
