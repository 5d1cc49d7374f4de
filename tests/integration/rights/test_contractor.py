"""What the contractor must do, or leave, because a candidate asked: on the work list and the page of the contract."""

import sqlalchemy as sa

from portal import clock
from portal.models import Correction, Restriction, Right, RightsOutcome
from portal.rights import correcting, deciding
from tests.support.asking import viewer_for
from tests.support.client import parse
from tests.support.rights import act, asks, dossier

CORRECT, LEAVE = "Bekijk wat volgens 1 kandidaat niet klopt", "Gebruik de gegevens van 1 kandidaat nu niet"


def tasks(client) -> dict[str, str]:
    """Words and address of each thing to do on the first page."""
    document = parse(client.get("contracts.dashboard").text)
    lists = [ul for ul in document.iter("ul") if ul.get("class") == "todo"]
    return {"".join(a.itertext()): a.get("href") for ul in lists for a in ul.iter("a")}


def test_pr56_what_a_candidate_calls_wrong_stands_on_the_work_list_until_it_is_answered(
    client, another_client, db, vault, world
):
    person, anna = dossier(db, vault, world), client.sign_in_as(world.anna)
    request_id = asks(db, vault, Right.CORRECT, person)
    assert CORRECT not in tasks(anna)
    correction = act(db, vault, request_id, lambda row, post: correcting.mark(row, "town", "Harlingen", post).id)
    act(db, vault, request_id, lambda row, post: correcting.mark(row, "postcode", "8861 AB", post))
    page = anna.get_path(tasks(anna)[CORRECT]).text
    assert f"/correcties/{correction}" in page
    assert CORRECT not in tasks(another_client.sign_in_as(world.bea))  # of another company
    with db.transaction() as session:
        for one in session.scalars(sa.select(Correction)).all():
            correcting.take_over(session, vault, one, by=viewer_for(db, world.anna))
    assert CORRECT not in tasks(anna)


def test_pr60_a_company_that_was_told_sees_whose_data_it_may_not_use(client, db, vault, world):
    person, anna = dossier(db, vault, world), client.sign_in_as(world.anna)
    request_id = asks(db, vault, Right.RESTRICT, person)
    assert LEAVE not in tasks(anna)  # nobody told the company yet
    carla = viewer_for(db, world.carla)
    act(db, vault, request_id, deciding.decide, outcome=RightsOutcome.GRANTED, reasons="", by=carla)
    page = anna.get_path(tasks(anna)[LEAVE]).text
    assert "Nu niet gebruiken" in page
    assert "Kandidaat 1" in page
    assert "Samira" not in page
    with db.transaction() as session:
        for one in session.scalars(sa.select(Restriction)).all():
            one.lifted_at = clock.now()
    assert LEAVE not in tasks(anna)
