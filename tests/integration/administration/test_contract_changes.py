"""Changing a contract of the own region: details with both versions when stale, an obligation that only grows parts."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from portal.models import Contract, CoReader, Event, ObligationVersion, Region
from portal.security.scope import OBLIGATION
from tests.support.asking import mails


@pytest.fixture
def cor(client, world):
    return client.sign_in_as(world.cor)


def details(**changes) -> dict[str, str]:
    return {
        "name": "Renovatie dorpshuis en school",
        "starts_on-day": "1", "starts_on-month": "3", "starts_on-year": "2026",
        "ends_on-day": "29", "ends_on-month": "2", "ends_on-year": "2028",
        "plan_due_on-day": "20", "plan_due_on-month": "12", "plan_due_on-year": "2026",
        "version": "1",
        **changes,
    }  # fmt: skip


def extra(**changes) -> dict[str, str]:
    return {
        "direction": "more", "basis": "amount", "amount": "12.500", "percentage": "", "basis_amount": "",
        "valid_from-day": "1", "valid_from-month": "1", "valid_from-year": "2027",
        "reason": "Optie 1 genomen",
        **changes,
    }  # fmt: skip


def contract(db, contract_id):
    with db.reads() as connection:
        return connection.execute(sa.select(Contract.__table__).where(Contract.id == contract_id)).one()


def actions(db, contract_id) -> list[str]:
    with db.reads() as connection:
        return list(connection.scalars(sa.select(Event.action).where(Event.contract_id == contract_id)))


def obligation(db, contract_id) -> Decimal:
    with db.reads() as connection:
        total = sa.type_coerce(OBLIGATION, ObligationVersion.__table__.c.amount.type)
        return connection.scalar(sa.select(total).where(Contract.id == contract_id).select_from(Contract))


def test_a_manager_changes_name_and_days_and_the_contractor_hears_of_the_days(cor, db, vault, world):
    cor.post("administration.contract_edit", details(), number=world.number_a)
    changed = contract(db, world.contract_a)
    assert (changed.name, changed.plan_due_on) == ("Renovatie dorpshuis en school", date(2026, 12, 20))
    assert changed.version == 2
    assert actions(db, world.contract_a) == ["contract_changed"]
    [mail] = mails(db, vault)
    assert mail.recipient == "anna@contractor-a.example"
    assert "Het plan moet zijn verstuurd vóór zondag 20 december 2026." in mail.text
    assert "loopt tot" not in mail.text  # the end stayed the same


def test_saving_without_a_change_is_no_event(cor, db, world):
    same = {"name": "Renovatie dorpshuis 2026-0001", "plan_due_on-day": "18"}
    cor.post("administration.contract_edit", details(**same), number=world.number_a)
    assert actions(db, world.contract_a) == []


def test_a_stale_form_shows_both_versions_and_can_be_saved_after_all(cor, db, world):
    cor.post("administration.contract_edit", details(name="Eerste"), number=world.number_a)
    page = cor.post("administration.contract_edit", details(name="Tweede"), number=world.number_a, status=409).text
    for words in ("Eerste", "Tweede", "Cor van ’t Hoff"):
        assert words in page
    assert contract(db, world.contract_a).name == "Eerste"
    cor.post("administration.contract_edit", details(name="Tweede", version="2"), number=world.number_a)
    assert contract(db, world.contract_a).name == "Tweede"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "Vul de naam van de opdracht in."),
        ({"ends_on-year": "2025"}, "De einddatum bestaat niet."),
        (
            {"ends_on-day": "1", "ends_on-month": "3", "ends_on-year": "2025"},
            "De einddatum moet na de startdatum zijn.",
        ),
        ({"plan_due_on-year": "2025"}, "Het plan kan niet vóór de dag van de gunning klaar zijn."),
        ({"plan_due_on-day": ""}, "De datum moet ook een dag hebben."),
    ],
)
def test_wrong_details_are_refused(cor, db, world, changes, message):
    page = cor.post("administration.contract_edit", details(**changes), number=world.number_a, status=422).text
    assert message in page
    assert contract(db, world.contract_a).version == 1


PAGES = {
    "administration.contract_edit": details(),
    "administration.obligation_add": extra(),
    "administration.co_readers": {"regions": "groningen"},
}


@pytest.mark.parametrize("endpoint", PAGES)
def test_another_region_is_not_there_not_even_when_it_reads_along(client, db, world, endpoint):
    client.sign_in_as(world.gijs)
    client.get(endpoint, number=world.number_a, status=404)
    with db.transaction() as session:
        session.add(
            CoReader(
                contract_id=world.contract_a,
                region=Region.GRONINGEN,
                named_by=world.cor,
                named_at=session.scalar(sa.select(Contract.created_at).where(Contract.id == world.contract_a)),
            )
        )
    client.get(endpoint, number=world.number_a, status=404)
    client.post(endpoint, PAGES[endpoint], number=world.number_a, status=404)
    assert obligation(db, world.contract_a) == Decimal(25_000)
    assert contract(db, world.contract_a).version == 1


@pytest.mark.parametrize("name", ["carla", "anna", "karel"])
@pytest.mark.parametrize("endpoint", PAGES)
def test_who_is_no_manager_changes_nothing(client, world, endpoint, name):
    client.sign_in_as(getattr(world, name)).post(endpoint, PAGES[endpoint], number=world.number_a, status=403)


def test_an_obligation_is_the_exact_sum_of_its_parts(cor, db, world):
    cor.post("administration.obligation_add", extra(), number=world.number_a)
    turnover = {"basis": "invoiced_turnover", "amount": "", "percentage": "2,5", "basis_amount": "100.001"}
    cor.post("administration.obligation_add", extra(**turnover), number=world.number_a)
    cor.post("administration.obligation_add", extra(direction="less", amount="0,01"), number=world.number_a)
    assert obligation(db, world.contract_a) == Decimal("25000") + 12_500 + Decimal("2500.03") - Decimal("0.01")
    assert actions(db, world.contract_a) == ["obligation_changed"] * 3
    page = cor.get("administration.obligation_add", number=world.number_a).text
    assert "2,5 procent van €\xa0100.001 gefactureerde omzet" in page
    assert "-€\xa00,01" in page


def test_an_obligation_never_becomes_less_than_nothing(cor, db, world):
    less = extra(direction="less", amount="25.000,01")
    page = cor.post("administration.obligation_add", less, number=world.number_a, status=422).text
    assert "Het bedrag wordt dan lager dan 0. Nu is het €\xa025.000." in page
    assert obligation(db, world.contract_a) == Decimal(25_000)
    cor.post("administration.obligation_add", extra(direction="less", amount="25000"), number=world.number_a)
    assert obligation(db, world.contract_a) == Decimal(0)


def test_a_double_click_adds_one_part(cor, db, world):
    form = extra(form_id="g" * 43)
    cor.post("administration.obligation_add", form, number=world.number_a)
    cor.post("administration.obligation_add", form, number=world.number_a)
    assert obligation(db, world.contract_a) == Decimal(37_500)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"direction": ""}, "Kies of er iets bij komt of af gaat."),
        ({"basis": ""}, "Kies hoe u het berekent."),
        ({"basis": "gift"}, "Kies hoe u het berekent."),
        ({"amount": ""}, "Vul het bedrag in."),
        ({"amount": "-5"}, "Vul een bedrag boven 0 in."),
        ({"amount": "1,005"}, "Vul een bedrag in, bijvoorbeeld 2500 of 2500,50."),
        ({"basis": "percentage", "percentage": "", "basis_amount": "5"}, "Vul het percentage in."),
        ({"basis": "percentage", "percentage": "5"}, "Vul in van welk bedrag."),
        ({"valid_from-month": "13"}, "De datum bestaat niet."),
        ({"reason": ""}, "Vul de reden in."),
        ({"reason": "x" * 501}, "mag niet langer zijn dan 500 tekens"),
    ],
)
def test_a_wrong_part_is_refused(cor, db, world, changes, message):
    page = cor.post("administration.obligation_add", extra(**changes), number=world.number_a, status=422).text
    assert message in page or (changes.get("basis") == "gift" and "Fout:" in page)
    assert obligation(db, world.contract_a) == Decimal(25_000)


def test_the_reason_is_told_in_the_history_as_text(cor, another_client, world):
    cor.post("administration.obligation_add", extra(reason="<b>Optie</b>"), number=world.number_a)
    page = another_client.sign_in_as(world.anna).get("contracts.history", number=world.number_a).text
    assert "€\xa012.500. Reden: &lt;b&gt;Optie&lt;/b&gt;" in page


def test_another_region_reads_along_while_it_is_named(cor, another_client, db, world):
    cor.post("administration.co_readers", {"regions": ["drenthe", "groningen"]}, number=world.number_a)
    assert "checked" in cor.get("administration.co_readers", number=world.number_a).text
    cor.post("administration.co_readers", {"regions": ["groningen"]}, number=world.number_a)
    with db.reads() as connection:
        named = list(connection.scalars(sa.select(CoReader.region).where(CoReader.contract_id == world.contract_a)))
    assert named == [Region.GRONINGEN]
    assert sorted(actions(db, world.contract_a)) == ["co_reader_named", "co_reader_named", "co_reader_removed"]
    cor.post("administration.co_readers", {}, number=world.number_a)
    assert "co_reader_removed" in actions(db, world.contract_a)[2:]


def test_the_own_region_cannot_read_along_with_itself(cor, world):
    cor.post("administration.co_readers", {"regions": ["friesland"]}, number=world.number_a, status=422)
    cor.post("administration.co_readers", {"regions": ["zeeland"]}, number=world.number_a, status=422)
