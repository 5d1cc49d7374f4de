"""Intake, identity, clock and register (PR-52, PR-53, PR-54)."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from portal import clock
from portal.errors import Refused
from portal.models import (
    Channel,
    Event,
    IdentityCheck,
    InvalidTransition,
    LimitCounter,
    Region,
    RequestStatus,
    Right,
    RightsOutcome,
    RightsRequest,
    View,
)
from portal.privacy.viewlog import verify_view_log
from portal.rights import chores, correcting, deciding, identity, services
from portal.rights.requester import Requester
from tests.support.asking import BASE_URL, born_as, mails, viewer_for
from tests.support.meters import counted_queries
from tests.support.rights import act, asks, at, dossier, request_row

INTAKE = {
    "kind": "access",
    "name": "Samira Ali",
    "email": "s.ali@voorbeeld.example",
    "region": "friesland",
    "text": "Ik wil weten wat u van mij heeft.",
}


def only_request(db):
    with db.reads() as connection:
        return connection.execute(sa.select(RightsRequest.__table__)).one()


def own_token(draft) -> str:
    return draft.text.split("/verzoek/")[1].split()[0]


def test_pr52_anybody_asks_on_the_public_page_with_name_and_contact_alone(client, db, vault):
    page = client.get("rights.ask").text
    assert 'type="file"' not in page
    assert "geboortedatum" not in page
    assert "Vul uw naam in" in client.post("rights.ask", {}, status=422).text
    answer = client.post("rights.ask", INTAKE)
    assert answer.location == "/verzoek-verstuurd"
    row = only_request(db)
    assert (row.number, row.kind, row.channel, row.region) == (1, Right.ACCESS, Channel.WEB, Region.FRIESLAND)
    assert b"Samira" not in row.requester_sealed
    receipt, desk = mails(db, vault)
    assert receipt.recipient == "s.ali@voorbeeld.example"
    assert "V-" in receipt.subject
    assert "Stuur nooit een kopie" in receipt.text
    assert desk.recipient == "csr-friesland@socialreturn.example"
    assert "Samira" not in desk.text


def test_pr52_the_public_page_is_limited_per_network(client, db):
    for number in range(5):
        client.post("rights.ask", {**INTAKE, "email": f"p{number}@voorbeeld.example"})
    client.post("rights.ask", {**INTAKE, "email": "p9@voorbeeld.example"}, status=429)
    with db.reads() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(RightsRequest)) == 5
        assert connection.scalar(sa.select(sa.func.count()).select_from(LimitCounter)) >= 1


def test_pr52_what_drenthe_writes_down_for_a_frisian_candidate_is_with_friesland_the_same_day(
    client, another_client, db, vault, world
):
    client.sign_in_as(world.dora)
    form = {
        "kind": "correct",
        "channel": "phone",
        "region": "unknown",
        "contract_number": world.number_a,
        "name": "Samira Ali",
        "language": "nl",
        "received_on-day": str(clock.today().day),
        "received_on-month": str(clock.today().month),
        "received_on-year": str(clock.today().year),
    }
    assert (
        "geen opdracht met dit nummer"
        in client.post("rights.enter", {**form, "contract_number": "2099-1"}, status=422).text
    )
    client.post("rights.enter", form)
    row = only_request(db)
    assert (row.region, row.entered_by, row.received_on) == (Region.FRIESLAND, world.dora, clock.today())
    assert f"/csr/verzoeken/{row.id}" not in client.get("rights.requests").text
    client.get("rights.request", request_id=row.id, status=404)
    carla = another_client.sign_in_as(world.carla)
    assert f"/csr/verzoeken/{row.id}" in carla.get("rights.requests").text
    page = carla.get("rights.request", request_id=row.id).text
    assert "Samira Ali" in page
    assert mails(db, vault, "csr_rights_request")[0].recipient == "csr-friesland@socialreturn.example"
    with db.reads() as connection:
        look = connection.execute(sa.select(View.__table__).where(View.origin == "rights.request")).one()
    assert (look.actor_id, look.object_id, look.purpose) == (world.carla, row.id, "P4")


def test_pr52_a_request_of_an_unknown_region_is_seen_by_all_and_sent_on(client, another_client, db, vault, world):
    request_id = asks(db, vault, Right.COMPLAIN, channel=Channel.LETTER, requester=Requester(name="Iemand"))
    assert len(mails(db, vault, "csr_rights_request")) == 3
    dora = client.sign_in_as(world.dora)
    version = request_row(db, request_id).version
    dora.get("rights.request", request_id=request_id)
    dora.post("rights.step", {"do": "forward", "region": "groningen", "version": version}, request_id=request_id)
    dora.get("rights.request", request_id=request_id, status=404)
    another_client.sign_in_as(world.gijs).get("rights.request", request_id=request_id)


def test_pr52_numbers_follow_each_other(db, vault):
    first, second = (asks(db, vault, Right.COMPLAIN, channel=Channel.MAIL) for _ in range(2))
    assert (request_row(db, first).number, request_row(db, second).number) == (1, 2)


def test_pr53_the_own_link_counts_as_verified(db, vault, world):
    request_id = asks(db, vault, Right.ACCESS, dossier(db, vault, world))
    row = request_row(db, request_id)
    assert (row.identity, row.identified_on, row.status) == (
        IdentityCheck.LINK,
        clock.today(),
        RequestStatus.IN_PROGRESS,
    )
    assert mails(db, vault, "rights_received")[0].recipient == "s.ali@voorbeeld.example"


def test_pr53_known_and_unknown_get_the_same_answer_until_it_is_certain(client, another_client, db, vault, world):
    dossier(db, vault, world)
    client.post("rights.ask", INTAKE)
    another_client.post("rights.ask", {**INTAKE, "email": "niemand@voorbeeld.example"})
    known, unknown = mails(db, vault, "rights_received")

    def neutral(text: str, draft) -> str:
        return text.replace(own_token(draft), "").replace("0001", "n").replace("0002", "n")

    assert neutral(known.text, known) == neutral(unknown.text, unknown)
    pages = []
    for browser, draft in ((client, known), (another_client, unknown)):
        token = own_token(draft)
        first = browser.get("rights.mine", token=token).text
        answer = browser.post("rights.birth_date", born_as(date(1991, 11, 23)), token=token)
        pages.append(neutral(first + browser.get_path(answer.location).text, draft))
        assert answer.headers.getlist("Set-Cookie") == []
    strip = [page.split("csrf_token")[0] for page in pages]
    assert strip[0] == strip[1]
    with db.reads() as connection:
        rows = connection.execute(sa.select(RightsRequest.__table__).order_by(RightsRequest.number)).all()
    assert [row.identity for row in rows] == [IdentityCheck.LINK, None]


def test_pr53_after_three_wrong_dates_the_link_pauses_for_everybody(client, db, vault, world):
    client.post("rights.ask", {**INTAKE, "email": "niemand@voorbeeld.example"})
    token = own_token(mails(db, vault, "rights_received")[0])
    for _ in range(3):
        client.post("rights.birth_date", born_as(date(1990, 1, 1)), token=token)
    client.get("rights.mine", token=token, status=429)


def test_pr53_a_code_goes_to_the_known_address_and_three_wrong_ones_end_it(db, vault, world):
    person = dossier(db, vault, world)
    request_id = asks(
        db, vault, Right.ACCESS, person, channel=Channel.PHONE, requester=Requester(email="vreemd@elders.example")
    )
    by = viewer_for(db, world.carla)
    act(db, vault, request_id, identity.send_code, by=by)
    draft = mails(db, vault, "rights_code")[0]
    assert draft.recipient == "s.ali@voorbeeld.example"
    code = draft.text.split("code: ")[1][:9]
    for _ in range(3):
        with db.transaction() as session, pytest.raises(identity.WrongCode):
            identity.check_code(session, vault, services.locked(session, request_id), "AAAA-AAAA", by=by)
    with db.transaction() as session, pytest.raises(Refused):
        identity.check_code(session, vault, services.locked(session, request_id), code, by=by)
    act(db, vault, request_id, identity.send_code, by=by)
    code = mails(db, vault, "rights_code")[1].text.split("code: ")[1][:9]
    with db.transaction() as session:
        identity.check_code(session, vault, services.locked(session, request_id), code.lower(), by=by)
    row = request_row(db, request_id)
    assert (row.identity, row.code_sha256) == (IdentityCheck.CODE, None)


def test_pr53_a_letter_to_the_known_address_or_a_desk_is_noted_and_nothing_is_copied(client, db, vault, world):
    """T48: who asks is certain, or nothing is given; the register says how it became certain, and holds no document."""
    person = dossier(db, vault, world)
    carla = client.sign_in_as(world.carla)
    for how in (IdentityCheck.LETTER, IdentityCheck.DESK):
        request_id = asks(db, vault, Right.ACCESS, person, channel=Channel.LETTER)
        version = {"version": request_row(db, request_id).version}
        page = carla.get("rights.request", request_id=request_id).text
        assert f'value="{how}"' in page
        assert 'type="file"' not in page
        carla.post("rights.identify", {"do": "passport", **version}, status=404, request_id=request_id)
        carla.post("rights.identify", {"do": "letter", "version": "0"}, status=409, request_id=request_id)
        assert request_row(db, request_id).identity is None
        carla.post("rights.identify", {"do": how, **version}, request_id=request_id)
        row = request_row(db, request_id)
        assert (row.identity, row.identified_by, row.identified_on) == (how, world.carla, clock.today())
        with db.reads() as connection:
            noted = sa.select(Event.detail).where(Event.object_id == request_id, Event.action == "rights_identified")
            assert connection.execute(noted).scalar_one() == {"how": how}
    stranger = asks(db, vault, Right.ACCESS, channel=Channel.LETTER, requester=Requester(name="Iemand"))
    version = {"version": request_row(db, stranger).version}
    carla.post("rights.identify", {"do": "letter", **version}, status=409, request_id=stranger)  # of whose dossier?


def test_pr53_nothing_is_carried_out_for_somebody_unknown(db, vault, world):
    person = dossier(db, vault, world)
    request_id = asks(db, vault, Right.ACCESS, person, channel=Channel.PHONE)
    by = viewer_for(db, world.carla)
    with pytest.raises(Refused):
        act(db, vault, request_id, deciding.decide, outcome=RightsOutcome.GRANTED, reasons="", by=by)
    assert request_row(db, request_id).executed_on is None


def test_pr54_an_extension_has_a_reason_and_comes_within_the_month_once(db, vault, world):
    person, by = dossier(db, vault, world), viewer_for(db, world.carla)
    with clock.set_to(at(date(2026, 3, 3))):
        request_id = asks(db, vault, Right.ACCESS, person)
    late = at(date(2026, 4, 8))
    with clock.set_to(late), pytest.raises(Refused):
        act(db, vault, request_id, lambda row, post: services.extend(post.session, row, "Veel werk", post, by=by))
    with clock.set_to(at(date(2026, 4, 7))):
        with pytest.raises(Refused):
            act(db, vault, request_id, lambda row, post: services.extend(post.session, row, " ", post, by=by))
        act(db, vault, request_id, lambda row, post: services.extend(post.session, row, "Veel werk", post, by=by))
        with pytest.raises(Refused):
            act(db, vault, request_id, lambda row, post: services.extend(post.session, row, "Nog een", post, by=by))
        stranger = asks(db, vault, Right.ACCESS, person, channel=Channel.PHONE)
        with pytest.raises(Refused, match="zeker is wie dit vraagt"):
            act(db, vault, stranger, lambda row, post: services.extend(post.session, row, "Veel werk", post, by=by))
    mail = mails(db, vault, "rights_extended")[0]
    assert "3 juni 2026" in mail.text
    assert "Veel werk" in mail.text


def test_pr54_alarms_come_once_each_and_what_is_late_every_day(db, vault, world):
    with clock.set_to(at(date(2026, 6, 1))):
        asks(db, vault, Right.ACCESS, dossier(db, vault, world))
    rung = []
    for days in (13, 14, 14, 20, 21, 27, 28, 29):
        with clock.set_to(at(date(2026, 6, 1)) + timedelta(days=days)):
            rung.append(chores.raise_alarms(db, vault, BASE_URL))
            assert chores.list_overdue(db, vault, BASE_URL) == 0
    assert rung == [0, 1, 0, 0, 1, 0, 1, 0]
    assert len(mails(db, vault, "csr_rights_alarm")) == 3
    for days in (31, 31, 32):
        with clock.set_to(at(date(2026, 6, 1)) + timedelta(days=days)):
            chores.list_overdue(db, vault, BASE_URL)
    for again in (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)):
        with clock.set_to(again):  # half past two, twice in one night (T39)
            chores.list_overdue(db, vault, BASE_URL)
    late = mails(db, vault, "officer_rights_overdue")
    assert [draft.recipient for draft in late] == ["fg-friesland@socialreturn.example"] * 3
    assert "V-2026-0001: 1 dag te laat" in late[0].text


def test_pr54_a_decision_has_the_day_on_which_it_is_taken(client, db, vault, world):
    request_id = asks(db, vault, Right.ACCESS, dossier(db, vault, world))
    carla = client.sign_in_as(world.carla)
    form = {"outcome": "granted", "decided_on": "2020-01-01", "version": request_row(db, request_id).version}
    carla.post("rights.decide", form, request_id=request_id)
    assert request_row(db, request_id).decided_on == clock.today()


@pytest.mark.parametrize("current", list(RequestStatus))
@pytest.mark.parametrize("wanted", list(RequestStatus))
def test_a_request_moves_along_written_arrows_only(current, wanted):
    request = RightsRequest(status=current)
    if wanted in RightsRequest.TRANSITIONS.get(current, ()):
        request.move_to(wanted)
        assert request.status is wanted
    else:
        with pytest.raises(InvalidTransition):
            request.move_to(wanted)


def test_the_register_keeps_a_granted_request_five_years_and_others_one(db, vault, world):
    """Selectielijst 6.1 to 6.3."""
    person, by = dossier(db, vault, world), viewer_for(db, world.carla)
    with clock.set_to(datetime(2026, 6, 1, 8, tzinfo=UTC)):
        granted, refused, withdrawn = (asks(db, vault, Right.COMPLAIN, person) for _ in range(3))
        act(db, vault, granted, deciding.decide, outcome=RightsOutcome.GRANTED, reasons="", by=by)
        act(db, vault, refused, deciding.decide, outcome=RightsOutcome.REFUSED, reasons="Omdat het zo is. " * 4, by=by)
        with db.transaction() as session:
            services.break_off(session, services.locked(session, withdrawn), RequestStatus.WITHDRAWN, by=by)
    kept = [request_row(db, one).keep_until for one in (granted, refused, withdrawn)]
    assert kept == [date(2031, 6, 1), date(2027, 6, 1), date(2027, 6, 1)]
    with db.reads() as connection:
        steps = set(connection.scalars(sa.select(Event.action).where(Event.object_id == granted)))
    assert steps == {"rights_received", "rights_identified", "rights_decided", "rights_executed", "rights_closed"}


def test_an_old_page_changes_nothing(client, db, vault, world):
    request_id = asks(db, vault, Right.ACCESS, dossier(db, vault, world))
    carla = client.sign_in_as(world.carla)
    old = request_row(db, request_id).version - 1
    carla.post("rights.step", {"do": "withdrawn", "version": old}, request_id=request_id, status=409)
    assert request_row(db, request_id).closed_on is None


def test_what_was_typed_comes_back_and_the_page_that_says_why_is_a_look_too_pr66(client, db, vault, world):
    """A decision that is refused undoes what it wrote, but not that somebody saw the page."""
    request_id = asks(db, vault, Right.ERASE, dossier(db, vault, world))
    carla, version = client.sign_in_as(world.carla), request_row(db, request_id).version
    form = {"outcome": "refused", "reasons": "Te kort."}
    for seen, status in ((version, 422), (version - 1, 409)):
        before = looks(db)
        page = carla.post("rights.decide", {**form, "version": seen}, status=status, request_id=request_id).text
        assert "Te kort." in page
        assert looks(db) == before + 1
    with db.reads() as connection:
        assert verify_view_log(connection) is None
    page = carla.post("rights.extend", {"reason": "Veel werk"}, status=409, request_id=request_id).text
    assert "Veel werk" in page


def looks(db) -> int:
    with db.reads() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(View)) or 0


def test_the_page_of_a_request_asks_eight_queries_at_most(client, db, vault, world):
    request_id = asks(db, vault, Right.CORRECT, dossier(db, vault, world))
    act(db, vault, request_id, lambda row, post: correcting.mark(row, "town", "Harlingen", post))
    carla = client.sign_in_as(world.carla)
    carla.get("rights.request", request_id=request_id)
    with counted_queries(db) as asked:
        carla.get("rights.request", request_id=request_id)
    own = [one for one in asked if not one.startswith(("UPDATE", "INSERT", "SELECT chain_head"))]
    assert len(own) <= 8, own
