"""The main job, once with and once without script: plan, remark, approval, the candidate's own yes, work, progress."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from portal import clock
from portal.demonstration.setting import awarded_contracts
from tests.conftest import FIGURES
from tests.e2e.conftest import DESKTOP, PHONE, newest_mail_to, open_context, sign_in
from tests.e2e.hands import Eyes, Hands

BORN = date(1994, 11, 2)


@dataclass(frozen=True)
class Part:
    contract: str
    contractor: str
    reviewer: str
    script: bool
    size: dict
    email: str


PARTS = {
    "with script, at a desk": Part("C-09", "Klaas", "Harm", True, DESKTOP, "samira.desk@post.example"),
    "without script, on a phone": Part("C-07", "Łukasz", "Jelle", False, PHONE, "samira.phone@post.example"),
}


@pytest.fixture(params=sorted(PARTS))
def part(request):
    return PARTS[request.param]


@pytest.fixture
def number(part):
    return awarded_contracts(clock.today())[part.contract].number


def test_the_whole_job(portal, browser, part, number):
    eyes = Eyes()
    look = eyes.look if part.script else (lambda _page, _name: None)
    context = open_context(browser, script=part.script, size=part.size)
    hands = Hands(context.new_page(), look)
    problems = []
    hands.page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)

    sign_in(hands.page, portal, part.contractor)
    hands.look("dashboard")
    write_the_plan(hands, portal, number)
    send_the_plan(hands, "Plan versturen")
    return_the_plan(hands, portal, part, number)
    change_the_plan(hands, portal, part, number)
    approve_the_plan(hands, portal, part, number)
    ask_the_candidate(hands, portal, part, number)
    candidate_says_yes(browser, portal, part, look)
    record_the_work(hands, portal, part, number)
    approve_the_work(hands, portal, part, number)
    progress_has_moved(hands, portal, part, number)
    context.close()
    assert not eyes.faults, "\n".join(eyes.faults)
    FIGURES.append(
        f"browser, {'with' if part.script else 'without'} script: {len(eyes.seen)} pages looked at, 0 faults"
    )
    assert not [text for text in problems if "Content Security Policy" in text], problems


def write_the_plan(hands, portal, number):
    page = hands.page
    plan = f"{portal.address}/opdrachten/{number}/plan"
    page.goto(f"{plan}/start")
    if page.get_by_role("button", name="Plan maken").count():
        hands.look("plan start")
        hands.press("Plan maken")
    page.goto(plan)
    hands.look("plan task list, empty")
    page.goto(f"{plan}/gegevens")
    if not page.locator('[name="correct"]:checked').count():
        hands.press("Opslaan en verder")
        hands.reads("Kies of de gegevens kloppen.")
        hands.look("facts, nothing chosen")
    hands.choose("correct", "yes")
    hands.press("Opslaan en verder")
    page.goto(f"{plan}/contact")
    hands.look("contact")
    hands.fill("name", "Þóra O’Neill-van ’t Hoff")
    hands.fill("email", "thora@bedrijf.example")
    hands.fill("phone", "050 000 00 00")
    hands.press("Opslaan en verder")
    page.goto(f"{plan}/vormen")
    hands.look("ways")
    hands.choose("forms", "employment")
    hands.press("Opslaan en verder")
    hands.look("effort")
    hands.choose("target_group", "wajong")
    hands.fill("people", "1")
    hands.fill("hours_per_week", "24")
    starts = clock.today().replace(day=1) + timedelta(days=62)
    hands.day("starts_in", 1, starts.month, starts.year)
    hands.fill("months", "12")
    hands.press("Waarde berekenen")
    hands.reads("€")
    hands.look("effort with its value")
    hands.press("Opslaan en verder")
    hands.look("efforts")
    hands.choose("more", "no")
    hands.press("Opslaan en verder")
    page.goto(f"{plan}/tekort")
    if page.locator('[name="shortage_reason"]').count():
        hands.look("shortage")
        hands.fill("shortage_reason", "Wij zoeken nog een tweede plek.")
        hands.press("Opslaan en verder")
    page.goto(f"{plan}/planning")
    hands.look("schedule")
    hands.choose("correct", "yes")
    hands.press("Opslaan en verder")
    page.goto(f"{plan}/werving")
    hands.look("recruitment")
    hands.choose("channels", "own")
    hands.choose("help", "no")
    hands.press("Opslaan en verder")
    page.goto(f"{plan}/begeleiding")
    hands.look("guidance")
    hands.fill("guidance", "De uitvoerder begeleidt de mensen op het werk.")
    hands.choose("finished", "yes")
    hands.press("Opslaan en verder")
    page.goto(f"{plan}/onderaannemers")
    hands.look("subcontractors")
    hands.choose("uses", "no")
    hands.press("Opslaan en verder")
    page.goto(f"{plan}/risicos")
    hands.look("risks")
    hands.press("Opslaan en verder")
    page.goto(plan)
    hands.look("plan task list, filled in")
    page.goto(f"{plan}/controleren")
    hands.look("check the plan")


def send_the_plan(hands, button):
    hands.press(button)
    hands.reads("Zet een vinkje als u dit plan mag versturen.")
    hands.look("check the plan, not ticked")
    hands.page.locator('[name="authorised"]').check()
    hands.press(button)
    hands.at("Uw plan is verstuurd")
    hands.reads("SR-")
    hands.look("plan sent")


def return_the_plan(hands, portal, part, number):
    page = hands.page
    sign_in(page, portal, part.reviewer)
    page.goto(f"{portal.address}/csr")
    hands.reads(number)
    hands.look("work queue")
    page.goto(f"{portal.address}/csr/plan/{number}/1")
    hands.look("review a plan")
    hands.fill("remark_recruitment", "Wie vervangt de uitvoerder als hij er niet is?")
    hands.press("Opmerkingen bewaren")
    page.goto(f"{portal.address}/csr/plan/{number}/1/besluit")
    hands.look("decision on a plan")
    hands.press("Besluit controleren")
    hands.reads("Kies een besluit.")
    hands.look("decision on a plan, nothing chosen")
    hands.choose("outcome", "returned")
    hands.press("Besluit controleren")
    hands.look("check the decision")
    hands.reads("Wie vervangt de uitvoerder als hij er niet is?")
    hands.press("Besluit versturen")
    hands.at("Uw besluit is verstuurd")
    hands.look("decision sent")


def change_the_plan(hands, portal, part, number):
    page = hands.page
    sign_in(page, portal, part.contractor)
    hands.reads("Pas het plan aan")
    hands.look("dashboard with something to do")
    page.goto(f"{portal.address}/opdrachten/{number}/plan")
    hands.look("plan task list, returned")
    page.goto(f"{portal.address}/opdrachten/{number}/plan/begeleiding")
    hands.reads("Wie vervangt de uitvoerder als hij er niet is?")
    hands.look("a part with a remark")
    hands.fill("guidance", "De uitvoerder begeleidt de mensen. De werkvoorbereider vervangt hem.")
    hands.choose("finished", "yes")
    hands.press("Opslaan en verder")
    page.goto(f"{portal.address}/opdrachten/{number}/plan/controleren")
    hands.reads("De uitvoerder begeleidt de mensen op het werk.")  # what it was
    hands.look("check the plan with changes")
    page.locator('[name="authorised"]').check()
    hands.press("Plan opnieuw versturen")
    hands.at("Uw plan is verstuurd")


def approve_the_plan(hands, portal, part, number):
    page = hands.page
    sign_in(page, portal, part.reviewer)
    page.goto(f"{portal.address}/csr/plan/{number}/2")
    hands.reads("De werkvoorbereider vervangt hem.")
    hands.look("review a changed plan")
    page.goto(f"{portal.address}/csr/plan/{number}/2/besluit")
    hands.choose("outcome", "approved")
    hands.press("Besluit controleren")
    hands.press("Besluit versturen")
    hands.at("Uw besluit is verstuurd")


def ask_the_candidate(hands, portal, part, number):
    page = hands.page
    sign_in(page, portal, part.contractor)
    candidates = f"{portal.address}/opdrachten/{number}/kandidaten"
    page.goto(candidates)
    hands.look("candidates, none")
    page.goto(f"{candidates}/uitleg")
    hands.look("tell the candidate first")
    hands.press("Verder")
    hands.look("tell the candidate first, not ticked")
    hands.choose("informed_by", "talk")
    told = clock.today()
    hands.day("informed_on", told.day, told.month, told.year)
    page.locator('main input[type="checkbox"]').check()
    hands.press("Verder")
    hands.look("invite a candidate")
    hands.press("Verder")
    hands.reads("Vul de voornaam in.")
    hands.look("invite a candidate, empty")
    hands.fill("first_name", "Samira")
    hands.fill("surname", "Haddad-van der Ploeg")
    hands.choose("decides", "candidate")
    hands.choose("channel", "mail")
    hands.fill("email", part.email)
    hands.day("born", BORN.day, BORN.month, BORN.year)
    hands.choose("agreement", "employment")
    hands.choose("employer_kind", "contractor")
    starts = clock.today() + timedelta(days=7)
    hands.day("starts_on", starts.day, starts.month, starts.year)
    hands.press("Verder")
    hands.look("check the question")
    hands.press("Vraag versturen")
    hands.at("De vraag is verstuurd")
    hands.look("question sent")


def candidate_says_yes(browser, portal, part, look):
    """On her own phone, behind the link of her mail."""
    text = newest_mail_to(portal, part.email)
    link = re.search(rf"{portal.address}/k/\S+", text).group()
    context = open_context(browser, script=part.script, size=PHONE)
    hands = Hands(context.new_page(), look)
    hands.page.goto(link)
    hands.look("candidate: date of birth")
    assert "Samira" not in hands.page.content()
    hands.day("born", 3, 11, 1994)
    hands.press("Verder")
    hands.look("candidate: wrong date of birth")
    hands.day("born", BORN.day, BORN.month, BORN.year)
    hands.press("Verder")
    hands.look("candidate: the question")
    hands.press("Bevestig mijn keuze")
    hands.look("candidate: the question, not answered")
    hands.choose("c1", "ja")
    hands.choose("c2", "ja")
    hands.press("Bevestig mijn keuze")
    hands.at("U heeft ja gezegd")
    hands.look("candidate: said yes")
    receipt = newest_mail_to(portal, part.email, containing="U heeft ja gezegd")
    hands.page.goto(re.search(rf"{portal.address}/k/\S+", receipt).group())
    hands.day("born", BORN.day, BORN.month, BORN.year)
    hands.press("Verder")
    hands.reads("stoppen")
    hands.page.goto(re.sub(r"[?#].*", "", hands.page.url).rstrip("/") + "/gegevens")
    hands.look("candidate: my information")
    context.close()


def record_the_work(hands, portal, part, number):
    page = hands.page
    sign_in(page, portal, part.contractor)
    page.goto(f"{portal.address}/opdrachten/{number}/kandidaten")
    hands.look("candidates")
    hands.follow("Samira")
    hands.look("a candidate")
    hands.follow("Gegevens invullen")
    hands.look("details of a candidate")
    hands.fill("postcode", "7811 AA")
    hands.fill("town", "Emmen")
    hands.day("born", BORN.day, BORN.month, BORN.year)
    hands.press("Opslaan en verder")
    hands.look("target group")
    page.locator('input[name="group"][value^="wajong"]').first.check()
    hands.press("Opslaan")
    hands.follow("Werk invullen")
    hands.look("work")
    hands.press("Werk opslaan")
    hands.look("work, empty")
    hands.choose("form", "employment")
    page.locator('input[name="is_permanent"]').last.check()
    starts = clock.today() + timedelta(days=7)
    hands.day("starts_on", starts.day, starts.month, starts.year)
    ends = starts + timedelta(days=300)
    hands.day("ends_on", ends.day, ends.month, ends.year)
    hands.fill("hours_per_week", "24")
    page.locator('input[name="effort"]').first.check()
    hands.choose("evidence", "pending")
    hands.press("Werk opslaan")
    hands.reads("€")
    hands.look("work and its value")
    hands.follow("Controleren en versturen")
    hands.look("send the work")
    page.locator('[name="attested"]').check()
    hands.press("Werk versturen")


def approve_the_work(hands, portal, part, number):
    page = hands.page
    sign_in(page, portal, part.reviewer)
    page.goto(f"{portal.address}/csr/opdrachten/{number}/kandidaten")
    hands.look("candidates of a contract, reviewed")
    page.locator('a[href*="/plaatsingen/"]').first.click()
    page.wait_for_load_state()
    hands.look("review work")
    hands.follow("Besluit over dit werk")
    hands.look("decision on work")
    hands.choose("outcome", "approved")
    hands.press("Besluit versturen")
    hands.look("after a decision on work")


def progress_has_moved(hands, portal, part, number):
    page = hands.page
    sign_in(page, portal, part.contractor)
    page.goto(f"{portal.address}/opdrachten/{number}/voortgang")
    hands.look("progress")
    figures = page.locator("main").inner_text()
    assert re.search(r"Goedgekeurd[\s\S]{0,40}€\s?[1-9]", figures), figures
    page.goto(f"{portal.address}/opdrachten/{number}/berichten")
    hands.reads("goedgekeurd")
    hands.look("history")
