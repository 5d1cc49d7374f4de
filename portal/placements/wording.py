"""What work reads like: its parts, what two versions differ in, and the statement it is sent with."""

from collections.abc import Mapping
from uuid import UUID

from portal.models import EvidenceState
from portal.placements.work import Work
from portal.records.efforts import part_of_plan
from portal.valuation import FORM_NAMES
from portal.web.filters import day, number
from portal.web.i18n import gettext as _
from portal.web.i18n import language
from portal.web.i18n import lazy_gettext as _l
from portal.web.labels import label

ATTESTATION_VERSION = "2026-01"  # goes up whenever the sentence below changes, in any language
ATTESTATION = _l("This information is right. I may send it for my company.")


def no_yes() -> str:
    return _("This candidate has not said yes. You may not enter information.")


def parts_of(work: Work, efforts: Mapping[UUID, str]) -> list[tuple[str, str]]:
    """Label and words of everything the contractor said, in the order of the form."""
    told = work.told
    parts = [
        (_("Kind of work"), FORM_NAMES[work.form].in_language(language())),
        (_("Permanent or temporary"), _("Permanent") if work.is_permanent else _("Temporary")),
        (_("Start date"), day(work.starts_on)),
        (_("End date"), day(work.ends_on) if work.ends_on else _("No end date")),
        (_("Hours per week"), number(work.hours_per_week)),
        (_("Part of the plan"), part_of_plan(work.effort_id, efforts)),
        (_("Evidence"), label(work.evidence)),
    ]
    if told.evidence is EvidenceState.SEEN and told.evidence_kind and told.evidence_seen_on:
        seen = _("%(role)s, on %(day)s", role=told.evidence_seen_by, day=day(told.evidence_seen_on))
        parts += [(_("Kind of evidence"), label(told.evidence_kind)), (_("Seen by"), seen)]
    return parts


def differences(theirs: Work, yours: Work, efforts: Mapping[UUID, str]) -> list[tuple[str, str, str]]:
    """Rows for the page that shows two versions; all of them where nothing differs."""
    theirs_by_label, yours_by_label = dict(parts_of(theirs, efforts)), dict(parts_of(yours, efforts))
    labels = dict.fromkeys([*theirs_by_label, *yours_by_label])
    rows = [(name, theirs_by_label.get(name, ""), yours_by_label.get(name, "")) for name in labels]
    return [row for row in rows if row[1] != row[2]] or rows
