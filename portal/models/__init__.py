"""The tables, one noun a file; everyone else writes ``from portal.models import Candidate``."""

from portal.models.base import Base, new_id
from portal.models.candidate import Agreement, Candidate, EmployerKind
from portal.models.consent import (
    UNANSWERED,
    ConsentEvent,
    ConsentEventKind,
    ConsentRequest,
    ConsentScope,
    ConsentStatus,
    InformationGiven,
    NoticeServed,
)
from portal.models.contract import (
    Contract,
    ContractStatus,
    CoReader,
    ObligationBasis,
    ObligationVersion,
    ValueTableVersion,
)
from portal.models.decision import Decision, DecisionSubject, Note, Outcome
from portal.models.erasure import Ending
from portal.models.event import ChainHead, Event, Setting, View
from portal.models.message import Message
from portal.models.organisation import ControllerCard, Organisation, OrganisationKind, Region
from portal.models.placement import (
    AWAITING_DECISION,
    EvidenceKind,
    EvidenceState,
    Placement,
    PlacementHours,
    PlacementStatus,
    StopReason,
)
from portal.models.plan import (
    OPEN_FOR_EDITING,
    WITH_THE_CSR,
    Effort,
    Plan,
    PlanSection,
    PlanStatus,
    PlanVersion,
    Remark,
    Section,
    VersionKind,
    VersionOutcome,
)
from portal.models.session import FormReceipt, KeptForm, LimitCounter, Link, LinkPurpose, UserSession
from portal.models.user import ConfidentialityAcceptance, Invitation, RecoveryCode, Role, User
from portal.models.workflow import InvalidTransition, Workflow

__all__ = [
    "AWAITING_DECISION",
    "OPEN_FOR_EDITING",
    "UNANSWERED",
    "WITH_THE_CSR",
    "Agreement",
    "Base",
    "Candidate",
    "ChainHead",
    "CoReader",
    "ConfidentialityAcceptance",
    "ConsentEvent",
    "ConsentEventKind",
    "ConsentRequest",
    "ConsentScope",
    "ConsentStatus",
    "Contract",
    "ContractStatus",
    "ControllerCard",
    "Decision",
    "DecisionSubject",
    "Effort",
    "EmployerKind",
    "Ending",
    "Event",
    "EvidenceKind",
    "EvidenceState",
    "FormReceipt",
    "InformationGiven",
    "InvalidTransition",
    "Invitation",
    "KeptForm",
    "LimitCounter",
    "Link",
    "LinkPurpose",
    "Message",
    "Note",
    "NoticeServed",
    "ObligationBasis",
    "ObligationVersion",
    "Organisation",
    "OrganisationKind",
    "Outcome",
    "Placement",
    "PlacementHours",
    "PlacementStatus",
    "Plan",
    "PlanSection",
    "PlanStatus",
    "PlanVersion",
    "RecoveryCode",
    "Region",
    "Remark",
    "Role",
    "Section",
    "Setting",
    "StopReason",
    "User",
    "UserSession",
    "ValueTableVersion",
    "VersionKind",
    "VersionOutcome",
    "View",
    "Workflow",
    "new_id",
]
