"""Who practises finds work on the pages of retention: a list to sign, what is held, a declaration."""

import sqlalchemy as sa

from portal.models import Destruction, DestructionStatus, RecordKind
from tests.rules.conftest import Told
from tests.support.client import PortalClient


def test_something_is_due_something_is_held_and_something_was_destroyed(told: Told) -> None:
    femke = PortalClient(told.app).sign_in_as(told.people["femke"])
    overview = femke.get("retention.overview").text
    for words in ("Datalek DL-", "Zaak bij de rechter: kandidaat 2", "Een andere termijn wacht"):
        assert words in overview
    assert "2 lijsten wachten op een handtekening" in femke.get("administration.oversight").text
    with told.db.reads() as connection:
        columns = sa.select(Destruction.kind, Destruction.status, Destruction.id)
        lists = {(row.kind, row.status): row.id for row in connection.execute(columns)}
    assert (RecordKind.RIGHTS_REQUEST, DestructionStatus.LISTED) in lists
    due = femke.get("retention.destruction", destruction_id=lists[RecordKind.DOSSIER, DestructionStatus.LISTED]).text
    assert (due.count("Gaat weg"), due.count("Overslaan")) == (2, 0)  # it is the manager who leaves out
    femke.get("retention.declaration", destruction_id=lists[RecordKind.DOSSIER, DestructionStatus.DONE])
