"""Acts of the coordination point around consent: a letter printed, an answer entered, a doubt that came up."""

from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa

from portal.consents import entering, paper
from portal.consents.entering import Entered
from portal.consents.in_force import notice_in_force
from portal.consents.invitee import PostalAddress
from portal.consents.paper import LetterRow
from portal.consents.signals import flag
from portal.demonstration.acts.asking import CandidateActs
from portal.demonstration.cast import CAST, Figure
from portal.models import AnswerChannel, Capacity, ConsentRequest, Letter, SignalKind

HOME = PostalAddress("Voorbeeldstraat 1", "9000 AA", "Sneek")


class WatchActs(CandidateActs):
    def ask_on_paper(self, key: str, by: str, reviewer: str, today: date) -> None:
        """A letter waits to be printed; for somebody of fifteen a parent answered, and a colleague must confirm it."""
        soon, young = today + timedelta(days=20), CAST["dijkstra"]
        self.invite(key, by, CAST["postma"], today - timedelta(days=2), soon, address=HOME)
        asked = self.invite(key, by, young, today - timedelta(days=9), soon, address=HOME, by_representative=True)
        self.print_letter(asked, reviewer, today - timedelta(days=8))
        self.enter_answer(key, asked, young, reviewer, today - timedelta(days=1), "Froukje Dijkstra")

    def print_letter(self, candidate_id: UUID, by: str, on: date) -> None:
        with self.at(on, 14, 5) as session:
            row = session.scalars(
                sa.select(Letter)
                .join(ConsentRequest, ConsentRequest.id == Letter.request_id)
                .where(ConsentRequest.candidate_id == candidate_id)
            ).one()
            code = paper.new_code(self.vault, notice_in_force(session.connection(), "nl").sha256)
            letter = LetterRow(row.id, row.kind, row.request_id, row.version, row.sealed, may_print=True)
            paper.note_printed(session, self.vault, letter=letter, code=code, by=self.actor(session, by))

    def enter_answer(self, key: str, candidate_id: UUID, figure: Figure, by: str, on: date, parent: str) -> None:
        """A form came back, signed by a parent; a colleague still has to confirm it."""
        with self.at(on, 14, 30) as session:
            actor = self.actor(session, by)
            entering.enter(
                session,
                self.vault,
                contract_id=self.contract(session, key, actor).id,
                candidate_id=candidate_id,
                answer=Entered(AnswerChannel.PAPER, True, False, on, figure.born, parent, Capacity.PARENT),
                by=actor,
            )

    def doubt(self, candidate_id: UUID, on: date, *kinds: SignalKind) -> None:
        """What the portal would have seen at the answer."""
        with self.at(on, 19, 12) as session:
            request_id = session.scalars(
                sa.select(ConsentRequest.id).where(ConsentRequest.candidate_id == candidate_id)
            ).one()
            for kind in kinds:
                flag(session, request_id, kind)
