"""A masked value is shown once, for a reason, to who may see it, and that is written down (PR-08, PR-15, PR-66)."""

from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from portal import clock
from portal.config import Config
from portal.db import Database
from portal.models import Base, ConsentRequest, ConsentStatus, Event, View, new_id
from portal.privacy.queries import RevealReason
from portal.privacy.vault import Purpose, Vault
from portal.privacy.viewlog import verify_view_log
from portal.security.limits import REVEALS
from tests.integration.privacy.conftest import CANARIES
from tests.support.client import PortalClient
from tests.support.world import World

BIRTH_DATE = {"field": "birth_date", "reason": "controle_waarde"}
TARGET_GROUP = {"field": "target_group", "reason": "controle_waarde"}
TO_CSR, TO_CONTRACTOR = "privacy.reveal_to_csr", "privacy.reveal_to_contractor"


def reveal(
    client: PortalClient, candidate: UUID, data: dict[str, str], *, to: str = TO_CSR, status: int = 200,
    number: str = World.number_a,
) -> str:  # fmt: skip
    return client.post(to, data, status=status, number=number, candidate_id=candidate).text


def views(db: Database) -> list[sa.Row[tuple[object, ...]]]:
    with db.reads() as connection:
        assert verify_view_log(connection) is None
        return list(connection.execute(sa.select(View.__table__).order_by(View.position)))


def set_consent(db: Database, candidate: UUID, **values: object) -> None:
    with db.transaction() as session:
        session.execute(sa.update(ConsentRequest).where(ConsentRequest.candidate_id == candidate).values(**values))


def test_a_coordinator_sees_the_birth_date_once_and_a_row_says_so_pr08(
    client: PortalClient, db: Database, world: World, candidate: UUID
) -> None:
    response = client.sign_in_as(world.carla).post(
        TO_CSR, BIRTH_DATE, status=200, number=world.number_a, candidate_id=candidate
    )
    assert "23 april 1987" in response.text
    assert "Vinkenoog" not in response.text
    assert "no-store" in response.headers["Cache-Control"]
    (row,) = views(db)
    assert (row.action, row.object_id, row.fields, row.reason) == ("reveal", candidate, "birth_date", "controle_waarde")
    assert (row.actor_id, row.purpose, row.origin) == (world.carla, "P2", TO_CSR)


def test_a_contractor_sees_the_target_group_of_the_own_candidate_pr08(
    client: PortalClient, db: Database, world: World, candidate: UUID
) -> None:
    page = reveal(client.sign_in_as(world.bram), candidate, TARGET_GROUP, to=TO_CONTRACTOR)
    assert "Wajong" in page
    assert views(db)[0].fields == "target_group duration_class"


@pytest.mark.parametrize("reason", ["", "nieuwsgierig", None])
def test_without_a_good_reason_nothing_is_shown_pr08(
    client: PortalClient, db: Database, world: World, candidate: UUID, reason: str | None
) -> None:
    data = {"field": "birth_date", **({} if reason is None else {"reason": reason})}
    page = reveal(client.sign_in_as(world.carla), candidate, data, status=422)
    assert "1987" not in page
    assert "Waarom wilt u dit zien?" in page
    assert "Fout:" in page
    assert views(db) == []


@pytest.mark.parametrize("status", [status for status in ConsentStatus if status is not ConsentStatus.GIVEN])
@pytest.mark.parametrize("data", [BIRTH_DATE, TARGET_GROUP])
def test_without_consent_in_force_there_is_nothing_pr15(
    client: PortalClient, db: Database, world: World, candidate: UUID, status: ConsentStatus, data: dict[str, str]
) -> None:
    set_consent(db, candidate, status=status)
    reveal(client.sign_in_as(world.carla), candidate, data, status=404)
    reveal(client.sign_in_as(world.anna), candidate, data, to=TO_CONTRACTOR, status=404)
    assert views(db) == []


def test_without_c2_there_is_no_target_group_pr23(
    client: PortalClient, db: Database, world: World, candidate: UUID
) -> None:
    set_consent(db, candidate, c2_given=False)
    client.sign_in_as(world.carla)
    reveal(client, candidate, TARGET_GROUP, status=404)
    reveal(client, candidate, BIRTH_DATE)


