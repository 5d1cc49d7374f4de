"""The pages of retention: from a press to the declaration by two people, another term, a hold (PR-44 to PR-48)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from portal.models import (
    Candidate,
    Destruction,
    DestructionItem,
    DestructionStatus,
    Event,
    LegalHold,
    RecordKind,
    Region,
    RetentionRule,
)
from portal.retention import rules
from portal.retention.destroying import destroy_due
from tests.support.client import PortalClient
from tests.support.later import sign_again
from tests.support.retention import DUE, EXECUTE, close_contract, full_dossiers, later


@pytest.fixture
def due(db, vault, world):
    """Three dossiers of a closed contract, on the day they are due."""
    found = full_dossiers(db, vault, world, 3)
    close_contract(db, world.contract_a)
    with later(DUE):
        sign_again(db)
        yield found


def sign_in(app, who) -> PortalClient:
    return PortalClient(app).sign_in_as(who)


def row(db, table, *where):
    with db.reads() as connection:
        return connection.execute(sa.select(table.__table__).where(*where)).one()


def day(on: date) -> dict[str, str]:
    return {"review_on-day": str(on.day), "review_on-month": str(on.month), "review_on-year": str(on.year)}


def test_pr47_two_people_go_through_a_list_and_a_declaration_comes_of_it(app, db, vault, world, due):
    cor, frans = sign_in(app, world.cor), sign_in(app, world.frans)
    assert "Er is nu geen lijst" in cor.get("retention.overview").text
    cor.post("retention.make_list", {"kind": "dossier"})
    made = row(db, Destruction)
    where = {"destruction_id": made.id}
    assert "2026-0001" in cor.get("retention.destruction", **where).text
    line = {**where, "subject_id": due[0].id}
    assert "Schrijf op waarom" in cor.post("retention.exclude", {"version": "1"}, status=422, **line).text
    cor.post("retention.exclude", {"version": "1", "reason": "Bezwaar verwacht"}, **line)
    assert "Bezwaar verwacht" in cor.get("retention.destruction", **where).text
    cor.post("retention.sign", {"version": "1"}, status=409, **where)  # an old page: a line was left out since
    frans.post("retention.sign", {"version": "2"}, status=403, **where)  # the manager signs first
    cor.get("retention.sign", **where)
    cor.post("retention.sign", {"version": "2"}, **where)
    cor.post("retention.sign", {"version": "3"}, status=403, **where)  # proposer and approver are two people
    cor.post("retention.exclude", {"version": "3", "reason": "x"}, status=409, **line)
    frans.get("retention.sign", **where)
    frans.post("retention.sign", {"version": "3"}, **where)
    assert "8 april 2031" in frans.get("retention.destruction", **where).text
    with later(EXECUTE):
        assert destroy_due(db, vault) == 1
        frans = sign_in(app, world.frans)
        said = frans.get("retention.declaration", **where).text
        assert "VV-2031-0001" in said
        assert "Beheerder van het coördinatiepunt" in said
        kept = frans.get("retention.declaration_file", **where)  # PR-48
        assert (kept.mimetype, kept.data[:5]) == ("application/pdf", b"%PDF-")
        assert 'filename="VV-2031-0001.pdf"' in kept.headers["Content-Disposition"]
        assert "VV-2031-0001" in frans.get("retention.overview").text
        frans.get("retention.destruction", **where)
    with db.reads() as connection:
        assert set(connection.scalars(sa.select(Candidate.id))) == {due[0].id}


def test_pr47_an_approved_list_can_be_stopped_within_seven_days(app, db, vault, world, due):
    cor, frans = sign_in(app, world.cor), sign_in(app, world.frans)
    cor.post("retention.make_list", {"kind": "dossier"})
    where = {"destruction_id": row(db, Destruction).id}
    cor.post("retention.make_list", {"kind": "dossier"}, status=409)
    cor.post("retention.sign", {"version": "1"}, **where)
    frans.post("retention.sign", {"version": "2"}, **where)
    frans.post("retention.stop", {"version": "3"}, status=422, **where)
    frans.get("retention.stop", **where)
    frans.post("retention.stop", {"version": "3", "reason": "Toch een rechtszaak"}, **where)
    with later(EXECUTE):
        assert destroy_due(db, vault) == 0
    stopped = row(db, Destruction)
    assert (stopped.status, stopped.dropped_reason) == (DestructionStatus.DROPPED, "Toch een rechtszaak")
    with db.reads() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(Candidate)) == 3
        assert connection.scalar(sa.select(sa.func.count()).select_from(DestructionItem)) == 0


def test_pr44_another_term_needs_a_second_person_and_changes_one_region_only(app, db, world, due):
    cor, frans = sign_in(app, world.cor), sign_in(app, world.frans)
    fields = {"years": "7", "counts_from": "contract_closed", "edition": "Selectielijst 2020", "result": "12.1.5",
              "legal_text": "Financieel toezicht", "reason": "Contractueel toezicht"}  # fmt: skip
    cor.get("retention.term")
    for wrong in ({"years": "0"}, {"years": "-1"}, {"years": "altijd"}, {"years": "99"}, {"reason": ""}):
        cor.post("retention.term", {**fields, **wrong}, status=422)
    frans.get("retention.term", status=403)
    cor.post("retention.term", fields)
    made = row(db, RetentionRule)
    cor.post("retention.term", fields, status=409)
    cor.get("retention.term_confirm", rule_id=made.id)
    cor.post("retention.term_confirm", {"version": "1"}, status=403, rule_id=made.id)
    assert "12.1.5" in frans.get("retention.term_confirm", rule_id=made.id).text
    frans.post("retention.term_confirm", {"version": "1"}, rule_id=made.id)
    frans.post("retention.term_confirm", {"version": "1"}, status=409, rule_id=made.id)
    assert "7 jaar" in frans.get("retention.overview").text
    with db.reads() as connection:
        terms = {region: rules.rule_on(connection, region, RecordKind.DOSSIER, DUE.date()).term for region in Region}
        acts = set(connection.scalars(sa.select(Event.action).where(Event.object_kind == "retention_rule")))
    assert terms == {Region.FRIESLAND: "P7Y", Region.DRENTHE: "P5Y", Region.GRONINGEN: "P5Y"}
    assert acts == {"retention_proposed", "retention_confirmed"}
    cor.post("retention.make_list", {"kind": "dossier"})  # nothing is due any more
    assert "niets" in cor.get("retention.overview").text
    with pytest.raises(sa.exc.DBAPIError), db.transaction() as session:
        session.execute(sa.update(RetentionRule).values(term="P1Y"))


def test_pr44_what_was_proposed_can_be_taken_back(app, db, world, due):
    cor = sign_in(app, world.cor)
    fields = {"years": "6", "counts_from": "work_ended", "edition": "Lijst", "result": "1", "legal_text": "X",
              "reason": "Y"}  # fmt: skip
    cor.post("retention.term", fields)
    made = row(db, RetentionRule)
    cor.post("retention.term_confirm", {"version": "1", "act": "take_back"}, rule_id=made.id)
    cor.get("retention.term_confirm", status=404, rule_id=made.id)


def test_pr46_a_hold_keeps_one_candidate_until_its_review_and_can_be_lifted(app, db, world, due):
    frans = sign_in(app, world.frans)
    frans.get("retention.hold_new")
    soon = DUE.date() + timedelta(days=90)
    fields = {"reason": "court", "contract_number": "2026-0001", "candidate_number": str(due[0].number),
              "explanation": "Zaak 12/34", **day(soon)}  # fmt: skip
    wrong = ({**fields, **day(DUE.date() + timedelta(days=200))}, {**fields, "review_on-year": ""},
             {**fields, "reason": ""}, {**fields, "contract_number": "2026-0002"}, {**fields, "contract_number": ""},
             {**fields, "candidate_number": "77"})  # fmt: skip
    for one in wrong:
        frans.post("retention.hold_new", one, status=422)
    frans.post("retention.hold_new", fields)
    made = row(db, LegalHold)
    assert (made.candidate_id, made.review_on) == (due[0].id, soon)
    assert "Zaak bij de rechter: kandidaat" in frans.get("retention.overview").text
    cor = sign_in(app, world.cor)
    cor.post("retention.make_list", {"kind": "dossier"})
    with db.reads() as connection:
        states = dict(connection.execute(sa.select(DestructionItem.subject_id, DestructionItem.state)).all())
    assert states[due[0].id] == "held"
    assert sorted(states.values()) == ["held", "listed", "listed"]
    frans.get("retention.hold", hold_id=made.id)
    frans.post("retention.hold", {"version": "1", **day(soon + timedelta(days=30))}, hold_id=made.id)
    frans.post("retention.hold", {"version": "1", "act": "lift"}, status=409, hold_id=made.id)
    frans.post("retention.hold", {"version": "2", "act": "lift"}, hold_id=made.id)
    frans.get("retention.hold", status=404, hold_id=made.id)


def test_another_region_finds_nothing(app, db, world, due):
    sign_in(app, world.cor).post("retention.make_list", {"kind": "dossier"})
    made = row(db, Destruction)
    gijs = sign_in(app, world.gijs)
    for page in ("destruction", "sign", "stop", "declaration", "declaration_file"):
        gijs.get(f"retention.{page}", status=404, destruction_id=made.id)
    gijs.post("retention.sign", {"version": "1"}, status=404, destruction_id=made.id)
    sign_in(app, world.carla).get("retention.overview", status=403)


def test_pr45_a_contract_that_nobody_closed_is_pointed_at(app, db, world, due):
    gijs_region = sign_in(app, world.cor).get("retention.overview").text
    assert "nooit" not in gijs_region
    close_contract(db, world.contract_a, None)
    text = sign_in(app, world.cor).get("retention.overview").text
    assert "nooit" in text
    assert "meer dan een jaar" in text


def test_two_archivists_at_once_make_one_list_and_sign_it_once(app, db, world, due):
    """The second one reads what to do, on both databases."""
    clients = [sign_in(app, world.cor) for _ in range(4)]
    for client in clients:
        client.csrf_token()

    def at_once(endpoint, data, **where):
        with ThreadPoolExecutor(len(clients)) as pool:
            answers = list(pool.map(lambda one: one.post(endpoint, data, status=None, **where), clients))
        assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]
        return next(answer.text for answer in answers if answer.status_code == 409)

    assert "Er is al een lijst die nog niet klaar is." in at_once("retention.make_list", {"kind": "dossier"})
    made = row(db, Destruction)
    assert "Iemand anders" in at_once("retention.sign", {"version": "1"}, destruction_id=made.id)
    assert (made.number, row(db, Destruction).status) == (1, DestructionStatus.PROPOSED)
    with db.transaction() as session:
        session.execute(
            sa.update(Destruction).values(status=DestructionStatus.EXECUTING, begun_at=DUE - timedelta(hours=2))
        )
    assert "schijf" in clients[0].get("retention.destruction", destruction_id=made.id).text
