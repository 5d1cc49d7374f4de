"""Acts around privacy: a data breach that was handled and one of today, a processor, a value that waits."""

import secrets
from datetime import date, timedelta

import sqlalchemy as sa

from portal import clock
from portal.administration import account_review, breaches, settings
from portal.administration.account_review import Which
from portal.administration.breaches import AuthorityDecision, Facts, PeopleDecision
from portal.administration.setting_values import VALUES
from portal.demonstration.acts.company import Company
from portal.demonstration.people import MARK
from portal.demonstration.setting import morning
from portal.models import Notifying, Processor, User, UserSession


class OversightActs(Company):
    def oversee(self, officer: str, manager: str, today: date) -> None:
        self.sign_in_now_and_then(today)
        self.look_at_accounts(manager, officer, today - timedelta(days=75))
        self.name_processor(manager, today - timedelta(days=200))
        self.handle_breach(officer, today - timedelta(days=60))
        self.propose_value(manager, today - timedelta(days=2))
        self.find_breach(manager, today - timedelta(days=1))

    def sign_in_now_and_then(self, today: date) -> None:
        """Everybody used the portal lately, except Bram: he was asked whether he still needs his account."""
        with self.at(today - timedelta(days=20)) as session:
            for position, user in enumerate(session.scalars(sa.select(User).order_by(User.email_key)).all()):
                is_away = user.email_key.startswith("bram@")
                seen_at = clock.now() - timedelta(days=120) if is_away else clock.now() + timedelta(days=position % 18)
                user.inactive_asked_at = clock.now() if is_away else None
                session.add(
                    UserSession(
                        token_sha256=secrets.token_bytes(32),
                        user_id=user.id,
                        started_at=seen_at,
                        last_seen_at=seen_at,
                        second_factor_at=seen_at,
                        ended_at=seen_at,
                        ended_reason="signed_out",
                    )
                )

    def look_at_accounts(self, manager: str, officer: str, on: date) -> None:
        """Each looked at by the manager, the manager by the officer; Bram and a newcomer still wait."""
        with self.at(on, 13, 15) as session:
            for by in (manager, officer):
                who = self.actor(session, by)
                assert who.region is not None  # noqa: S101 - both belong to a coordination point
                found = account_review.accounts(session.connection(), who.region, Which.ALL, after=None, before=None)
                for line in found.rows:
                    is_other_half = (line.email == manager) is (by == officer)
                    if line.id != who.id and is_other_half and not line.email.startswith(("bram@", "karin@")):
                        account_review.keep(session, line.id, seen_version=line.version, by=who)

    def handle_breach(self, by: str, on: date) -> None:
        """A lost phone: told to the authority the next day, and closed."""
        with self.at(on, 9, 40) as session:
            officer = self.actor(session, by)
            breach = breaches.enter(
                session,
                facts="Een telefoon met werkmail is in de trein blijven liggen.",
                discovered_at=morning(on, 8, 50),
                by=officer,
            )
        with self.at(on + timedelta(days=1), 11, 5) as session:
            known = Facts(
                facts=breach.facts,
                effects="Iemand kan zien dat een bedrijf kandidaten heeft. De telefoon had een slot.",
                measures="Telefoon op afstand gewist, toegang gestopt, wachtwoord vernieuwd.",
                seen_from=on,
                seen_until=on,
                account_id=None,
            )
            breaches.write_facts(session, breach.id, known, seen_version=breach.version, by=officer)
        with self.at(on + timedelta(days=1), 11, 30) as session:
            told = AuthorityDecision(Notifying.YES, "De doelgroep is gevoelig.", clock.now(), "AP-OEFEN-1")
            breaches.decide_authority(session, breach.id, told, seen_version=breach.version + 1, by=officer)
            calm = PeopleDecision(Notifying.NO, "De telefoon had een slot en is binnen een uur gewist.")
            breaches.decide_people(session, breach.id, calm, seen_version=breach.version + 2, by=officer)
            breaches.close(session, breach.id, seen_version=breach.version + 3, by=officer)

    def find_breach(self, by: str, on: date) -> None:
        """Entered yesterday, with the days; its hours run, and what was looked at stays (PR-46)."""
        with self.at(on, 16, 10) as session:
            finder = self.actor(session, by)
            breach = breaches.enter(
                session,
                facts="Een collega opende in de nacht dossiers die niet bij het werk horen.",
                discovered_at=morning(on, 15, 20),
                by=finder,
            )
        with self.at(on, 16, 45) as session:
            days = on - timedelta(days=2), on
            known = Facts(breach.facts, "", "Toegang tot nader order gestopt.", *days, account_id=None)
            breaches.write_facts(session, breach.id, known, seen_version=breach.version, by=finder)

    def name_processor(self, by: str, on: date) -> None:
        with self.at(on) as session:
            manager = self.actor(session, by)
            session.add(
                Processor(
                    region=manager.region,
                    name=f"Noorderhost BV {MARK}",
                    service="beheert de server en de database",
                    agreement="VWO-2026-03",
                    agreed_on=on,
                    country="NL",
                    sub_processors=f"Rekencentrum Oost {MARK}, Nederland",
                    updated_by=manager.id,
                    updated_at=clock.now(),
                )
            )

    def propose_value(self, by: str, on: date) -> None:
        """Fewer days before an unanswered question is deleted; the privacy officer has not confirmed it yet."""
        with self.at(on) as session:
            value = VALUES["draft_days"]
            reason = "Wie niet kiest, hoeven wij niet zo lang te bewaren."
            settings.propose(session, value, "21", seen=value.default, reason=reason, by=self.actor(session, by))
