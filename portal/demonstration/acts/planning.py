"""Acts about the plan: written, sent, returned or approved."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from portal.decisions import services as decisions
from portal.demonstration.acts.company import Company
from portal.models import Outcome, PlanVersion, Section
from portal.plans import effort_services
from portal.plans import services as plans
from portal.plans.example import EXAMPLE
from portal.plans.steps import STEPS
from portal.plans.worth import Entry
from portal.security.viewer import Viewer


class PlanActs(Company):
    def write_plan(self, key: str, by: str, on: date, efforts: Sequence[Entry], *, until: str = "") -> None:
        """Fill in the plan; with ``until`` only the sections before that one."""
        with self.at(on) as session:
            actor = self.actor(session, by)
            contract = self.contract(session, key, actor)
            plans.start_plan(session, contract=contract, by=actor)
        with self.at(on, 11) as session:
            contract = self.contract(session, key, actor)
            for section in Section:
                if section == until:
                    return
                if section is Section.EFFORTS:
                    for entry in efforts:
                        effort_services.save_effort(session, contract=contract, by=actor, entry=entry)
                plans.save_section(
                    session,
                    contract=contract,
                    by=actor,
                    section=section,
                    answers=_answers(section, actor, efforts),
                    steps=_steps(section),
                )

    def add_effort(self, key: str, by: str, on: date, entry: Entry) -> None:
        with self.at(on, 14) as session:
            actor = self.actor(session, by)
            contract = self.contract(session, key, actor)
            effort_services.save_effort(session, contract=contract, by=actor, entry=entry)
            for section in (Section.EFFORTS, Section.SCHEDULE):
                plans.save_section(
                    session,
                    contract=contract,
                    by=actor,
                    section=section,
                    answers={"correct": "yes"} if section is Section.SCHEDULE else {},
                    steps=_steps(section),
                )

    def send_plan(self, key: str, by: str, on: date, *, changes: str = "") -> None:
        with self.at(on, 15, 32) as session:
            actor = self.actor(session, by)
            plans.submit_plan(
                session,
                self.vault,
                contract=self.contract(session, key, actor),
                by=actor,
                base_url=self.config.base_url,
                changes=changes,
            )

    def decide_plan(
        self, key: str, by: str, on: date, *, remarks: Mapping[Section, str] | None = None, message: str = ""
    ) -> None:
        """Return it with remarks, or approve it when there are none."""
        with self.at(on, 11, 5) as session:
            actor = self.actor(session, by)
            contract = self.contract(session, key, actor)
            version_id = session.scalars(
                sa.select(PlanVersion.id).where(
                    PlanVersion.plan_id == contract.plan_id, PlanVersion.number == contract.plan_rounds
                )
            ).one()
            decisions.decide_plan(
                session,
                self.vault,
                contract=contract,
                version_id=version_id,
                seen_version=contract.plan_rounds or 0,
                outcome=Outcome.RETURNED if remarks else Outcome.APPROVED,
                remarks=dict(remarks or {}),
                respond_by=on + timedelta(days=14) if remarks else None,
                message=message,
                by=actor,
                base_url=self.config.base_url,
            )


def _steps(section: Section) -> list[str]:
    skipped = {"wat-klopt-er-niet", "onderaannemerslijst"}
    return [step.slug for step in STEPS if step.section is section and step.slug not in skipped]


def _answers(section: Section, by: Viewer, efforts: Sequence[Entry]) -> dict[str, Any]:
    written: dict[str, Any] = EXAMPLE["sections"]
    if section is Section.CONTACT:
        return {"name": by.name, "job_title": "Projectleider", "email": by.email, "phone": "050 000 00 00"}
    if section is Section.EFFORTS:
        return {
            "forms": sorted({entry.form.value for entry in efforts}),
            "shortage_reason": "Wij zoeken nog een tweede leerwerkplek. Die plannen wij in een volgende versie.",
        }
    if section is Section.SUBCONTRACTORS:
        return {"uses": "no", "risks": written["subcontractors"]["risks"]}
    return dict(written[section.value])
