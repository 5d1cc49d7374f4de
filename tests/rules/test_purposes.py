"""Nothing is done without a purpose: no address, no mail, no chore, and no other use of a candidate's address."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from portal.cli.context import Services
from portal.cli.mail import chores
from portal.cli.policy import policy_lines
from portal.db import Database
from portal.mail import outbox, purposes
from portal.mail.purposes import PURPOSES, MailWithoutPurpose, PurposeRefused, check_mails, check_purpose
from portal.mail.worker import Chore
from portal.models import Message
from portal.privacy import register
from portal.privacy.purposes import TO_CANDIDATES, For
from portal.privacy.vault import Vault
from portal.security.access import Line, ViewWithoutPolicy, check_policy
from portal.security.policy import DEMONSTRATION, POLICY
from tests.support.drafts import write
from tests.support.world import World

ALL = {**POLICY, **DEMONSTRATION}


def test_every_address_says_what_it_is_for_pr01() -> None:
    assert {name for name, line in ALL.items() if not isinstance(line.purpose, For)} == set()


def test_a_page_about_candidates_is_never_for_nothing_pr01() -> None:
    assert {name for name, line in ALL.items() if line.purpose is For.NONE and (line.persons or line.who)} == set()


def test_the_register_of_processing_knows_the_same_purposes_pr01() -> None:
    """PR-68: what addresses are opened for is what fields are kept for, and the other way round."""
    of_fields = {purpose for field in register.FIELDS for purpose in field.used_for}
    of_views = {line.purpose for line in ALL.values()} - {For.NONE}
    assert of_fields == of_views == set(For) - {For.NONE}


def test_the_command_says_the_purpose_of_every_address_pr01() -> None:
    shown = {line["endpoint"]: line["purpose"] for line in policy_lines()}
    assert shown == {name: line.purpose.name for name, line in ALL.items() if line.purpose}


@pytest.fixture
def bare() -> Flask:
    """An application with one page more than the policy has lines."""
    app = Flask("bare", static_folder=None)
    app.add_url_rule("/namen", "candidates.export", lambda: "")
    return app


def test_a_view_without_purpose_does_not_start_pr01(bare: Flask) -> None:
    with pytest.raises(ViewWithoutPolicy, match=r"no line in the policy for: candidates\.export"):
        check_policy(bare, {})
    line = Line(scope=POLICY["review.queue"].scope)
    with pytest.raises(ViewWithoutPolicy, match=r"no purpose in the policy lines: candidates\.export"):
        check_policy(bare, {"candidates.export": line})
    check_policy(bare, {"candidates.export": replace(line, purpose=For.P1)})


def test_a_mail_without_purpose_does_not_start_pr01(monkeypatch: pytest.MonkeyPatch) -> None:
    check_mails()
    known = dict(PURPOSES)
    monkeypatch.setattr(purposes, "PURPOSES", {name: known[name] for name in known if name != "plan_approved"})
    with pytest.raises(MailWithoutPurpose, match="plan_approved"):
        check_mails()
    monkeypatch.setattr(purposes, "PURPOSES", {**known, "newsletter": For.P2})
    with pytest.raises(MailWithoutPurpose, match="newsletter"):
        check_mails()


def test_every_chore_says_what_it_is_for_pr01(app: Flask, db: Database, vault: Vault) -> None:
    found = chores(Services(app.extensions["config"], db, vault))
    assert found
    assert all(isinstance(chore.purpose, For) for chore in found)
    make: Callable[..., Chore] = Chore
    with pytest.raises(TypeError, match="purpose"):
        make("count people", 60, list)


@pytest.mark.parametrize("kind", sorted(PURPOSES))
def test_only_mail_about_consent_or_rights_goes_to_a_candidate_pr12(kind: str) -> None:
    if PURPOSES[kind] in TO_CANDIDATES:
        check_purpose(kind, to_candidate=True)
    else:
        check_purpose(kind, to_candidate=False)
        with pytest.raises(PurposeRefused):
            check_purpose(kind, to_candidate=True)


def test_the_outbox_takes_no_other_mail_to_a_candidate_pr12(db: Database, vault: Vault, world: World) -> None:
    def queue(draft: Any) -> None:
        with db.transaction() as session:
            outbox.enqueue(session, vault, draft, key="k", candidate_id=world.anna)  # refused before anybody is sought

    with pytest.raises(PurposeRefused):
        queue(write("plan_approved", to="samira@post.example"))
    with pytest.raises(MailWithoutPurpose):
        queue(replace(write("plan_approved"), kind="newsletter"))
    with db.transaction() as session:
        assert session.query(Message).count() == 0
