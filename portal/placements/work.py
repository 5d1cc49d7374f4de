"""What a contractor says about somebody's work, and what is asked of it (PR-37)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from portal import clock
from portal.models import Agreement, EvidenceKind, EvidenceState, PlacementStatus
from portal.records.placements import PlacementRow
from portal.security.scope import ContractRow
from portal.valuation import Form, HoursPeriod
from portal.web.filters import day, number
from portal.web.i18n import gettext as _
from portal.web.labels import label

ABOUT_THE_AGREEMENT = (EvidenceKind.EMPLOYMENT_CONTRACT, EvidenceKind.INTERNSHIP_AGREEMENT)
DO_NOT_GO_TOGETHER = {
    (Agreement.EMPLOYMENT, Form.INTERNSHIP),
    (Agreement.HIRING_IN, Form.INTERNSHIP),
    (Agreement.INTERNSHIP, Form.EMPLOYMENT),
    (Agreement.INTERNSHIP, Form.SECONDMENT),
}


@dataclass(frozen=True)
class Work:
    form: Form
    is_permanent: bool
    starts_on: date
    ends_on: date | None
    hours_per_week: Decimal
    """From the first day; later changes are dated rows of their own."""
    effort_id: UUID | None = None
    """None: not in the plan."""
    evidence: EvidenceState = EvidenceState.PENDING
    evidence_kind: EvidenceKind | None = None
    evidence_seen_by: str | None = None
    evidence_seen_on: date | None = None

    @property
    def told(self) -> "Work":
        """The same, without particulars of evidence that nobody has seen yet."""
        if self.evidence is EvidenceState.SEEN:
            return self
        return replace(self, evidence_kind=None, evidence_seen_by=None, evidence_seen_on=None)


def work_of(row: PlacementRow) -> Work:
    return Work(
        form=row.form,
        is_permanent=row.is_permanent,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        hours_per_week=row.hours[0].hours_per_week,
        effort_id=row.effort_id,
        evidence=row.evidence,
        evidence_kind=row.evidence_kind,
        evidence_seen_by=row.evidence_seen_by,
        evidence_seen_on=row.evidence_seen_on,
    )


def kinds_of_evidence(*, c2_given: bool) -> tuple[EvidenceKind, ...]:
    """Without consent to the target group no evidence of it is recorded either: its kind would tell."""
    return tuple(EvidenceKind) if c2_given else ABOUT_THE_AGREEMENT


def faults_of(
    work: Work, *, contract: ContractRow, agreement: Agreement, c2_given: bool, others: Iterable[PlacementRow]
) -> dict[str, str]:
    """What is wrong, a sentence by field name. ``others`` is the candidate's other work in this contract."""
    return _period_faults(work, contract, others) | _form_faults(work, agreement) | _evidence_faults(work, c2_given)


def _period_faults(work: Work, contract: ContractRow, others: Iterable[PlacementRow]) -> dict[str, str]:
    if work.starts_on < contract.starts_on:
        text = _("Start date must be on or after %(day)s, the start of the contract.", day=day(contract.starts_on))
        return {"starts_on": text}
    if work.starts_on > contract.ends_on:
        text = _("Start date must be on or before %(day)s, the end of the contract.", day=day(contract.ends_on))
        return {"starts_on": text}
    if work.ends_on is not None and work.ends_on <= work.starts_on:
        return {"ends_on": _("The end date must be after the start date.")}
    for other in others:
        if _overlap(work, other):
            text = _(
                "This candidate already works in this period at %(work)s. Choose another period.",
                work=f"‘{other.form_name}’",
            )
            return {"starts_on": text}
    return {}


def _overlap(work: Work, other: PlacementRow) -> bool:
    begins_before_end = other.ends_on is None or work.starts_on <= other.ends_on
    ends_after_begin = work.ends_on is None or work.ends_on >= other.starts_on
    return begins_before_end and ends_after_begin


def _form_faults(work: Work, agreement: Agreement) -> dict[str, str]:
    if (agreement, work.form) not in DO_NOT_GO_TOGETHER:
        return {}
    text = _("This does not go with the agreement with the candidate: %(agreement)s.", agreement=label(agreement))
    return {"form": text}


def _evidence_faults(work: Work, c2_given: bool) -> dict[str, str]:
    if work.evidence is EvidenceState.PENDING:
        return {}
    faults = {}
    if work.evidence_kind not in kinds_of_evidence(c2_given=c2_given):
        faults["evidence_kind"] = _("Select what kind of evidence it is.")
    if not work.evidence_seen_by:
        faults["evidence_seen_by"] = _("Enter who has seen the evidence.")
    if work.evidence_seen_on is None:
        faults["evidence_seen_on"] = _("Enter the day on which the evidence was seen.")
    elif work.evidence_seen_on > clock.today():
        faults["evidence_seen_on"] = _("The day on which the evidence was seen must not be after today.")
    return faults


def hours_from(hours: Sequence[HoursPeriod], starts_on: date, first: Decimal | None = None) -> tuple[HoursPeriod, ...]:
    """The same hours from another first day; ``first`` replaces those of the first day."""
    begun = [period for period in hours if period.from_on <= starts_on] or hours[:1]
    later = [period for period in hours if period.from_on > starts_on and period is not hours[0]]
    return (HoursPeriod(starts_on, begun[-1].hours_per_week if first is None else first), *later)


def hours_faults(before: PlacementRow, from_on: date, hours_per_week: Decimal) -> dict[str, str]:
    last = before.hours[-1]
    may_replace = before.status is PlacementStatus.RETURNED and len(before.hours) > 1
    if from_on < last.from_on or (from_on == last.from_on and not may_replace):
        text = _(
            "The day must be after %(day)s, the day from which %(hours)s hours per week count.",
            day=day(last.from_on),
            hours=number(last.hours_per_week),
        )
        return {"from_on": text}
    if before.ends_on is not None and from_on > before.ends_on:
        return {"from_on": _("The day must be on or before %(day)s, the end date.", day=day(before.ends_on))}
    if hours_per_week == last.hours_per_week:
        return {"hours_per_week": _("These are the hours that already count. Enter another number.")}
    return {}


def stop_faults(before: PlacementRow, ends_on: date) -> dict[str, str]:
    if ends_on <= before.starts_on:
        return {"ends_on": _("The end date must be after the start date.")}
    if before.ends_on is not None and ends_on >= before.ends_on:
        text = _("The end date must be before %(day)s, the end date that is already there.", day=day(before.ends_on))
        return {"ends_on": text}
    return {}
