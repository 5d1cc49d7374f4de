"""Acts of the coordination point around consent: a letter printed, an answer entered, a doubt that came up."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa

from portal.consents import confirming, entering, paper
from portal.consents.entering import Entered
from portal.consents.in_force import notice_in_force
from portal.consents.invitee import PostalAddress
from portal.consents.paper import LetterRow
from portal.consents.signals import flag
from portal.demonstration.acts.asking import CandidateActs
from portal.demonstration.cast import CAST
from portal.models import AnswerChannel, Capacity, ConsentRequest, Letter, SignalKind

HOME = PostalAddress("Voorbeeldstraat 1", "9000 AA", "Sneek")


class WatchActs(CandidateActs):
    def ask_on_paper(self, key: str, by: str, reviewer: str, colleague: str, today: date) -> None:
        """A letter waits to be printed; for somebody of fifteen a parent answered, and a colleague must confirm it; and
        somebody said no on the form, whose receipt waits to be printed.
        """
        soon, young = today + timedelta(days=20), CAST["dijkstra"]
        self.invite(key, by, CAST["postma"], today - timedelta(days=2), soon, address=HOME)
        asked = self.invite(key, by, young, today - timedelta(days=9), soon, address=HOME, by_representative=True)
        self.print_letter(asked, reviewer, today - timedelta(days=8))
        by_parent = Entered(AnswerChannel.PAPER, True, False, today, young.born, "Froukje Dijkstra", Capacity.PARENT)
        self.enter_answer(key, asked, by_parent, reviewer, today - timedelta(days=1))
        refused = self.invite(key, by, CAST["hoekstra"], today - timedelta(days=13), soon, address=HOME)
        self.print_letter(refused, reviewer, today - timedelta(days=12))
        no = Entered(AnswerChannel.PAPER, False, False, today, CAST["hoekstra"].born)
        self.enter_answer(key, refused, no, reviewer, today - timedelta(days=3))
        self.confirm_answer(key, refused, colleague, today - timedelta(days=2))

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

    def enter_answer(self, key: str, candidate_id: UUID, answer: Entered, by: str, on: date) -> None:
        """A form came back; a colleague still has to confirm it."""
        with self.at(on, 14, 30) as session:
            actor = self.actor(session, by)
            entering.enter(
                session,
                self.vault,
                contract_id=self.contract(session, key, actor).id,
                candidate_id=candidate_id,
                answer=replace(answer, answered_on=on),
                by=actor,
            )

    def confirm_answer(self, key: str, candidate_id: UUID, by: str, on: date) -> None:
        with self.at(on, 10, 20) as session:
            actor = self.actor(session, by)
            confirming.confirm(
                session,
                self.vault,
                contract_id=self.contract(session, key, actor).id,
                candidate_id=candidate_id,
                seen_version=1,
                by=actor,
                base_url=self.config.base_url,
            )

    def doubt(self, candidate_id: UUID, on: date, *kinds: SignalKind) -> None:
        """What the portal would have seen at the answer."""
        with self.at(on, 19, 12) as session:
            request_id = session.scalars(
                sa.select(ConsentRequest.id).where(ConsentRequest.candidate_id == candidate_id)
            ).one()
            for kind in kinds:
                flag(session, request_id, kind)
