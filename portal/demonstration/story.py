"""What has happened so far in the practice environment: every status there is, told around the day of today."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from portal import clock
from portal.config import Config
from portal.db import Database
from portal.demonstration.acts import Cast
from portal.demonstration.cast import CAST
from portal.demonstration.lately import tell_lately
from portal.demonstration.long_ago import tell_long_ago
from portal.demonstration.scenes import Scenes
from portal.demonstration.setting import awarded_contracts, set_the_stage
from portal.models import Organisation, Section, SignalKind
from portal.plans.changes import start_change
from portal.privacy.erasure import finish_endings
from portal.privacy.vault import Vault, open_keystore
from portal.valuation import Form

ANNA, GERDA, HULYA, IDS = (
    "anna@deterp.example",
    "gerda@groenvast.example",
    "hulya@helder.example",
    "ids@wad-en-weg.example",
)
SJOUKJE, EPPO, LUKASZ, JANTJE = (
    "sjoukje@sluiswerk.example",
    "eppo@taxi-eems.example",
    "lukasz@digi-noord.example",
    "jantje@zorgthuis.example",
)
JELLE, ROELIE, HARM = "jelle@csr-friesland.example", "roelie@csr-groningen.example", "harm@csr-drenthe.example"
MAAIKE = "maaike@csr-friesland.example"


def tell_story(config: Config, db: Database) -> None:
    """Fill an empty database; one in which somebody lives already is left alone."""
    with db.reads() as connection:
        if connection.scalar(sa.select(sa.func.count()).select_from(Organisation)):
            return
    keystore = open_keystore(config.keystore_url)
    vault = Vault(keystore, config.key_encryption_key)
    contracts = awarded_contracts(clock.today())
    with db.transaction() as session:
        set_the_stage(session, vault, contracts)
    Story(Cast(config, db, vault, contracts)).tell()
    finish_endings(db, vault)
    keystore.dispose()


class Story(Scenes):
    def tell(self) -> None:
        tell_long_ago(self)
        self.plans_under_way()
        self.village_hall()
        self.greenery()
        self.home_care()
        self.reinforcement()
        self.school_transport()
        tell_lately(self)
        self.company.publish_year(self.today.year - 1, self.ago(30))
        self.company.oversee("femke@csr-friesland.example", MAAIKE, self.today)
        self.company.look_at_night("C-01", JELLE, self.ago(3))
        self.company.draft_value_table(MAAIKE, self.ago(2), date(self.today.year + 1, 1, 1))
        self.company.propose_notice("geert@csr-groningen.example", self.ago(1), "1.1")

    def plans_under_way(self) -> None:
        company = self.company
        company.write_plan("C-03", HULYA, self.ago(6), self.efforts("C-03", ("employment", "pwet", 2, 20, 1, 9)))
        company.send_plan("C-03", HULYA, self.ago(4))
        company.write_plan(
            "C-04",
            IDS,
            self.ago(20),
            self.efforts("C-04", ("employment", "wajong", 2, 32, 2, 14), ("internship", "mbo", 3, 40, 2, 5)),
        )
        company.send_plan("C-04", IDS, self.ago(17))
        company.decide_plan("C-04", JELLE, self.ago(3), remarks={
            Section.EFFORTS: "Het aantal uur bij de stage lijkt te hoog. Past dat bij de opleiding?",
            Section.RECRUITMENT: "Wie vervangt de uitvoerder als hij er niet is?",
        })  # fmt: skip
        company.write_plan("C-05", SJOUKJE, self.ago(40), self.efforts("C-05", ("employment", "pwet", 4, 32, 3, 24)))
        company.send_plan("C-05", SJOUKJE, self.ago(36))
        company.decide_plan(
            "C-05",
            ROELIE,
            self.ago(25),
            remarks={Section.EFFORTS: "Er mist nog een deel. Kunt u een leerwerkplek toevoegen?"},
        )
        company.add_effort("C-05", SJOUKJE, self.ago(9), self.effort("C-05", "bbl", "bbl", 2, 36, 4, 20))
        company.send_plan("C-05", SJOUKJE, self.ago(8), changes="Wij hebben 2 leerwerkplekken toegevoegd.")
        company.write_plan("C-07", LUKASZ, self.ago(2), (), until=Section.EFFORTS)

    def village_hall(self) -> None:
        """C-01: a running contract that is a little behind, with a candidate in every state."""
        key = "C-01"
        self.approved_plan(
            key,
            ANNA,
            JELLE,
            ("bbl", "bbl", 1, 32, 1, 10),
            ("internship", "mbo", 1, 24, 2, 5),
            ("employment", "wia", 1, 20, 2, 9),
        )
        self.approved_work(key, ANNA, JELLE, "kowalczyk", Form.BBL, 32, self.began(key, 1), 10)
        self.approved_work(key, ANNA, JELLE, "tekle", Form.INTERNSHIP, 24, self.began(key, 2), 5)
        company = self.company
        self.invited(key, ANNA, "jelsma", self.ago(3))
        deferred = self.invited(key, ANNA, "elzinga", self.ago(6))
        company.defer(deferred, CAST["elzinga"], self.ago(4))
        company.doubt(self.said_yes(key, ANNA, "dekens", self.ago(5)), self.ago(4), SignalKind.SAME_NETWORK)
        without_group = self.said_yes(key, ANNA, "kramer", self.ago(16), group=False)
        company.fill_in(key, ANNA, without_group, CAST["kramer"], self.ago(14))
        agreed = company.record_work(
            key, ANNA, without_group, self.work(Form.EMPLOYMENT, 24, self.ago(13), 6), self.ago(13)
        )
        company.send_work(key, ANNA, agreed, self.ago(12))
        company.decide_work(key, JELLE, agreed, self.ago(7), agreed=Decimal(5000))
        company.ask_about_data(without_group, JELLE, self.ago(14))
        refused = self.invited(key, ANNA, "pranger", self.ago(12))
        company.answer(refused, CAST["pranger"], self.ago(11), yes=False)
        seen = company.see_work(key, MAAIKE, Form.EMPLOYMENT, 16, self.ago(60), 6, 3600, on=self.ago(10))
        company.approve_seen_work(key, JELLE, seen, self.ago(9))
        company.see_work(key, JELLE, Form.INTERNSHIP, 24, self.ago(20), 4, 1900, on=self.ago(2))
        company.approve_contribution(key, JELLE, company.buy_work(key, ANNA, self.ago(25), 250), self.ago(18))
        stopped = self.said_yes(key, ANNA, "rozema", self.ago(30))
        company.fill_in(key, ANNA, stopped, CAST["rozema"], self.ago(28))
        done = company.record_work(key, ANNA, stopped, self.work(Form.EMPLOYMENT, 16, self.ago(27), 2), self.ago(26))
        company.send_work(key, ANNA, done, self.ago(25))
        company.decide_work(key, JELLE, done, self.ago(20), agreed=Decimal(1200))
        company.stop(stopped, CAST["rozema"], self.ago(9))
        self.invited(key, ANNA, "lanting", self.ago(20))
        self.let_time_pass(self.ago(5))
        waiting = self.said_yes(key, ANNA, "huizinga", self.ago(21))
        company.fill_in(key, ANNA, waiting, CAST["huizinga"], self.ago(19))
        placed = company.record_work(key, ANNA, waiting, self.work(Form.EMPLOYMENT, 20, self.ago(18), 12), self.ago(18))
        company.send_work(key, ANNA, placed, self.ago(2))

        company.ask_on_paper(key, ANNA, JELLE, MAAIKE, self.today)

    def greenery(self) -> None:
        """C-02: a long contract that is on track, with the person's cap in sight."""
        key = "C-02"
        self.approved_plan(
            key,
            GERDA,
            ROELIE,
            ("employment", "pwet", 1, 36, 3, 30),
            ("employment", "wia", 1, 20, 6, 12),
            ("work_experience", "?", 1, 24, 8, 3),
        )
        self.approved_work(key, GERDA, ROELIE, "al-hassan", Form.EMPLOYMENT, 36, self.began(key, 3), 30)
        self.approved_work(key, GERDA, ROELIE, "meijer", Form.EMPLOYMENT, 24, self.began(key, 7), 9)
        self.approved_work(key, GERDA, ROELIE, "vos", Form.WORK_EXPERIENCE, 24, self.began(key, 9), 3)
        self.company.buy_work(key, GERDA, self.ago(3), 2400)
        self.company.see_work(key, ROELIE, Form.EMPLOYMENT, 12, self.ago(40), 6, 2400, on=self.ago(4))

    def home_care(self) -> None:
        """C-08: behind, with work that came back and work that waits."""
        key, company = "C-08", self.company
        self.approved_plan(key, JANTJE, HARM, ("employment", "ww", 1, 32, 1, 9))
        self.approved_work(key, JANTJE, HARM, "bakema", Form.SECONDMENT, 28, self.began(key, 4), 6)
        intern = self.said_yes(key, JANTJE, "nguyen", self.ago(50))
        company.fill_in(key, JANTJE, intern, CAST["nguyen"], self.ago(48))
        returned = company.record_work(
            key, JANTJE, intern, self.work(Form.INTERNSHIP, 32, self.ago(45), 5), self.ago(44)
        )
        company.send_work(key, JANTJE, returned, self.ago(40))
        company.decide_work(
            key, HARM, returned, self.ago(6), returned="De stageovereenkomst is nog niet gezien. Wilt u dat aanvullen?"
        )
        waiting = self.said_yes(key, JANTJE, "ozturk", self.ago(15))
        company.fill_in(key, JANTJE, waiting, CAST["ozturk"], self.ago(13))
        placed = company.record_work(
            key, JANTJE, waiting, self.work(Form.EMPLOYMENT, 36, self.ago(12), 8), self.ago(12)
        )
        company.send_work(key, JANTJE, placed, self.ago(11))

    def reinforcement(self) -> None:
        """C-10: large, on track; one change of hours waits for a new decision; the contractor is writing a change."""
        key, company = "C-10", self.company
        self.approved_plan(
            key,
            ANNA,
            ROELIE,
            ("employment", "pwet", 2, 32, 1, 18),
            ("employment", "wajong", 2, 24, 2, 20),
            ("secondment", "ww", 1, 36, 3, 12),
        )
        self.approved_work(key, ANNA, ROELIE, "veenstra", Form.EMPLOYMENT, 32, self.began(key, 1), 12)
        self.approved_work(key, ANNA, ROELIE, "wiersma", Form.EMPLOYMENT, 24, self.began(key, 2), 18)
        corrected = self.approved_work(key, ANNA, ROELIE, "brink", Form.EMPLOYMENT, 28, self.began(key, 4), 12)
        company.change_hours(key, ANNA, corrected, self.ago(5), 24, self.ago(5))
        self.approved_work(key, ANNA, ROELIE, "sorensen", Form.EMPLOYMENT, 40, self.began(key, 6), 12)
        drafted = self.said_yes(key, ANNA, "smeding", self.ago(9))
        company.fill_in(key, ANNA, drafted, CAST["smeding"], self.ago(8))
        company.record_work(key, ANNA, drafted, self.work(Form.EMPLOYMENT, 10, self.ago(8), 6), self.ago(7))
        denied = self.invited(key, ANNA, "oliveira", self.ago(14))
        company.deny(denied, CAST["oliveira"], self.ago(13))
        with company.at(self.ago(1)) as session:
            anna = company.actor(session, ANNA)
            start_change(session, contract=company.contract(session, key, anna), by=anna)

    def school_transport(self) -> None:
        """C-06: approved, and a change was sent."""
        key, company = "C-06", self.company
        self.approved_plan(key, EPPO, ROELIE, ("bbl", "bbl", 1, 36, 1, 20), ("employment", "pwet", 1, 24, 2, 20))
        self.approved_work(key, EPPO, ROELIE, "pot", Form.BBL, 36, self.began(key, 1), 10)
        self.approved_work(key, EPPO, ROELIE, "haddad", Form.EMPLOYMENT, 24, self.began(key, 4), 9)
        with company.at(self.ago(4)) as session:
            eppo = company.actor(session, EPPO)
            start_change(session, contract=company.contract(session, key, eppo), by=eppo)
        company.add_effort(key, EPPO, self.ago(3), self.effort(key, "internship", "mbo", 2, 24, 12, 5))
        company.send_plan(key, EPPO, self.ago(2), changes="Er komen 2 stageplekken bij.")
        self.said_yes(key, EPPO, "yilmaz", self.ago(3))
