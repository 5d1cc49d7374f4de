"""Obligations in full: options, extensions, turnover by year, wages, a share of labour, one cap (domain.md 1.3)."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from portal.accounts.services import Post
from portal.administration.obligations import Demand, add_obligation
from portal.errors import Refused
from portal.models import Contract, Event, ObligationBasis, ObligationVersion, PartKind, User
from portal.security.scope import OBLIGATION
from tests.integration.administration.test_contract_set_up import typed
from tests.support.asking import mails, viewer_for


@pytest.fixture
def cor(client, world):
    return client.sign_in_as(world.cor)


def email_of(db, user_id) -> str:
    with db.reads() as connection:
        return connection.scalar(sa.select(User.email).where(User.id == user_id))


def part(direction, **changes) -> dict[str, str]:
    return {
        "direction": direction, "basis": "percentage", "percentage": "2", "basis_amount": "1.000.000",
        "valid_from-day": "1", "valid_from-month": "1", "valid_from-year": "2027", "reason": "Brief van 3 maart",
        **changes,
    }  # fmt: skip


def turnover(year, amount, **changes) -> dict[str, str]:
    given = {"basis": "invoiced_turnover", "percentage": "2,5", "year": str(year), "basis_amount": amount}
    return part("turnover_year", **given, **changes)


def add(cor, world, fields, status=303):
    return cor.post("administration.obligation_add", fields, number=world.number_a, status=status)


def parts(db, contract_id):
    with db.reads() as connection:
        rows = sa.select(ObligationVersion.__table__).where(ObligationVersion.contract_id == contract_id)
        return connection.execute(rows.order_by(ObligationVersion.id)).all()


def total(db, contract_id) -> Decimal:
    with db.reads() as connection:
        amount = sa.type_coerce(OBLIGATION, ObligationVersion.__table__.c.amount.type)
        return connection.scalar(sa.select(amount).where(Contract.id == contract_id).select_from(Contract))


def test_options_and_extensions_are_dated_parts_under_the_cap_of_the_contract(cor, db, world):
    add(cor, world, part("option", basis_amount="10.000.000"))
    add(cor, world, part("extension", basis_amount="8.000.000"))
    assert total(db, world.contract_a) == 300_000  # 25,000 + 200,000 + 160,000 is more than the Frisian cap
    assert [(row.kind, row.uncapped, row.amount) for row in parts(db, world.contract_a)] == [
        (PartKind.AWARD, 25_000, 25_000),
        (PartKind.OPTION, 200_000, 200_000),
        (PartKind.EXTENSION, 160_000, 75_000),
    ]
    add(cor, world, part("less", basis="amount", amount="60.000"))
    assert total(db, world.contract_a) == 300_000  # 325,000 without the cap
    page = cor.get("administration.obligation_add", number=world.number_a).text
    assert "Verlenging" in page
    assert "minder door het hoogste bedrag" in page


def until(day, month, year) -> dict[str, str]:
    return {"ends_on-day": day, "ends_on-month": month, "ends_on-year": year}


def test_an_extension_moves_the_end_and_the_contractor_hears_of_both(cor, db, vault, world):
    add(cor, world, part("extension", **until("31", "8", "2028")))
    with db.reads() as connection:
        ends_on = connection.scalar(sa.select(Contract.ends_on).where(Contract.id == world.contract_a))
        detail = connection.scalar(sa.select(Event.detail).where(Event.action == "obligation_changed"))
    assert (ends_on, detail["ends_on"]) == (date(2028, 8, 31), "2028-08-31")
    [mail] = mails(db, vault)
    assert (mail.kind, mail.recipient) == ("contract_changed", email_of(db, world.anna))  # not who only fills in
    assert "Het bedrag voor Social Return is anders geworden." in mail.text
    assert "De opdracht loopt tot en met donderdag 31 augustus 2028." in mail.text
    history = cor.get("review.history", number=world.number_a).text
    assert "Reden: Brief van 3 maart" in history
    assert "De opdracht loopt tot en met 31 augustus 2028." in history
    assert "20.000" not in mail.text  # amounts stand behind the sign-in


@pytest.mark.parametrize(
    ("direction", "day", "said"),
    [
        ("more", ("31", "8", "2028"), "Alleen een optie of een verlenging verandert de einddatum."),
        ("option", ("29", "2", "2028"), "De opdracht loopt al tot en met 29 februari 2028. Vul een latere dag in."),
        ("extension", ("31", "6", "2028"), "De einddatum bestaat niet"),
    ],
)
def test_an_end_that_cannot_be_changes_nothing(cor, db, vault, world, direction, day, said):
    page = add(cor, world, part(direction, **until(*day)), status=422)
    assert said in page.text
    assert len(parts(db, world.contract_a)) == 1
    assert mails(db, vault) == []


def test_a_colleague_who_moved_the_end_meanwhile_is_not_undone(cor, db, vault, world):
    by, post = viewer_for(db, world.cor), Post(vault, "https://portaal.example")
    demand = Demand(ObligationBasis.AMOUNT, "Optie 1", kind=PartKind.OPTION, fixed=Decimal(5_000))
    add(cor, world, part("extension", **until("31", "8", "2028")))
    with (
        pytest.raises(Refused, match="31 augustus 2028"),
        db.transaction() as session,
    ):  # checked when it ran to February
        add_obligation(
            session, post, world.contract_a, demand, valid_from=date(2028, 3, 1), takes_off=False,
            ends_on=date(2028, 6, 30), by=by,
        )  # fmt: skip
    assert len(parts(db, world.contract_a)) == 2


def test_turnover_is_counted_again_each_year_and_only_the_difference_is_added(cor, db, world):
    add(cor, world, turnover(2026, "480.000"))
    add(cor, world, turnover(2027, "500.000"))
    add(cor, world, turnover(2026, "470.000,20"))
    assert [row.amount for row in parts(db, world.contract_a)[1:]] == [12_000, 12_500, Decimal("-249.99")]
    assert total(db, world.contract_a) == Decimal("25000") + Decimal("11750.01") + 12_500
    assert "van het jaar 2026" in cor.get("administration.obligation_add", number=world.number_a).text


def test_a_small_share_of_labour_asks_a_lower_percentage(cor, db, world):
    labour = {"labour_share": "18", "low_below": "30", "low_percentage": "2"}
    add(cor, world, part("option", percentage="5", basis_amount="1.100.000", **labour))
    assert parts(db, world.contract_a)[-1].amount == 22_000
    page = cor.get("administration.obligation_add", number=world.number_a).text
    assert "omdat 18 procent arbeid is (minder dan 30)" in page
    add(cor, world, part("option", percentage="5", basis_amount="1.100.000", **{**labour, "labour_share": "30"}))
    assert parts(db, world.contract_a)[-1].amount == 55_000


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        (turnover("", "480.000"), "Vul in welk jaar."),
        (turnover(1926, "480.000"), "2000"),
        ({**turnover(2026, "480.000"), "basis": "wage_sum"}, "Kies het percentage van de gefactureerde omzet."),
        (part("option", labour_share="18"), "Vul alle drie de vragen over arbeid in, of geen."),
        (part("gift"), "Fout:"),
    ],
)
def test_what_is_not_right_is_said_at_its_field(cor, db, world, fields, text):
    assert text in add(cor, world, fields, status=422).text
    assert len(parts(db, world.contract_a)) == 1


def test_an_award_may_be_of_turnover_or_wages(cor, db, world):
    wages = typed(world, basis="wage_sum", basis_amount="400.000", percentage="2,5", confirmed="ja")
    cor.post("administration.contract_new", wages)
    with db.reads() as connection:
        contract_id = connection.scalar(sa.select(Contract.id).where(Contract.number == wages["number"]))
    assert total(db, contract_id) == 10_000
    assert "2,5 procent van €\xa0400.000 loonsom" in cor.get("review.contract", number=wages["number"]).text
    refused = typed(world, number="2026-0777", basis="wage_sum", basis_amount="")
    assert "Vul in van welk bedrag." in cor.post("administration.contract_new", refused, status=422).text
