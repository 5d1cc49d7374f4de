"""What a contractor sees and may do by the state of the question (K-01, K-30, K-31)."""

import pytest
import sqlalchemy as sa

from portal.candidates.queries import candidate_for_review, candidates_for_review
from portal.models import Candidate, ConsentRequest, ConsentStatus
from portal.privacy.vault import Purpose
from tests.support.asking import BORN as RIGHT
from tests.support.asking import born_as, mails, newest_token, token_in

DETAILS = {"street": "", "postcode": "8911ab", "town": "Leeuwarden", **born_as(RIGHT)}


def row_of(db, candidate):
    with db.reads() as connection:
        return connection.execute(sa.select(Candidate.__table__).where(Candidate.id == candidate)).one()


def version(db, candidate) -> dict[str, str]:
    return {"version": str(row_of(db, candidate).version)}


def test_the_list_filters_by_status_and_searches_names_by_post(anna, world, candidate):
    """A name never stands in an address (design.md 3.9)."""
    here = {"number": world.number_a}
    assert "Samira Ali" in anna.get("candidates.overview", **here, consent="requested").text
    assert "Geen kandidaat past" in anna.get("candidates.overview", **here, consent="given").text
    assert "Samira Ali" in anna.post("candidates.search", {"search": "sAMi"}, **here, status=200).text
    page = anna.post("candidates.search", {"search": "Jan"}, **here, status=200).text
    assert "Samira Ali" not in page
    fragment = anna.get("candidates.overview", **here, headers={"HX-Request": "true"}).text
    assert fragment.lstrip().startswith("<h2")


def test_an_empty_list_says_what_will_happen(anna, world, plan):
    assert "U heeft nog geen kandidaten uitgenodigd" in anna.get("candidates.overview", number=world.number_a).text


@pytest.mark.parametrize(
    ("answers", "says"),
    [(("ja", "ja"), "Ja gezegd op"), (("ja", "nee"), "buiten de Monitor vastgesteld"), (("nee",), "Geen toestemming")],
)
def test_the_page_of_a_candidate_says_what_the_answer_means(anna, world, candidate, say, answers, says):
    """PR-24, PR-29: after a no there is no name and no way to ask again."""
    say(*answers)
    page = anna.get("candidates.candidate", number=world.number_a, candidate_id=candidate).text
    assert says in page
    assert ("Samira" in page) is (answers[0] == "ja")
    assert ("Gegevens invullen" in page) is (answers[0] == "ja")


@pytest.mark.parametrize("answers", [None, ("nee",)])
def test_before_a_yes_nothing_may_be_filled_in(anna, db, world, candidate, say, answers):
    """PR-16: 409 with an explanation, and nothing stored."""
    if answers:
        say(*answers)
    here = {"number": world.number_a, "candidate_id": candidate, "status": 409}
    assert "geen ja gezegd" in anna.post("candidates.details", DETAILS, **here).text
    assert "geen ja gezegd" in anna.post("candidates.group", {"group": "wajong"}, **here).text
    assert row_of(db, candidate).address_sealed is None


def test_with_c1_alone_the_group_stays_locked(anna, db, vault, world, candidate, say):
    """PR-16, PR-23: address yes, target group 409."""
    say("ja", "nee")
    here = {"number": world.number_a, "candidate_id": candidate}
    anna.post("candidates.details", {**DETAILS, **version(db, candidate)}, **here)
    assert "buiten de Monitor vastgesteld" in anna.get("candidates.group", **here).text
    anna.post("candidates.group", {"group": "wajong", **version(db, candidate)}, **here, status=409)
    assert row_of(db, candidate).group_sealed is None


def test_after_both_yeses_everything_is_kept_sealed(anna, db, vault, world, candidate, say):
    """PR-07, PR-08, PR-49: sealed, never on a page, and the candidate hears that it is there."""
    say("ja", "ja")
    here = {"number": world.number_a, "candidate_id": candidate}
    answer = anna.post("candidates.details", {**DETAILS, **version(db, candidate)}, **here)
    assert answer.location.endswith("/gegevens/doelgroep")
    anna.post("candidates.group", {"group": "pwet.pwet_gt_2y", **version(db, candidate)}, **here)
    row = row_of(db, candidate)
    assert vault.open(candidate, Purpose.ADDRESS, row.address_sealed) == {
        "street": "",
        "postcode": "8911 AB",
        "town": "Leeuwarden",
        "birth_date": RIGHT.isoformat(),
    }
    assert vault.open(candidate, Purpose.GROUP, row.group_sealed) == {
        "target_group": "pwet",
        "duration_class": "pwet_gt_2y",
    }
    page = anna.get("candidates.candidate", **here).text
    assert "Bijstand" not in page
    assert "1991" not in page
    assert page.count("● ● ●") == 2
    assert len(mails(db, vault, "candidate_registered")) == 1
    form = anna.get("candidates.details", **here).text
    assert "Leeuwarden" not in form
    anna.post("candidates.details", {"street": "Dijk 1", **version(db, candidate)}, **here)
    kept = vault.open(candidate, Purpose.ADDRESS, row_of(db, candidate).address_sealed)
    assert (kept["street"], kept["town"]) == ("Dijk 1", "Leeuwarden")


