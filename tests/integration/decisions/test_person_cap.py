"""The cap of a person over contracts and contractors: seen by coordination points alone, applied by them (PR-05)."""

import re
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from portal.models import Candidate, Contract, Placement, PlacementStatus, Region, View
from portal.placements.work import Work
from portal.privacy.erasure import begin_ending
from portal.privacy.fingerprint import take_fingerprint
from portal.privacy.vault import Purpose
from portal.valuation import Form
from tests.support.client import PortalClient
from tests.support.people import candidate_with_consent
from tests.support.submissions import placement_of, sent_work

FRIESLAND, DRENTHE = "2026-0001", "2026-0002"


def person(db, vault, contract_id, **changes):
    with db.transaction() as session:
        made = candidate_with_consent(session, vault, contract_id, **changes)
        take_fingerprint(vault, session.get_one(Candidate, made.id))
        return made


def work(months_from, until, hours=36) -> Work:
    return Work(Form.EMPLOYMENT, False, months_from, until, Decimal(hours))


@pytest.fixture
def dora(app, world):
    return PortalClient(app).sign_in_as(world.dora)


@pytest.fixture
def sent(db, vault, world):
    """One person at work for A in Friesland and, spelled otherwise, for B in Drenthe: 24 months count at most."""
    with db.transaction() as session:
        session.execute(sa.update(Contract).values(ends_on=date(2031, 2, 28)))
    here = person(db, vault, world.contract_a)
    there = person(db, vault, world.contract_b, first_name="samíra", surname="AL-I")
    first = sent_work(db, vault, world, here, work=work(date(2026, 4, 1), date(2027, 9, 30)))
    second = sent_work(
        db, vault, world, there, work=work(date(2027, 10, 1), date(2029, 9, 30)), by=world.bea, number=DRENTHE
    )
    return {"here": here, "there": there, "first": first, "second": second}


def mark(page: str) -> str:
    return page.partition('name="elsewhere" value="')[2].partition('"')[0]


def decide(client, number, seen, status=303, **changes):
    page = client.get("decisions.placement", number=number, placement_id=seen.placement_id).text
    fields = {"outcome": "approved", "version": str(seen.version), "elsewhere": mark(page), **changes}
    return client.post("decisions.placement", fields, number=number, placement_id=seen.placement_id, status=status)


def test_months_count_once_over_contracts_and_contractors(carla, dora, db, sent):
    decide(carla, FRIESLAND, sent["first"])
    assert placement_of(db, sent["first"].placement_id).approved_value == 60_000  # 18 months of 40,000 a year
    page = dora.get("decisions.placement", number=DRENTHE, placement_id=sent["second"].placement_id).text
    assert "Deze persoon werkt ook ergens anders" in page
    assert "zijn 18 maanden gebruikt" in page
    assert "keur €\xa020.000,00 goed" in page
    assert 'value="20000"' in page
    decide(dora, DRENTHE, sent["second"], amount="20000", note="Grens per persoon in de waardetabel")
    row = placement_of(db, sent["second"].placement_id)
    assert (row.value, row.approved_value, row.counts_until) == (80_000, 20_000, date(2028, 3, 31))


def test_the_order_of_deciding_does_not_let_anybody_count_longer(carla, dora, db, sent):
    decide(dora, DRENTHE, sent["second"])
    assert placement_of(db, sent["second"].placement_id).approved_value == 80_000  # 24 months, decided first
    page = carla.get("decisions.placement", number=FRIESLAND, placement_id=sent["first"].placement_id).text
    assert "keur €\xa00,00 goed" in page
    total = sum(placement_of(db, sent[one].placement_id).approved_value or 0 for one in ("first", "second"))
    assert total <= 80_000


def test_an_hour_counts_once(carla, dora, db, vault, world):
    here, there = person(db, vault, world.contract_a), person(db, vault, world.contract_b)
    first = sent_work(db, vault, world, here, work=work(date(2026, 4, 1), date(2026, 9, 30), hours=24))
    second = sent_work(
        db, vault, world, there, work=work(date(2026, 4, 1), date(2026, 9, 30), hours=20), by=world.bea, number=DRENTHE
    )
    decide(carla, FRIESLAND, first)
    page = dora.get("decisions.placement", number=DRENTHE, placement_id=second.placement_id).text
    assert "meer dan een volle week" in page
    assert "keur €\xa06.666,67 goed" in page  # 12 of 36 hours, half a year of 40,000


