"""The person behind a request: user, session and scope in one row, read once."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from flask import g

from portal.errors import NotFound
from portal.models import OrganisationKind, Region, Role

CONTRACTORS = frozenset({Role.CONTRACTOR_USER, Role.CONTRACTOR_ADMIN})
COORDINATORS = frozenset({Role.CSR_REVIEWER, Role.CSR_MANAGER})


@dataclass(frozen=True)
class Viewer:
    """Satisfies what Flask-Login asks of a user."""

    id: UUID
    name: str
    email: str
    role: Role
    language: str
    organisation_id: UUID
    organisation_name: str
    organisation_kind: OrganisationKind
    region: Region | None  # of a coordination point
    session_id: UUID
    session_started_at: datetime
    last_seen_at: datetime
    has_second_factor: bool  # set up
    passed_second_factor: bool  # in this session
    has_signed: bool  # the confidentiality statement in force, in this role, within a year (PR-63)
    second_factor_at: datetime | None = None  # when its code was given in this session, the newest time

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return str(self.session_id)

    @property
    def is_contractor(self) -> bool:
        return self.role in CONTRACTORS

    @property
    def may_send(self) -> bool:
        """Send a plan or a placement and invite colleagues (ux.md A-02)."""
        return self.role is Role.CONTRACTOR_ADMIN

    @property
    def is_csr(self) -> bool:
        return self.role in COORDINATORS

    @property
    def is_manager(self) -> bool:
        return self.role is Role.CSR_MANAGER

    @property
    def own_region(self) -> Region:
        """Of the coordination point. Raises NotFound for whoever has none, such as an officer of all three."""
        if self.region is None:
            raise NotFound
        return self.region

    @property
    def is_client(self) -> bool:
        return self.role is Role.CLIENT


def viewer() -> Viewer:
    """The signed-in person of this request. Only for views whose policy line asks for one."""
    return cast(Viewer, g.viewer)


def find_viewer() -> Viewer | None:
    return cast("Viewer | None", g.get("viewer"))


def own_region() -> Region:
    return viewer().own_region
