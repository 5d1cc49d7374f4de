"""A plan filled in by the pages, one after another, or at once by the services."""

from datetime import date
from decimal import Decimal

from portal.models import Section
from portal.plans import effort_services, services
from portal.plans.worth import Entry
from portal.security import sessions
from portal.security.scope import find_contract
from portal.valuation import Form, TargetGroup

NUMBER = "2026-0001"
BASE_URL = "http://portaal.example"
ANSWERS = {
    Section.FACTS: (["gegevens"], {"correct": "yes"}),
    Section.CONTACT: (
        ["contact"],
        {"name": "Þóra O’Neill-van ’t Hoff", "job_title": "", "email": "thora@deterp.example", "phone": "0501234567"},
    ),
    Section.EFFORTS: (["vormen", "inzet"], {"forms": ["employment"]}),
    Section.SCHEDULE: (["planning"], {"correct": "yes", "note": ""}),
    Section.RECRUITMENT: (
        ["werving", "begeleiding"],
        {"channels": ["coordination_point", "own"], "help": "no", "guidance": "De uitvoerder."},
    ),
    Section.SUBCONTRACTORS: (["onderaannemers", "risicos"], {"uses": "no", "risks": ""}),
}
ENTRY = Entry(
    form=Form.EMPLOYMENT,
    starts_in=date(2026, 9, 1),
    months=12,
    target_group=TargetGroup.WAJONG,
    people=1,
    hours_per_week=Decimal(24),
)  # worth € 26,666.67 by the table of Friesland


def seen_version(client, step):
    page = client.get("plans.step", number=NUMBER, step=step).text
    return page.split('id="version" name="version" value="')[1].split('"')[0]


def answer(client, step, data, **query):
    """Open one page, save it, and say where it leads, below the address of the plan."""
    data = {"version": seen_version(client, step), **data}
    response = client.post("plans.step", data, number=NUMBER, step=step, **query)
    return response.location.removeprefix(f"/opdrachten/{NUMBER}/plan")


def add_effort(client, form="employment", status=303, effort="nieuw", **changed):
    data = {
        "vorm": form,
        "target_group": "wajong",
        "people": "1",
        "hours_per_week": "24",
        "starts_in-month": "sep",
        "starts_in-year": "2026",
        "months": "12",
        **changed,
    }
    return client.post("plans.effort", data, number=NUMBER, effort=effort, status=status)


def viewer_of(session, user_id):
    """The person as a request would know her."""
    token = sessions.start_session(session, user_id=user_id, browser="test", second_factor_at=None)
    return sessions.viewer_of(sessions.find_session(session.connection(), token))


def contract_row(session, viewer, number):
    return find_contract(session.connection(), viewer, number)


def fill_in(db, world, *, by=None, entry=ENTRY, number=NUMBER):
    """A plan with every part ready; returns the id of its effort."""
    with db.transaction() as session:
        viewer = viewer_of(session, by or world.anna)
        contract = contract_row(session, viewer, number)
        services.start_plan(session, contract=contract, by=viewer)
        effort_id = effort_services.save_effort(session, contract=contract, by=viewer, entry=entry)
        for section, (steps, answers) in ANSWERS.items():
            services.save_section(session, contract=contract, by=viewer, section=section, answers=answers, steps=steps)
    return effort_id


def send(db, vault, world, *, by=None, number=NUMBER, changes=""):
    with db.transaction() as session:
        viewer = viewer_of(session, by or world.anna)
        contract = contract_row(session, viewer, number)
        return services.submit_plan(session, vault, contract=contract, by=viewer, base_url=BASE_URL, changes=changes).id
