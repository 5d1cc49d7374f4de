"""A consent record that travels: JSON-LD after ISO/IEC TS 27560 with terms of DPV 2.3 (privacy.md 3.4).

The context is inside, so that a reader fetches nothing. No name, no target group and no token is in it; persons and
records go by pseudonyms that are made of our identifiers and do not lead back to them.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.consents.notices import notice_of
from portal.consents.queries import Question
from portal.models import ConsentEventKind, ConsentScope, NoticeServed

MIME = "application/ld+json"
PROFILE = "https://w3id.org/dpv/schema/dpv-27560#record-eu-gdpr"
_IDS = (
    "dpv:hasPurpose dpv:hasLegalBasis dpv:hasRecipient dpv:hasDataController dpv:hasDataProcessor "
    "dpv:hasJurisdiction dpv:hasApplicableLaw dpv:hasAuthority dpv:hasLocation dpv:hasNecessity dpv:hasDataSource "
    "dpv:hasProcessing dpv:isExercisedAt dpv:isIndicatedBy dct:conformsTo skos:broader"
)
CONTEXT: dict[str, Any] = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "loc": "https://w3id.org/dpv/loc#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "legal-eu": "https://w3id.org/dpv/legal/eu#",
    "dct": "http://purl.org/dc/terms/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "schema": "https://schema.org/",
    "srp": "https://example.org/ns/social-return-portal#",
    **{term: {"@type": "@id"} for term in _IDS.split()},
    "dct:created": {"@type": "xsd:dateTime"},
    "dpv:isIndicatedAtTime": {"@type": "xsd:dateTime"},
}
AUTHORITY = "srp:party-ap"
STATES = {  # the state an event brings; 'served' changes none, the question still waits
    ConsentEventKind.REQUESTED: "dpv:ConsentRequested",
    ConsentEventKind.SERVED: "dpv:ConsentRequested",
    ConsentEventKind.DEFERRED: "dpv:ConsentRequestDeferred",
    ConsentEventKind.GIVEN: "dpv:ConsentGiven",
    ConsentEventKind.RENEWED: "dpv:RenewedConsentGiven",
    ConsentEventKind.REFUSED: "dpv:ConsentRefused",
    ConsentEventKind.WITHDRAWN: "dpv:ConsentWithdrawn",
    ConsentEventKind.EXPIRED: "dpv:ConsentExpired",
    ConsentEventKind.INVALIDATED: "dpv:ConsentInvalidated",
    ConsentEventKind.CANCELLED: "dpv:ConsentRevoked",  # by another than the candidate
}
YES = frozenset({ConsentEventKind.GIVEN, ConsentEventKind.RENEWED})
METHODS = {
    "web": "web-form; radio ja/nee, niets vooraf gekozen; POST na controle van de geboortedatum",
    "mail": "e-mail aan het coördinatiepunt",
    "contractor": "doorgegeven door de opdrachtnemer",
    "paper": "papieren formulier, ingevoerd met vier ogen",
    "desk": "aan het loket",
    "clock": "termijn verlopen",
}
RIGHTS = (
    ("A15", "Inzage"),
    ("A16", "Verbetering"),
    ("A17", "Verwijdering"),
    ("A18", "Beperking"),
    ("A20", "Meenemen van gegevens"),
    ("A21", "Bezwaar"),
)


@dataclass(frozen=True)
class Around:
    """What a record says besides its question."""

    manage_at: str  # where a candidate asks for a link to stop; never a link of her own
    retention_years: int
    page_versions: Mapping[str, str]  # of the pages on which a notice was shown, by its checksum


def pseudonym(kind: str, key: UUID) -> UUID:
    """The same for the same ``key``, and shaped as a random UUID: it tells neither the key nor when it was made."""
    return UUID(bytes=hashlib.sha256(f"{kind}:{key}".encode()).digest()[:16], version=4)


def consent_record(question: Question, ledger: Sequence[sa.Row[Any]], around: Around) -> dict[str, Any]:
    """``ledger`` is of this question, oldest first, as ``queries.ledger_of`` reads it."""
    record, subject = pseudonym("record", question.request_id), pseudonym("subject", question.candidate_id)
    contractor = f"srp:party-contractor-{pseudonym('organisation', question.contractor_id)}"
    office = f"srp:party-csr-{question.region}"
    parties = {
        "candidate": f"urn:uuid:{subject}",
        "representative": f"urn:uuid:{subject}#representative",  # who decides for her is named nowhere (PR-33)
        "contractor": contractor,
        "csr": office,
        "system": office,
    }
    return {
        "@context": CONTEXT,
        "@id": f"urn:uuid:{record}",
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": PROFILE,
        "dpv:hasIdentifier": str(record),
        "dct:created": _moment(ledger[0].at),
        "dpv:hasJurisdiction": "loc:NL",
        "dpv:hasApplicableLaw": "legal-eu:law-GDPR",
        "dpv:hasAuthority": AUTHORITY,
        "dpv:hasDataSubject": {
            "@id": f"urn:uuid:{subject}",
            "@type": "dpv:DataSubject",
            "skos:broader": "dpv:VulnerableDataSubject",
        },
        "dpv:hasDataController": [contractor],
        "dpv:hasEntity": _entities(question, contractor, office),
        "dpv:hasNotice": [_notice(sha256, around.page_versions.get(sha256, "")) for sha256 in _notices(ledger)],
        "dpv:hasProcess": [
            _ordinary(record, office, around.retention_years),
            _group(record, office),
        ],
        "dpv:hasConsentControl": [
            {"@type": ["dpv:WithdrawConsent", "dpv:ManageConsent"], "dpv:isExercisedAt": around.manage_at}
        ],
        "dpv:hasRight": _rights(question, around),
        "dpv:hasConsentStatus": [_event(record, line, parties) for line in ledger],
    }


def page_versions(connection: sa.Connection, request_id: UUID) -> dict[str, str]:
    """Of the pages that showed each notice to this candidate last, by the checksum of the notice."""
    rows = connection.execute(
        sa.select(NoticeServed.notice_sha256, NoticeServed.page_version)
        .where(NoticeServed.request_id == request_id)
        .order_by(NoticeServed.at)
    )
    return {row.notice_sha256: row.page_version for row in rows}


def _entities(question: Question, contractor: str, office: str) -> list[dict[str, Any]]:
    mailbox = question.desk.email
    return [
        {
            "@id": contractor,
            "@type": "dpv:DataController",
            "dpv:hasIdentifier": contractor,
            "dpv:hasName": question.contractor,
            "dpv:hasAddress": f"te bevragen bij {mailbox}",
            "dpv:hasContact": mailbox,
        },
        {
            "@id": office,
            "@type": ["dpv:DataController", "dpv:Recipient"],
            "dpv:hasIdentifier": office,
            "dpv:hasName": question.office or office,
            "dpv:hasAddress": question.office_address or f"te bevragen bij {mailbox}",
            "dpv:hasContact": mailbox,
        },
        {
            "@id": AUTHORITY,
            "@type": "dpv:Authority",
            "dpv:hasIdentifier": AUTHORITY,
            "dpv:hasName": "Autoriteit Persoonsgegevens",
            "dpv:hasAddress": "Postbus 93374, 2509 AJ Den Haag",
            "dpv:hasContact": "https://autoriteitpersoonsgegevens.nl",
        },
    ]


def _notices(ledger: Sequence[sa.Row[Any]]) -> list[str]:
    """Checksums of the texts that were decided on, each once, oldest first."""
    return list(dict.fromkeys(line.notice_sha256 for line in ledger if line.notice_sha256))


def _notice(sha256: str, page_version: str) -> dict[str, Any]:
    text = notice_of(sha256)
    return {
        "@id": f"urn:sha256:{sha256}",
        "@type": "dpv:ConsentNotice",
        "dct:identifier": "toestemming-kandidaat",
        "dct:hasVersion": text.version,
        "dct:language": text.language,
        "srp:languageLevel": "B1",
        "srp:uiVersion": page_version,
    }


def _ordinary(record: UUID, office: str, years: int) -> dict[str, Any]:
    duration = {"rdf:value": {"@value": f"P{years}Y", "@type": "xsd:duration"}}
    data: tuple[tuple[str, dict[str, str]], ...] = (
        ("pd:Name", {}),
        ("pd:PhysicalAddress", {}),
        ("pd:BirthDate", {}),
        ("pd:CurrentEmployment", {"dct:description": "arbeids-, inleen- of stageovereenkomst"}),
    )
    return {
        **_process(record, ConsentScope.C1, "C1 gewone gegevens in de Social Return Monitor", office),
        "dpv:hasLegalBasis": "eu-gdpr:A6-1-a",
        "dpv:hasPersonalData": [
            {"@type": "dpv:PersonalData", "skos:broader": kind, **more, **_source("dpv:Required")}
            for kind, more in data
        ],
        "dpv:hasStorageCondition": [
            _stored_in_nl(),
            {
                "@type": "dpv:StorageDuration",
                "dpv:hasDuration": {
                    "@type": "dpv:TemporalDuration", **duration, "srp:startsAt": "srp:supervision-case-closed"
                },
            },
        ],
    }  # fmt: skip


def _group(record: UUID, office: str) -> dict[str, Any]:
    until = {"@type": "dpv:UntilEventDuration", "rdf:value": "intrekking van C2 of einde bewaartermijn"}
    return {
        **_process(record, ConsentScope.C2, "C2 gegeven over uitkering/doelgroep (bijzonder persoonsgegeven)", office),
        "dpv:hasLegalBasis": ["eu-gdpr:A6-1-a", "eu-gdpr:A9-2-a"],
        "dpv:hasPersonalData": [
            {
                "@type": "dpv:SpecialCategoryPersonalData",
                "skos:broader": "pd:Disability",
                "dct:description": "uitkering/doelgroep (waarde staat niet in dit record)",
                **_source("dpv:Optional"),
            }
        ],
        "dpv:hasStorageCondition": [_stored_in_nl(), {"@type": "dpv:StorageDuration", "dpv:hasDuration": until}],
    }


def _process(record: UUID, scope: ConsentScope, title: str, office: str) -> dict[str, Any]:
    return {
        "@id": f"urn:uuid:{record}#{scope}",
        "@type": "dpv:Process",
        "dct:title": title,
        "dpv:hasPurpose": ["srp:prestatie-opdrachtnemer-meten"],
        "dpv:hasProcessing": ["dpv:Collect", "dpv:Store", "dpv:Disclose"],
        "dpv:hasRecipient": [office],
    }


def _source(necessity: str) -> dict[str, str]:
    return {"dpv:hasNecessity": necessity, "dpv:hasDataSource": "dpv:DataControllerDataSource"}


def _stored_in_nl() -> dict[str, str]:
    return {"@type": "dpv:StorageLocation", "dpv:hasLocation": "loc:NL"}


def _rights(question: Question, around: Around) -> list[dict[str, Any]]:
    desk = f"mailto:{question.desk.email}"
    stop = ("A7-3", "Toestemming intrekken", around.manage_at)
    complain = ("A77", "Klacht bij de Autoriteit Persoonsgegevens", "https://autoriteitpersoonsgegevens.nl")
    return [
        {
            "@type": ["dpv:DataSubjectRight", f"eu-gdpr:{article}"],
            "dct:title": title,
            "dpv:isExercisedAt": where,
        }
        for article, title, where in (stop, *((article, title, desk) for article, title in RIGHTS), complain)
    ]


def _event(record: UUID, line: sa.Row[Any], parties: dict[str, str]) -> dict[str, Any]:
    """One line of the ledger, with its own hash and that of the line before."""
    state: str | list[str] = STATES[line.kind]
    about = f"urn:uuid:{record}#{line.scope}"
    more: dict[str, Any] = {}
    if line.kind is ConsentEventKind.REQUESTED:
        about = f"urn:uuid:{record}"
    if line.kind in YES:
        is_group = line.scope is ConsentScope.C2
        state = [STATES[line.kind], "dpv:ExplicitlyExpressedConsent" if is_group else "dpv:ExpressedConsent"]
        until = {"@type": "dpv:UntilEventDuration", "rdf:value": "intrekking of einde bewaartermijn"}
        more["dpv:hasDuration"] = until
    if line.kind is ConsentEventKind.WITHDRAWN and line.actor not in ("candidate", "representative"):
        state = "dpv:ConsentRevoked"
    if line.identity_check:
        more["srp:identityCheck"] = line.identity_check
    if line.notice_sha256:
        more["srp:notice"] = {"@id": f"urn:sha256:{line.notice_sha256}"}
    return {
        "@id": f"urn:uuid:{pseudonym(f'event-{line.position}', line.request_id)}",
        "@type": state,
        "dpv:isIndicatedBy": parties.get(line.actor, parties["system"]),
        "dpv:isIndicatedAtTime": _moment(line.at),
        "dpv:hasIndicationMethod": METHODS.get(line.channel, line.channel),
        "srp:appliesTo": {"@id": about},
        "srp:kind": line.kind.value,
        **more,
        "srp:prevHash": line.previous_hash,
        "srp:hash": line.hash,
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
