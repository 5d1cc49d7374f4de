"""``create-manager``: the first person of a coordination point, who can then invite everybody else."""

import click
from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts import services as accounts
from portal.accounts.services import AlreadyHasAccess, Post
from portal.cli.context import services
from portal.mail.addresses import address
from portal.models import ControllerCard, Organisation, OrganisationKind, Region, Role
from portal.web.fields import one_line
from portal.web.i18n import speaking

LONGEST_NAME = 100


@click.command("create-manager")
@click.option("--region", required=True, type=click.Choice([region.value for region in Region]))
@click.option("--name", required=True, help="Name of the person.")
@click.option("--email", required=True, help="E-mail address of the person; the invitation goes there.")
@click.option("--organisation", default="", help="Name of the coordination point, when it is new here.")
@click.option("--show-link", is_flag=True, help="Print the link of the invitation, while no mail can be sent yet.")
def create_manager(region: str, name: str, email: str, organisation: str, show_link: bool) -> None:
    """Invite the manager of a coordination point; the coordination point is made when it is not there yet."""
    person, to = _name(name, "--name"), _email(email)
    with_services = services()
    post = Post(with_services.vault, with_services.config.base_url)
    try:
        with speaking("en"), with_services.db.transaction() as session:
            point = _coordination_point(session, Region(region), organisation)
            _invitation, token = accounts.invite(
                session, post, by=None, organisation_id=point.id, role=Role.CSR_MANAGER, name=person, email=to
            )
    except AlreadyHasAccess:
        raise click.UsageError(f"{to} already has access. Sign in, or choose another address.") from None
    finally:
        with_services.db.dispose()
        with_services.vault.dispose()
    click.echo(f"{person} is invited as manager of {point.name}. The invitation works for 7 days.")
    if show_link:
        click.echo(address(post.base_url, "accounts.invitation", token=token))
    else:
        click.echo(f"The link is on its way to {to}. No mail yet? Use --show-link.")


def _coordination_point(session: Session, region: Region, name: str) -> Organisation:
    """The coordination point of a region, with an empty controller card beside it when it is new."""
    found = session.scalar(
        select(Organisation).where(
            Organisation.kind == OrganisationKind.COORDINATION_POINT, Organisation.region == region
        )
    )
    if found is not None:
        return found
    made = Organisation(
        kind=OrganisationKind.COORDINATION_POINT,
        name=_name(name or f"Coördinatiepunt Social Return {region.value.title()}", "--organisation", longest=200),
        region=region,
        created_at=clock.now(),
    )
    session.add(made)
    if session.get(ControllerCard, region) is None:
        session.add(ControllerCard(region=region, updated_at=clock.now()))
    session.flush()
    return made


def _name(text: str, option: str, *, longest: int = LONGEST_NAME) -> str:
    name = one_line(text)
    if not name or len(name) > longest:
        raise click.BadParameter(f"fill in 1 to {longest} characters.", param_hint=option)
    return name


def _email(text: str) -> str:
    try:
        return validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError:
        message = "fill in an e-mail address with an @, like name@company.nl."
        raise click.BadParameter(message, param_hint="--email") from None
