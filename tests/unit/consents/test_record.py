"""A consent record is what ISO/IEC TS 27560 in DPV 2.3 terms asks, in every state, and names nobody (PR-25, PR-26)."""

import copy
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyshacl import validate
from rdflib import RDF, Graph, Namespace

from portal.consents.notices import REGISTER
from portal.consents.record import STATES, Around, consent_record, pseudonym
from portal.models import ConsentEventKind, ConsentScope, Region

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of rdflib, about itself
SHAPES = Graph().parse(Path(__file__).with_name("consent_record.ttl"))
DPV = Namespace("https://w3id.org/dpv#")
REQUEST, CANDIDATE, CONTRACTOR = (UUID(int=number) for number in (11, 22, 33))
AROUND = Around("https://portaal.example/nieuwe-link", 5, {})
TERMS = set(  # of DPV 2.3: nothing else may be claimed to be one
    "dpv:ConsentRecord dpv:DataSubject dpv:VulnerableDataSubject dpv:DataController dpv:Recipient dpv:Authority "
    "dpv:ConsentNotice dpv:Process dpv:PersonalData dpv:SpecialCategoryPersonalData dpv:StorageLocation "
    "dpv:StorageDuration dpv:TemporalDuration dpv:UntilEventDuration dpv:WithdrawConsent dpv:ManageConsent "
    "dpv:DataSubjectRight dpv:Collect dpv:Store dpv:Disclose dpv:Required dpv:Optional dpv:DataControllerDataSource "
    "dpv:ExpressedConsent dpv:ExplicitlyExpressedConsent dpv:ConsentRequested dpv:ConsentRequestDeferred "
    "dpv:ConsentGiven dpv:RenewedConsentGiven dpv:ConsentRefused dpv:ConsentWithdrawn dpv:ConsentRevoked "
    "dpv:ConsentExpired dpv:ConsentInvalidated dpv:hasIdentifier dpv:hasJurisdiction dpv:hasApplicableLaw "
    "dpv:hasAuthority dpv:hasDataSubject dpv:hasDataController dpv:hasEntity dpv:hasName dpv:hasAddress "
    "dpv:hasContact dpv:hasNotice dpv:hasProcess dpv:hasLegalBasis dpv:hasPurpose dpv:hasProcessing "
    "dpv:hasPersonalData dpv:hasRecipient dpv:hasStorageCondition dpv:hasLocation dpv:hasDuration dpv:hasNecessity "
    "dpv:hasDataSource dpv:hasConsentControl dpv:hasRight dpv:hasConsentStatus dpv:isExercisedAt "
    "dpv:isIndicatedBy dpv:isIndicatedAtTime dpv:hasIndicationMethod".split()
)


def question(region: Region = Region.FRIESLAND) -> Any:
    return SimpleNamespace(
        request_id=REQUEST,
        candidate_id=CANDIDATE,
        contractor_id=CONTRACTOR,
        contractor="Bouwgroep De Terp BV",
        region=region,
        office="Coördinatiepunt Social Return",
        office_address="Zaailand 1, Leeuwarden",
        desk=SimpleNamespace(email="csr@friesland.example"),
    )


def line(position: int, kind: ConsentEventKind, scope: ConsentScope, actor: str = "candidate") -> Any:
    return SimpleNamespace(
        request_id=REQUEST,
        position=position,
        kind=kind,
        scope=scope,
        at=datetime(2026, 3, 2, 8, tzinfo=UTC) + timedelta(hours=position),
        actor=actor,
        channel="web" if actor == "candidate" else "clock",
        identity_check="link+birth_date" if actor == "candidate" else "",
        notice_sha256=REGISTER["1.0", "nl"].sha256,
        language="nl",
        previous_hash=f"{position - 1:064x}",
        hash=f"{position:064x}",
    )


def asked_and(*kinds: tuple[ConsentEventKind, ConsentScope, str]) -> list[Any]:
    steps = [(ConsentEventKind.REQUESTED, ConsentScope.C1, "contractor"), *kinds]
    return [line(position, *step) for position, step in enumerate(steps, start=1)]