def test_the_contractor_sees_his_own_value_and_no_hint_of_anybody_pr05(carla, db, app, world, sent):
    decide(carla, FRIESLAND, sent["first"])
    bea = PortalClient(app).sign_in_as(world.bea)
    at = {"number": DRENTHE, "candidate_id": sent["there"].id, "placement_id": sent["second"].placement_id}
    page = bea.get("placements.placement", **at).text
    assert "€\xa080.000,00" in page
    assert "telt een beperkte tijd mee" in page  # said of everybody
    for hint in ("ergens anders", FRIESLAND, "De Terp", "Friesland"):
        assert hint not in page.replace("Groningen · Drenthe · Friesland", "")


def test_registering_somebody_who_is_known_reads_like_registering_anybody_pr05(app, db, vault, world):
    """The second contractor fills in details: the answer for a known person is that for a new one, to the byte."""
    person(db, vault, world.contract_a)
    answers = []
    for name in ("Samira", "Fatima"):
        made = person(db, vault, world.contract_b, first_name=name, town=None, born=None)
        with db.transaction() as session:
            row = session.get_one(Candidate, made.id)
            row.birth_check = vault.birth_check(made.id, date(1990, 5, 4))
            session.flush()
            version = row.version
        bea = PortalClient(app).sign_in_as(world.bea)
        fields = {"town": "Leeuwarden", "postcode": "8911 AB", "version": str(version),
                  "born-day": "4", "born-month": "5", "born-year": "1990"}  # fmt: skip
        given = bea.post("candidates.details", fields, number=DRENTHE, candidate_id=made.id, status=None)
        assert given.status_code == 303, given.text
        page = bea.get("candidates.candidate", number=DRENTHE, candidate_id=made.id).text
        body = page.split("<main", 1)[1].replace(str(made.id), "ID").replace(name, "NAAM")
        body = re.sub(r'name="(csrf_token|form_id)" value="[^"]*"', "", body)
        answers.append((given.status_code, re.sub(rf"kandidaat-{made.number}@|Kandidaat {made.number}", "N", body)))
    with db.reads() as connection:
        same = sa.select(sa.func.count()).group_by(Candidate.fingerprint).where(Candidate.fingerprint.is_not(None))
        assert sorted(connection.scalars(same)) == [1, 2]
    assert answers[0] == answers[1]


def test_what_was_seen_must_still_be_so_and_several_at_once_is_no_way_round(carla, dora, db, sent):
    page = dora.get("decisions.placement", number=DRENTHE, placement_id=sent["second"].placement_id).text
    old = mark(page)
    assert old
    decide(carla, FRIESLAND, sent["first"])
    late = decide(dora, DRENTHE, sent["second"], status=409, elsewhere=old).text
    assert "Beslis apart over dit werk." in late
    chosen = f"{sent['second'].placement_id}.{sent['second'].version}"
    dora.post("decisions.placements", {"placement": chosen, "confirmed": "ja"}, number=DRENTHE)
    assert placement_of(db, sent["second"].placement_id).status is PlacementStatus.SUBMITTED


def test_every_look_at_the_person_elsewhere_is_recorded_pr66(carla, db, sent):
    carla.get("decisions.placement", number=FRIESLAND, placement_id=sent["first"].placement_id)
    with db.reads() as connection:
        looked = set(connection.scalars(sa.select(View.object_id).where(View.origin == "decisions.placement")))
    assert looked == {sent["here"].id, sent["there"].id}


def test_the_fingerprint_goes_with_the_name_and_then_nobody_is_recognised(carla, dora, db, sent):
    decide(carla, FRIESLAND, sent["first"])
    with db.transaction() as session:
        begin_ending(session, sent["here"].id, Purpose.NAME, reason="test")
    with db.transaction() as session:
        assert session.get_one(Candidate, sent["here"].id).fingerprint is None
        assert session.get_one(Placement, sent["first"].placement_id).approved_value == 60_000
    page = dora.get("decisions.placement", number=DRENTHE, placement_id=sent["second"].placement_id).text
    assert "ergens anders" not in page
    decide(dora, DRENTHE, sent["second"])


def test_a_fingerprint_is_of_the_name_in_any_spelling_and_the_day_of_birth(vault):
    def of(first, last, day=4):
        return vault.person_fingerprint(first, last, date(1990, 5, day))

    assert of("Zoë", "van der Meer") == of("ZOE", "Van-der  Meer") == of("zoé", "vandermeer")
    assert len({of("Zoë", "Meer"), of("Zoë", "Meer", 5), of("Zoe", "Meers"), of("Joe", "Meer")}) == 4
    assert Region.DRENTHE.value.encode() not in of("Zoë", "Meer")
