"""Practice mail: everything the portal sent, readable for everybody in the practice environment."""

from uuid import UUID

import sqlalchemy as sa
from flask import Response, abort, current_app, request, url_for

from portal.config import Config
from portal.db import reading
from portal.demonstration import blueprint
from portal.demonstration.mailbox import find_mail, paragraphs, read_page
from portal.models import Organisation, User
from portal.web.pages import page


@blueprint.get("/oefenmail")
def mailbox() -> Response:
    """Newest first. ``vanaf`` is the mail a page starts with."""
    mails, previous, following = read_page(_config().data_dir, request.args.get("vanaf", type=UUID))
    return page(
        "demonstration/mailbox.html",
        mails=mails,
        people=_people({mail.to for mail in mails}),
        previous=url_for("demonstration.mailbox", vanaf=previous) if previous else "",
        following=url_for("demonstration.mailbox", vanaf=following) if following else "",
    )


@blueprint.get("/oefenmail/<uuid:mail_id>")
def mail(mail_id: UUID) -> Response:
    found = find_mail(_config().data_dir, mail_id)
    if found is None:
        abort(404)
    shown = list(paragraphs(found.text, _config().base_url))
    return page("demonstration/mail.html", mail=found, paragraphs=shown, people=_people({found.to}))


def _people(addresses: set[str]) -> dict[str, sa.Row[str, str, str]]:
    """Name and organisation of who has an account, by e-mail address; a candidate has none."""
    rows = reading().execute(
        sa.select(User.email, User.name, Organisation.name.label("organisation"))
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(User.email.in_(addresses))
    )
    return {row.email: row for row in rows}


def _config() -> Config:
    config: Config = current_app.extensions["config"]
    return config