def test_when_the_key_has_ended_there_is_nothing_pr49(
    client: PortalClient, db: Database, vault: Vault, world: World, candidate: UUID
) -> None:
    vault.end(candidate, Purpose.GROUP)
    reveal(client.sign_in_as(world.carla), candidate, TARGET_GROUP, status=404)
    assert views(db) == []


@pytest.mark.parametrize("field", ["", "name", "email", "address_sealed"])
def test_nothing_else_can_be_revealed(client: PortalClient, world: World, candidate: UUID, field: str) -> None:
    reveal(client.sign_in_as(world.carla), candidate, {**BIRTH_DATE, "field": field}, status=404)


def test_who_is_outside_the_scope_sees_nothing_t01(
    client: PortalClient, db: Database, world: World, candidate: UUID
) -> None:
    for outsider, to in ((world.bea, TO_CONTRACTOR), (world.dora, TO_CSR), (world.karel, TO_CSR)):
        reveal(client.sign_in_as(outsider), candidate, BIRTH_DATE, to=to, status=404)
    reveal(client.sign_in_as(world.anna), candidate, BIRTH_DATE, to=TO_CSR, status=403)
    reveal(client.sign_in_as(world.anna), candidate, BIRTH_DATE, to=TO_CONTRACTOR, number=World.number_a2, status=404)
    reveal(client.sign_in_as(world.anna), new_id(), BIRTH_DATE, to=TO_CONTRACTOR, status=404)
    assert views(db) == []


def test_the_reveal_after_the_last_one_of_an_hour_is_refused_and_remembered_pr08(
    client: PortalClient, db: Database, world: World, candidate: UUID
) -> None:
    with clock.set_to(clock.now().replace(minute=30)):  # all in one window
        client.sign_in_as(world.carla)
        for _ in range(REVEALS.tries):
            reveal(client, candidate, BIRTH_DATE)
        page = reveal(client, candidate, BIRTH_DATE, status=429)
    assert "1987" not in page
    assert len(views(db)) == REVEALS.tries
    with db.reads() as connection:
        blocked = connection.execute(sa.select(Event.__table__).where(Event.action == "reveals_blocked")).all()
    assert [(event.actor_id, event.object_id, event.result) for event in blocked] == [
        (world.carla, candidate, "refused")
    ]


def test_when_the_row_cannot_be_written_nothing_is_shown_pr66(
    client: PortalClient, db: Database, world: World, candidate: UUID
) -> None:
    with db.writer.begin() as connection:
        connection.exec_driver_sql("DROP TABLE view_log")
    client.app.config["PROPAGATE_EXCEPTIONS"] = False
    page = client.sign_in_as(world.carla).post(
        TO_CSR, BIRTH_DATE, status=None, number=world.number_a, candidate_id=candidate
    )
    assert page.status_code >= 500
    assert "1987" not in page.text


def test_no_file_and_no_table_holds_a_clear_value_pr49(
    client: PortalClient, config: Config, db: Database, world: World, candidate: UUID
) -> None:
    reveal(client.sign_in_as(world.carla), candidate, TARGET_GROUP)
    raw = b"".join(path.read_bytes() for path in Path(config.data_dir).glob("*.db*"))  # both, with their logs
    if db.is_sqlite:
        assert candidate.hex.encode() in raw
    with db.reads() as connection:
        for table in Base.metadata.sorted_tables:
            raw += repr(connection.execute(sa.select(table)).all()).encode()
    for canary in (*CANARIES, "Kanari", '"target_group":"wajong"'):
        assert canary.encode() not in raw


def test_the_reasons_of_the_component_are_those_of_the_form(client: PortalClient, world: World) -> None:
    with client.app.test_request_context():
        component = client.app.jinja_env.from_string(
            '{% from "components/reveal.html" import reveal %}{{ reveal("/x", "birth_date") }}'
        ).render()
    for reason in RevealReason:
        assert f'value="{reason}"' in component
    assert "Toon geboortedatum" in component
