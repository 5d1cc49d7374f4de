"""A wish to stop that came in by paper, telephone, e-mail or through the contractor (PR-27).

It counts at once and needs no second person: stopping is never harder than saying yes. The candidate gets the same
receipt as behind the link, so that a stop she did not want is seen by her.
"""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from portal.consents import services
from portal.consents.desk import newest_request, record
from portal.consents.entering import check_born
from portal.consents.ledger import How
from portal.consents.queries import question_of
from portal.errors import NotFound
from portal.models import STANDING, StopChannel
from portal.privacy.vault import Vault
from portal.security.viewer import Viewer


def stop_for(
    session: Session,
    vault: Vault,
    *,
    contract_id: UUID,
    candidate_id: UUID,
    born: date,
    only_group: bool,
    channel: StopChannel,
    by: Viewer,
    base_url: str,
) -> None:
    """Stop everything, or the target group alone. Raises NotFound, NotRight for another day of birth, or AnsweredBefore
    when there is nothing to stop.
    """
    request = newest_request(session, contract_id, candidate_id)
    if request.status not in STANDING:
        raise NotFound
    check_born(session, vault, candidate_id, born)
    verb = services.stop_group if only_group else services.stop
    verb(
        session,
        vault,
        request_id=request.id,
        language=question_of(session.connection(), request.id).language,
        base_url=base_url,
        how=How("representative" if request.by_representative else "candidate", channel.value, "birth_date+staff"),
    )
    record(session, "stop_entered", request, by, channel=channel.value)
