"""The acts of the story, each by the real service, at its moment, in its own transaction."""

from portal.demonstration.acts.archiving import ArchiveActs
from portal.demonstration.acts.contributing import ContributionActs
from portal.demonstration.acts.ending import EndingActs
from portal.demonstration.acts.looking import LookActs
from portal.demonstration.acts.managing import ManagingActs
from portal.demonstration.acts.overseeing import OversightActs
from portal.demonstration.acts.planning import PlanActs
from portal.demonstration.acts.publishing import PublishingActs
from portal.demonstration.acts.watching import WatchActs
from portal.demonstration.acts.working import WorkActs, seen_evidence

__all__ = ["Cast", "seen_evidence"]


class Cast(
    PlanActs, WorkActs, ContributionActs, EndingActs, ManagingActs, WatchActs, ArchiveActs, PublishingActs, LookActs,
    OversightActs,
):  # fmt: skip
    """Everybody, ready to play."""
