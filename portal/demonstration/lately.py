"""What a contract meets when it is under way for long: quarters that are confirmed, being behind, and its end."""

from portal.demonstration.cast import CAST
from portal.demonstration.scenes import Scenes
from portal.valuation import Form
from portal.valuation.confirmation import CalendarQuarter
from portal.valuation.months import add_months

ANNA, EPPO, JANTJE = "anna@deterp.example", "eppo@taxi-eems.example", "jantje@zorgthuis.example"
JELLE, ROELIE, HARM = "jelle@csr-friesland.example", "roelie@csr-groningen.example", "harm@csr-drenthe.example"
MAAIKE = "maaike@csr-friesland.example"
CYCLE_PATH, TRANSPORT, HOME_CARE = "C-11", "C-06", "C-08"


def tell_lately(story: Scenes) -> None:
    close_the_cycle_path(story)
    confirm_school_transport(story)
    work_for_two_contracts(story)
    explain_home_care(story)


def close_the_cycle_path(story: Scenes) -> None:
    """C-11 ended with a shortfall: its intention was announced, the contractor gave a view, nobody decided yet."""
    key, company = CYCLE_PATH, story.company
    story.approved_plan(key, ANNA, JELLE, ("employment", "ww", 1, 32, 1, 10))
    story.approved_work(key, ANNA, JELLE, "wierda", Form.EMPLOYMENT, 24, story.began(key, 2), 5)
    company.account_for(
        key, ANNA, story.ago(35), "Eén collega heeft 5 maanden met ons gewerkt.", "Het werk was eerder klaar."
    )
    company.announce_shortfall(key, MAAIKE, story.ago(9), story.ago(-5), "Een deel van de afgesproken inzet ontbreekt.")
    company.give_view(key, ANNA, story.ago(2), "Het werk was eerder klaar omdat de grond schoon was.")


def confirm_school_transport(story: Scenes) -> None:
    """C-06: every quarter that is over but the last; in the newest of them somebody made fewer hours."""
    quarter = CalendarQuarter.of(story.today).before
    first = CalendarQuarter.of(story.began(TRANSPORT))
    quarters = []
    while first < quarter:
        quarters.append(quarter := quarter.before)
    for one in reversed(quarters):
        fewer = 20 if one == quarters[0] else 0
        story.company.confirm_quarter(TRANSPORT, EPPO, one, add_months(one.starts_on, 3), fewer=fewer)


def work_for_two_contracts(story: Scenes) -> None:
    """The person who worked at C-02 before works at C-06 now: over the cap together, and neither company sees it."""
    company = story.company
    starts_on = story.ago(40)
    candidate = story.said_yes(TRANSPORT, EPPO, "meijer", starts_on)
    company.fill_in(TRANSPORT, EPPO, candidate, CAST["meijer"], story.ago(35))
    placed = company.record_work(
        TRANSPORT, EPPO, candidate, story.work(Form.EMPLOYMENT, 24, story.ago(34), 20), story.ago(33)
    )
    company.send_work(TRANSPORT, EPPO, placed, story.ago(32))


def explain_home_care(story: Scenes) -> None:
    """C-08 is behind: asked why, and answered."""
    company = story.company
    company.ask_why_behind(HOME_CARE, HARM, story.ago(16), "Waarom loopt u achter? Wat gaat u doen?")
    company.explain_behind(
        HOME_CARE, JANTJE, story.ago(12), "Twee kandidaten kozen ander werk.",
        "Wij werven nu samen met het werkgeversservicepunt.", add_months(story.today, 3),
    )  # fmt: skip
