"""Acts around what is old: a contract closed years ago, a list that waits for signatures, a declaration that came."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from portal import clock
from portal.administration import closing
from portal.administration.closing import Step
from portal.consents.letters import Post
from portal.demonstration.acts.requesting import RightsActs
from portal.demonstration.setting import morning
from portal.models import Channel, ClosingOutcome, HoldReason, RecordKind, Region, Right, RightsOutcome, Trigger
from portal.privacy.holds import latest_review
from portal.records.closing import closing_of
from portal.retention import holding, listing, rules
from portal.retention.destroying import destroy_due
from portal.retention.terms import MUNICIPAL_2020, Rule
from portal.rights import deciding, services
from portal.rights.requester import Requester

REGION = Region.FRIESLAND


class ArchiveActs(RightsActs):
    def close_fulfilled(self, key: str, manager: str, on: date) -> None:
        with self.at(on, 15, 40) as session:
            by = self.actor(session, manager)
            contract = self.contract(session, key, by)
            seen = closing_of(session.connection(), contract.id).version
            step = Step(contract, seen, by, self.config.base_url)
            closing.close(session, self.vault, step, outcome=ClosingOutcome.FULFILLED)

    def destroy_by_list(self, manager: str, officer: str, on: date) -> None:
        """Listed by the clock, signed by two, carried out when the days to reconsider had passed."""
        made = self.list_what_is_due(RecordKind.DOSSIER, on)
        assert made is not None  # noqa: S101 - a contract was closed long enough ago
        with self.at(on + timedelta(days=1), 10, 30) as session:
            listing.propose(session, made, seen_version=1, by=self.actor(session, manager))
        with self.at(on + timedelta(days=2), 14, 10) as session:
            listing.approve(session, made, seen_version=2, by=self.actor(session, officer))
        with clock.set_to(morning(on + timedelta(days=10), 6)):
            destroy_due(self.db, self.vault)

    def list_what_is_due(self, kind: RecordKind, on: date) -> UUID | None:
        with self.at(on, 6) as session:
            return listing.make_list(session, REGION, kind, by=None)

    def hold(self, key: str, number: int, officer: str, on: date) -> None:
        with self.at(on, 11, 15) as session:
            holding.set_hold(
                session,
                self._scope(session, key, number),
                reason=HoldReason.COURT,
                explanation="Er loopt een zaak over de uren, nummer 26/114.",
                review_on=latest_review(on),
                by=self.actor(session, officer),
            )

    def propose_term(self, manager: str, on: date) -> None:
        """Seven years for supervision of a contract; the privacy officer has not confirmed it yet."""
        rule = Rule(
            RecordKind.DOSSIER, MUNICIPAL_2020, "12.1.5", "P7Y", Trigger.CONTRACT_CLOSED,
            "Toezicht uitgevoerd: financieel en contractueel toezicht", on,
        )  # fmt: skip
        with self.at(on, 16, 5) as session:
            reason = "Social Return is een voorwaarde in het contract."
            rules.propose(session, rule, REGION, reason=reason, by=self.actor(session, manager))

    def refuse_long_ago(self, key: str, number: int, reviewer: str, on: date) -> None:
        """A complaint that was refused; its line in the register is kept for a year."""
        with self.at(on, 19, 40) as session:
            candidate_id = self._scope(session, key, number).candidate_id
            words = Requester(text="Ik vind dat ik te laat bericht kreeg.")
            asked = self._receive(session, Right.COMPLAIN, Channel.LINK, words, candidate_id=candidate_id)
        with self.at(on + timedelta(days=12), 10, 20) as session:
            deciding.decide(
                services.locked(session, asked.id),
                Post(session, self.vault, self.config.base_url),
                outcome=RightsOutcome.REFUSED,
                reasons="Wij hebben u binnen de afgesproken tijd bericht gestuurd, op de dag na uw aanmelding.",
                by=self.actor(session, reviewer),
            )

    def _scope(self, session: Session, key: str, number: int) -> holding.Scope:
        return holding.find_scope(session.connection(), REGION, self.contracts[key].number, number)