GIVEN = asked_and(
    (ConsentEventKind.SERVED, ConsentScope.C1, "candidate"),
    (ConsentEventKind.GIVEN, ConsentScope.C1, "candidate"),
    (ConsentEventKind.GIVEN, ConsentScope.C2, "candidate"),
)


def record(ledger: list[Any] = GIVEN) -> dict[str, Any]:
    return consent_record(question(), ledger, AROUND)


def graph(of: dict[str, Any]) -> Graph:
    return Graph().parse(data=json.dumps(of), format="json-ld")


def conforms(of: dict[str, Any]) -> tuple[bool, str]:
    holds, _report, text = validate(graph(of), shacl_graph=SHAPES, advanced=True)
    return holds, text


def test_a_record_has_the_shape_of_the_standard() -> None:
    holds, text = conforms(record())
    assert holds, text


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("no explicit ground", "special category data without eu-gdpr:A9-2-a"),
        ("no way to stop", "hasConsentControl"),
        ("no language", "NoticeShape"),
    ],
)
def test_the_shapes_refuse_what_is_broken(fault: str, message: str) -> None:
    broken = copy.deepcopy(record())
    if fault == "no explicit ground":
        broken["dpv:hasProcess"][1]["dpv:hasLegalBasis"] = ["eu-gdpr:A6-1-a"]
    elif fault == "no way to stop":
        del broken["dpv:hasConsentControl"]
    else:
        del broken["dpv:hasNotice"][0]["dct:language"]
    holds, text = conforms(broken)
    assert not holds
    assert message in text


def test_every_kind_of_event_has_its_state() -> None:
    assert set(STATES) == set(ConsentEventKind)


steps = st.lists(
    st.tuples(
        st.sampled_from(sorted(ConsentEventKind)),
        st.sampled_from(sorted(ConsentScope)),
        st.sampled_from(["candidate", "representative", "contractor", "csr", "system"]),
    ),
    max_size=6,
)


@settings(max_examples=12, deadline=None)
@given(steps)
def test_every_row_of_events_makes_a_whole_record(found: Any) -> None:
    ledger = asked_and(*found)
    made = record(ledger)
    triples = graph(made)
    holds, _report, text = validate(triples, shacl_graph=SHAPES, advanced=True)
    assert holds, text
    assert len(set(triples.objects(None, DPV.hasConsentStatus))) == len(ledger)
    assert [one["srp:prevHash"] for one in made["dpv:hasConsentStatus"]] == [one.previous_hash for one in ledger]
    said = {str(found) for found in triples.objects(None, RDF.type) if str(found).startswith(str(DPV))}
    assert said | set(re.findall(r"dpv:\w+", json.dumps({**made, "@context": ""}))) <= (
        TERMS | {term.replace("dpv:", str(DPV)) for term in TERMS}
    )
    yes = [one for one in made["dpv:hasConsentStatus"] if "dpv:ExplicitlyExpressedConsent" in one["@type"]]
    assert all(one["srp:appliesTo"]["@id"].endswith("#c2") for one in yes)


def test_stopping_by_somebody_else_is_not_called_a_withdrawal() -> None:
    by_csr = record([*GIVEN, line(5, ConsentEventKind.WITHDRAWN, ConsentScope.C1, "csr")])
    herself = record([*GIVEN, line(5, ConsentEventKind.WITHDRAWN, ConsentScope.C1)])
    parent = record([*GIVEN, line(5, ConsentEventKind.WITHDRAWN, ConsentScope.C1, "representative")])
    assert parent["dpv:hasConsentStatus"][-1]["@type"] == "dpv:ConsentWithdrawn"
    assert parent["dpv:hasConsentStatus"][-1]["dpv:isIndicatedBy"].endswith("#representative")
    assert by_csr["dpv:hasConsentStatus"][-1]["@type"] == "dpv:ConsentRevoked"
    assert herself["dpv:hasConsentStatus"][-1]["@type"] == "dpv:ConsentWithdrawn"


def test_a_pseudonym_tells_no_key_and_is_always_the_same() -> None:
    made = pseudonym("subject", CANDIDATE)
    assert made == pseudonym("subject", CANDIDATE) != pseudonym("record", CANDIDATE)
    assert made.version == 4
    text = json.dumps(record())
    assert not any(str(key) in text for key in (REQUEST, CANDIDATE, CONTRACTOR))
