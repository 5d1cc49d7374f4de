"""A plan in words, and what changed since the round before (ux.md CA-1, P-80)."""

from decimal import Decimal

import pytest

from portal.models import Section
from portal.plans.example import EXAMPLE
from portal.plans.summary import summarise
from portal.valuation import Form, shipped_table
from tests.unit.plans.plans import READY, answers, effort, plan

TABLE = shipped_table("frl-demo")
STAYS, GOES = effort(), effort(form=Form.BBL, target_group="student", people=1, value=Decimal("10000.00"))


def section(name, now, before=None):
    return next(part for part in summarise(now, before, TABLE) if part.section is name)


def content(chosen=(STAYS,), **sections):
    changed = {Section(name): kept for name, kept in sections.items()}
    return plan({**READY, **changed}, chosen).content()


def test_every_section_is_there_in_order():
    assert [part.section for part in summarise(content(), None, TABLE)] == list(Section)


def test_without_an_earlier_round_nothing_is_marked():
    assert not any(part.is_changed for part in summarise(content(), None, TABLE))
    assert not any(part.is_changed for part in summarise(content(), content(), TABLE))


def test_a_changed_answer_says_what_it_was():
    now = content(contact=answers(name="Bram", email="anna@terp.example", phone="0501234567"))
    rows = {row.label: row for row in section(Section.CONTACT, now, content()).rows}
    assert (rows["Naam"].value, rows["Naam"].was) == ("Bram", "Anna")
    assert rows["Telefoonnummer"].was is None


def test_an_effort_keeps_its_place_and_shows_the_line_that_changed():
    fewer = effort(id=STAYS.id, hours_per_week=Decimal("12.50"))
    part = section(Section.EFFORTS, content([fewer]), content([STAYS]))
    changed = [(row.label, row.value, row.was) for row in part.rows if row.was is not None]
    assert changed == [("Uren per week, per persoon", "12,5", "24")]
    assert part.cards[0][0] == "Inzet 1: Iemand in dienst nemen (arbeidscontract)"


def test_a_new_effort_is_new_once_and_a_removed_one_is_told():
    added = section(Section.EFFORTS, content([STAYS, GOES]), content([STAYS]))
    card = dict(added.cards)["Inzet 2: Leerwerkplek (BBL)"]
    assert [row.was for row in card] == ["", *[None] * (len(card) - 1)]
    removed = section(Section.EFFORTS, content([STAYS]), content([STAYS, GOES]))
    gone = dict(removed.cards)["Inzet 2: Leerwerkplek (BBL)"]
    assert [(row.value, row.place) for row in gone] == [("Verwijderd", "")]
    assert "Leerling of student" in gone[0].was


def test_efforts_that_move_up_are_not_new():
    part = section(Section.EFFORTS, content([GOES]), content([STAYS, GOES]))
    moved = dict(part.cards)["Inzet 1: Leerwerkplek (BBL)"]
    assert all(row.was is None for row in moved)


def test_an_answer_that_is_no_longer_asked_is_told():
    short = content([effort(value=Decimal("1.00"))], efforts=answers(shortage_reason="Te klein."))
    part = section(Section.EFFORTS, content([STAYS]), short)
    assert ("", "Te klein.") in [(row.value, row.was) for row in part.rows]


def test_a_subcontractor_is_a_card():
    one = {"company": "Schilder BV", "kvk_number": "12345678", "part": "1 plek"}
    now = content(subcontractors=answers(uses="yes", companies=[one]))
    part = section(Section.SUBCONTRACTORS, now, content())
    assert [row.value for row in dict(part.cards)["Schilder BV"]] == ["1 plek", "12345678"]
    assert dict(part.cards)["Schilder BV"][0].was == ""


@pytest.mark.parametrize("token", ["nl", "en"])
def test_the_example_plan_reads_in_both_languages(token):
    from portal.web import i18n

    with i18n.speaking(token):
        assert len(summarise(EXAMPLE, None, TABLE)) == 6


def test_hours_that_are_given_are_not_called_hours_a_week():
    given = effort(form=Form.KNOWLEDGE_HOURS, target_group=None, people=3)
    labels = [row.label for row in section(Section.EFFORTS, content([given])).rows]
    assert "Uren bij elkaar, per persoon" in labels
    assert "Groep" not in labels
