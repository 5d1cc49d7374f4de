"""Asking a candidate in tests: an approved plan, somebody to ask, the mails that went into the outbox."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal import clock
from portal.consents.asking import request_consent
from portal.consents.invitee import Invitee
from portal.consents.refusals import Again
from portal.db import Database
from portal.mail import outbox
from portal.mail.draft import Draft
from portal.models import (
    Agreement,
    EmployerKind,
    Message,
    Organisation,
    Plan,
    PlanStatus,
    PlanVersion,
    User,
    VersionKind,
    VersionOutcome,
)
from portal.privacy.vault import Vault
from portal.security.viewer import Viewer
from tests.support.client import PortalClient
from tests.support.world import World

BASE_URL = "http://portaal.example"
BORN = date(1991, 11, 23)
SAMIRA = Invitee(
    first_name="Samira",
    surname="Ali",
    email="s.ali@voorbeeld.example",
    language="nl",
    agreement=Agreement.EMPLOYMENT,
    employer_kind=EmployerKind.CONTRACTOR,
    employer_name="Bouwgroep De Terp BV (fictief)",
    starts_on=date(2026, 9, 1),
    born=BORN,
)
TOLD = {"informed_by": "talk", "informed_on-day": "2", "informed_on-month": "3", "informed_on-year": "2026"}
FIELDS = {
    "first_name": "Samira",
    "surname": "Ali",
    "decides": "candidate",
    "channel": "mail",
    "email": "s.ali@voorbeeld.example",
    "language": "nl",
    "agreement": "employment",
    "employer_kind": "contractor",
    "employer_name": "",
    "starts_on-day": "1",
    "starts_on-month": "9",
    "starts_on-year": "2026",
    "born-day": "23",
    "born-month": "11",
    "born-year": "1991",
}


def approve_plan(db: Database, world: World, contract_id: UUID | None = None) -> None:
    with db.transaction() as session:
        plan = Plan(
            contract_id=contract_id or world.contract_a,
            status=PlanStatus.APPROVED,
            rounds=1,
            approved_round=1,
            created_at=clock.now(),
        )
        session.add(plan)
        session.flush()
        session.add(
            PlanVersion(
                plan_id=plan.id,
                number=1,
                reference=f"SR-{plan.id}",
                kind=VersionKind.FIRST,
                outcome=VersionOutcome.APPROVED,
                content={"sections": {}, "efforts": []},
                planned=Decimal(25_000),
                obligation=Decimal(25_000),
                submitted_by=world.anna,
                submitted_at=clock.now(),
                answer_due_on=clock.today(),
            )
        )


def viewer_for(db: Database, user_id: UUID) -> Viewer:
    with db.reads() as connection:
        row = connection.execute(
            sa.select(User.__table__, Organisation.name.label("organisation"), Organisation.kind, Organisation.region)
            .join(Organisation, Organisation.id == User.organisation_id)
            .where(User.id == user_id)
        ).one()
    return Viewer(
        id=row.id,
        name=row.name,
        email=row.email,
        role=row.role,
        language=row.language,
        organisation_id=row.organisation_id,
        organisation_name=row.organisation,
        organisation_kind=row.kind,
        region=row.region,
        session_id=row.id,
        session_started_at=clock.now(),
        last_seen_at=clock.now(),
        has_second_factor=True,
        passed_second_factor=True,
        has_signed=True,
    )


def ask(
    db: Database,
    vault: Vault,
    world: World,
    *,
    again: Again | None = None,
    contract_id: UUID | None = None,
    by: UUID | None = None,
    **changes: Any,
) -> UUID:
    """Ask somebody for contract A, as Anna; returns the candidate's id."""
    with db.transaction() as session:
        return request_consent(
            session,
            vault,
            contract_id=contract_id or world.contract_a,
            invitee=replace(SAMIRA, **changes),
            by=viewer_for(db, by or world.anna),
            base_url=BASE_URL,
            again=again,
        )


def mails(db: Database, vault: Vault, kind: str = "") -> list[Draft]:
    """What waits in the outbox, opened, oldest first."""
    with db.reads() as connection:
        rows = connection.execute(
            sa.select(Message.__table__).where(Message.dead_at.is_(None)).order_by(Message.id)
        ).all()
    leased = [
        outbox.Leased(row.id, row.kind, row.language, row.candidate_id, row.sealed, row.tries, row.queued_at)
        for row in rows
        if row.kind == kind or not kind
    ]
    return [draft for draft in (outbox.open_draft(vault, one) for one in leased) if draft is not None]


def token_in(draft: Draft) -> str:
    found = re.search(r"/k/([\w-]{43})", draft.text)
    assert found, "no link in this mail"
    return found[1]


def newest_token(db: Database, vault: Vault, kind: str = "candidate_question") -> str:
    return token_in(mails(db, vault, kind)[-1])


def born_as(born: date) -> dict[str, str]:
    return {"born-day": str(born.day), "born-month": str(born.month), "born-year": str(born.year)}


def come_in(client: PortalClient, token: str, born: date = BORN) -> None:
    """The candidate opens the link and types the right date of birth."""
    client.get("consents.link", token=token)
    client.post("consents.birth_date", born_as(born), token=token)


def choose(client: PortalClient, token: str, c1: str, c2: str = "", status: int = 303) -> Any:
    from portal.consents.notices import notice

    data = {"c1": c1, "c2": c2, "notice_sha256": notice("nl").sha256}
    return client.post("consents.answer", {k: v for k, v in data.items() if v}, token=token, status=status)
