"""Every report there is, by its word in the address, in the order of the list."""

from portal.models import Role
from portal.reports.consent_answers import CONSENT
from portal.reports.data_quality import DATA_QUALITY
from portal.reports.performance import PERFORMANCE
from portal.reports.shape import Report
from portal.reports.turnaround import TURNAROUND

REPORTS: dict[str, Report] = {report.name: report for report in (PERFORMANCE, TURNAROUND, DATA_QUALITY, CONSENT)}


def reports_for(role: Role) -> list[Report]:
    return [report for report in REPORTS.values() if role in report.who]


def find_report(name: str, role: Role) -> Report | None:
    """None for what is not there and for what this role may not know of."""
    report = REPORTS.get(name)
    return report if report is not None and role in report.who else None
