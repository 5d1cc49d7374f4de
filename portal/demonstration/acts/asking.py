"""Acts of and about the candidate: asked, answered, stopped, filled in."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.candidates import services as candidates
from portal.consents import asking
from portal.consents import services as consents
from portal.consents.in_force import notice_in_force
from portal.consents.invitee import Invitee, PostalAddress, Told
from portal.consents.queries import question_of
from portal.consents.served import serve_notice
from portal.demonstration.acts.company import Company
from portal.demonstration.cast import Figure
from portal.models import ConsentRequest, EmployerKind, InformedBy
from portal.placements.queries import candidate_at_work


class CandidateActs(Company):
    def invite(
        self,
        key: str,
        by: str,
        figure: Figure,
        on: date,
        starts_on: date,
        *,
        address: PostalAddress | None = None,
        by_representative: bool = False,
    ) -> UUID:
        with self.at(on, 9, 40) as session:
            actor = self.actor(session, by)
            contract = self.contract(session, key, actor)
            return asking.request_consent(
                session,
                self.vault,
                contract_id=contract.id,
                invitee=Invitee(
                    first_name=figure.first_name,
                    surname=figure.surname,
                    email="" if address else figure.email,
                    language=figure.language,
                    agreement=figure.agreement,
                    employer_kind=EmployerKind.CONTRACTOR,
                    employer_name=actor.organisation_name,
                    starts_on=starts_on,
                    born=figure.born,
                    told=Told(InformedBy.TALK, on),
                    address=address,
                    by_representative=by_representative,
                ),
                by=actor,
                base_url=self.config.base_url,
            )

    def answer(self, candidate_id: UUID, figure: Figure, on: date, *, yes: bool, group: bool = False) -> None:
        with self.at(on, 19, 12) as session:
            request_id = self._request(session, candidate_id)
            question = question_of(session.connection(), request_id)
            serve_notice(session, self.vault, question, language=figure.language)
            consents.answer(
                session,
                self.vault,
                request_id=request_id,
                ordinary=yes,
                group=group,
                notice_sha256=notice_in_force(session.connection(), figure.language).sha256,
                language=figure.language,
                base_url=self.config.base_url,
            )

    def defer(self, candidate_id: UUID, figure: Figure, on: date) -> None:
        with self.at(on, 20, 3) as session:
            consents.decide_later(session, request_id=self._request(session, candidate_id), language=figure.language)

    def deny(self, candidate_id: UUID, figure: Figure, on: date) -> None:
        with self.at(on, 20, 15) as session:
            consents.deny(
                session,
                self.vault,
                request_id=self._request(session, candidate_id),
                language=figure.language,
                base_url=self.config.base_url,
            )

    def stop(self, candidate_id: UUID, figure: Figure, on: date) -> None:
        with self.at(on, 21, 30) as session:
            consents.stop(
                session,
                self.vault,
                request_id=self._request(session, candidate_id),
                language=figure.language,
                base_url=self.config.base_url,
            )

    def fill_in(self, key: str, by: str, candidate_id: UUID, figure: Figure, on: date) -> None:
        with self.at(on, 9, 15) as session:
            actor = self.actor(session, by)
            contract = self.contract(session, key, actor)
            found = candidate_at_work(session.connection(), contract.id, candidate_id)
            assert found is not None  # noqa: S101 - it was invited above
            candidates.fill_in_details(
                session,
                self.vault,
                candidate_id=candidate_id,
                seen_version=found.version,
                street="",
                postcode="9000 AA",
                town=figure.town,
                born=figure.born,
                by=actor,
                base_url=self.config.base_url,
            )
        if figure.group is None or not found.c2_given:
            return
        with self.at(on, 9, 20) as session:
            candidates.fill_in_group(
                session,
                self.vault,
                candidate_id=candidate_id,
                seen_version=found.version + 1,
                target_group=figure.group,
                duration_class=figure.duration_class,
                by=actor,
            )

    def _request(self, session: Session, candidate_id: UUID) -> UUID:
        return session.scalars(sa.select(ConsentRequest.id).where(ConsentRequest.candidate_id == candidate_id)).one()
