"""Lost the mail: somebody asks for a new link, and nobody learns whom we know (PR-27, T44).

The page writes the same sealed row for every address. Looking for it, making links and mail is done a moment later by
the worker, so the answer takes as long for a stranger as for a candidate.
"""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.consents import letters
from portal.consents.addresses import mailbox_index
from portal.consents.letters import Post
from portal.consents.queries import find_questions
from portal.consents.tokens import decide_link, manage_link
from portal.db import Database
from portal.models import STANDING, Candidate, LinkWish, new_id
from portal.privacy.vault import Vault


def wish_for_link(session: Session, vault: Vault, *, email: str) -> None:
    wish_id = new_id()
    sealed = vault.seal_own(_place(wish_id), email.encode())
    session.add(LinkWish(id=wish_id, sealed=sealed, asked_at=clock.now()))
    session.flush()


def send_wished_links(db: Database, vault: Vault, base_url: str) -> int:
    """Mail a fresh link for every question of an address that is open or answered with yes. Returns how many wishes."""
    with db.reads() as connection:
        wishes = connection.scalars(sa.select(LinkWish.id).order_by(LinkWish.id)).all()
    return sum(_fulfil(db, vault, base_url, wish_id) for wish_id in wishes)


def _fulfil(db: Database, vault: Vault, base_url: str, wish_id: UUID) -> bool:
    """One transaction, in which the wish is gone as well; another worker may have done it."""
    with db.transaction() as session:
        sealed = session.scalar(sa.delete(LinkWish).where(LinkWish.id == wish_id).returning(LinkWish.sealed))
        if sealed is None:
            return False
        email = vault.open_own(_place(wish_id), sealed).decode()
        post = Post(session, vault, base_url)
        same = Candidate.email_index == mailbox_index(vault, email)
        for question in find_questions(session.connection(), same, Candidate.erased_at.is_(None)):
            if question.status in STANDING:
                letters.send_new_link(post, question, token=manage_link(session, question))
            elif question.is_unanswered and question.locked_at is None and clock.today() <= question.decide_by:
                letters.send_new_link(post, question, token=decide_link(session, question))
        return True


def _place(wish_id: UUID) -> str:
    return f"link-wish:{wish_id}"
