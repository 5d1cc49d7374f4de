"""Acts around requests of data subjects: somebody asks something about her own data, and gets an answer."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from portal.consents.letters import Post
from portal.demonstration.acts.company import Company
from portal.models import Channel, Region, Right, RightsOutcome, RightsRequest
from portal.rights import deciding, services
from portal.rights.requester import Requester


class RightsActs(Company):
    def ask_about_data(self, candidate_id: UUID, by: str, on: date) -> None:
        """A request that was granted, one that is open, and a letter of somebody of whom nothing is certain yet."""
        with self.at(on, 20, 5) as session:
            granted = self._receive(session, Right.ACCESS, Channel.LINK, Requester(), candidate_id=candidate_id)
        with self.at(on + timedelta(days=1), 9, 15) as session:
            who = Requester(name="E. Postma", address="Kade 4, 9000 AA Waddenhorn", text="Wilt u mij wissen?")
            self._receive(session, Right.ERASE, Channel.LETTER, who, region=Region.FRIESLAND)
        with self.at(on + timedelta(days=5), 11, 20) as session:
            deciding.decide(
                services.locked(session, granted.id),
                Post(session, self.vault, self.config.base_url),
                outcome=RightsOutcome.GRANTED,
                reasons="",
                by=self.actor(session, by),
            )
        with self.at(on + timedelta(days=8), 20, 9) as session:
            words = Requester(text="Ik krijg te veel e-mails.")
            self._receive(session, Right.COMPLAIN, Channel.LINK, words, candidate_id=candidate_id)

    def _receive(
        self,
        session: Session,
        kind: Right,
        channel: Channel,
        requester: Requester,
        *,
        candidate_id: UUID | None = None,
        region: Region | None = None,
    ) -> RightsRequest:
        return services.receive(
            session,
            self.vault,
            kind=kind,
            channel=channel,
            candidate_id=candidate_id,
            region=region,
            requester=requester,
            base_url=self.config.base_url,
        )
