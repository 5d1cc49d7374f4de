"""Two contracts that ended years ago: of one the dossiers were destroyed last month, of the other they are due now."""

from portal.demonstration.scenes import Scenes
from portal.models import RecordKind
from portal.valuation import Form
from portal.valuation.months import add_months

ANNA, JELLE, MAAIKE = "anna@deterp.example", "jelle@csr-friesland.example", "maaike@csr-friesland.example"
FEMKE = "femke@csr-friesland.example"
DESTROYED, DUE = "C-91", "C-92"


def tell_long_ago(story: Scenes) -> None:
    """Told before everything else: nothing is destroyed when the clock stands before the newest act."""
    company = story.company
    for key, *people in ((DESTROYED, "tuinstra", "bouma"), (DUE, "boomsma", "hofstra", "zijlstra")):
        story.approved_plan(key, ANNA, JELLE, ("employment", "ww", len(people), 32, 1, 8))
        for months, who in enumerate(people, start=1):
            story.approved_work(key, ANNA, JELLE, who, Form.EMPLOYMENT, 32, story.began(key, months), 6)
    company.close_fulfilled(DESTROYED, MAAIKE, add_months(story.today, -62))
    company.close_fulfilled(DUE, MAAIKE, add_months(story.ago(20), -60))
    company.refuse_long_ago(DUE, 1, JELLE, story.ago(430))
    company.destroy_by_list(MAAIKE, FEMKE, story.ago(44))
    company.hold(DUE, 2, FEMKE, story.ago(15))
    for kind in RecordKind:
        company.list_what_is_due(kind, story.ago(12))
    company.propose_term(MAAIKE, story.ago(6))