@pytest.mark.parametrize("group", ["", "wajong 80%", "WAJONG", "pwet", "pwet.ww_gt_12m", "ziek"])
def test_only_the_seven_groups_with_their_classes_exist(anna, db, world, candidate, say, group):
    """PR-07: anything else is 422."""
    say("ja", "ja")
    here = {"number": world.number_a, "candidate_id": candidate, "status": 422}
    anna.post("candidates.group", {"group": group, **version(db, candidate)}, **here)
    assert row_of(db, candidate).group_sealed is None


def test_another_date_of_birth_is_refused(anna, db, world, candidate, say):
    """The date must be the one by which the candidate opened the question."""
    say("ja", "ja")
    fields = {**DETAILS, "born-year": "1980", **version(db, candidate)}
    page = anna.post("candidates.details", fields, number=world.number_a, candidate_id=candidate, status=422)
    assert "Dit is niet de geboortedatum" in page.text


def test_a_stale_form_shows_both_versions(anna, db, world, candidate, say):
    """Design rule 5: 409, and what the colleague saved stays masked."""
    say("ja", "ja")
    here = {"number": world.number_a, "candidate_id": candidate}
    old = version(db, candidate)
    anna.post("candidates.details", {**DETAILS, **old}, **here)
    page = anna.post("candidates.details", {"town": "Drachten", **old}, **here, status=409).text
    assert "Drachten" in page
    assert "Leeuwarden" not in page
    assert "Anna Jansen" in page


def test_the_address_is_mended_before_anybody_opened_it(anna, db, vault, world, candidate):
    """PR-17: the old link dies, the new mail goes to the new address."""
    old = newest_token(db, vault)
    here = {"number": world.number_a, "candidate_id": candidate}
    anna.post("candidates.correct_address", {"email": "samira@voorbeeld.example"}, **here)
    anna.get_path(f"/k/{old}", status=410)
    mail = mails(db, vault, "candidate_question")[-1]
    assert mail.recipient == "samira@voorbeeld.example"
    assert mails(db, vault, "candidate_address_changed") == []  # nothing had left yet
    anna.get_path(f"/k/{token_in(mail)}")
    anna.post("candidates.correct_address", {}, **here, status=422)


def test_once_opened_the_address_stays(anna, another_client, db, vault, world, candidate):
    """PR-17: 409 after the notice was on somebody's screen."""
    from tests.support.asking import come_in

    come_in(another_client, newest_token(db, vault))
    here = {"number": world.number_a, "candidate_id": candidate, "status": 409}
    anna.post("candidates.correct_address", {"email": "samira@voorbeeld.example"}, **here)


def test_taking_the_invitation_back_erases_at_once(anna, db, vault, world, candidate):
    """CF-1: asked first, then everything goes and the link is dead."""
    token = newest_token(db, vault)
    here = {"number": world.number_a, "candidate_id": candidate}
    assert "Weet u zeker" in anna.get("candidates.cancel", **here).text
    anna.post("candidates.cancel", {}, **here)
    assert row_of(db, candidate).name_sealed is None
    anna.get_path(f"/k/{token}", status=410)
    anna.post("candidates.cancel", {}, **here, status=409)
    assert "Uitnodiging ingetrokken" in anna.get("candidates.candidate", **here).text


@pytest.mark.parametrize("status", list(ConsentStatus))
def test_the_coordination_point_knows_only_of_a_yes_that_stands(db, world, candidate, status):
    """PR-15: for every other state there is nobody."""
    with db.transaction() as session:
        session.execute(sa.update(ConsentRequest).values(status=status))
    with db.reads() as connection:
        found = candidates_for_review(connection, world.contract_a)
        one = candidate_for_review(connection, contract_id=world.contract_a, candidate_id=candidate)
    assert bool(found) is bool(one) is (status is ConsentStatus.GIVEN)
