"""Who plays in a practice environment. All organisations and people are invented, and say so."""

import base64
import hashlib
from dataclasses import dataclass

from portal.models import OrganisationKind, Region, Role

PASSWORD = "samen oefenen met social return"  # noqa: S105 - printed on a page, for invented people only
MARK = "(fictief)"


@dataclass(frozen=True)
class Party:
    key: str
    kind: OrganisationKind
    name: str
    region: Region | None = None
    kvk_number: str | None = None

    @property
    def shown_name(self) -> str:
        return f"{self.name} {MARK}"

    @property
    def domain(self) -> str:
        return f"{self.key}.example"


@dataclass(frozen=True)
class Person:
    name: str
    party: str
    role: Role

    @property
    def email(self) -> str:
        first = self.name.split()[0].casefold()
        plain = first.translate(str.maketrans("üöëþıéł", "uoetiel"))
        return f"{plain}@{self.party}.example"

    @property
    def totp_secret(self) -> str:
        """Always the same for the same person, so that a tester's app keeps working after a fresh start."""
        return base64.b32encode(hashlib.sha256(f"practice {self.email}".encode()).digest()[:20]).decode()


_CSR, _CLIENT, _CONTRACTOR = (
    OrganisationKind.COORDINATION_POINT,
    OrganisationKind.CLIENT,
    OrganisationKind.CONTRACTOR,
)
PARTIES = (
    Party("csr-groningen", _CSR, "Coördinatiepunt Social Return Groningen", Region.GRONINGEN),
    Party("csr-drenthe", _CSR, "Coördinatiepunt Social Return Drenthe", Region.DRENTHE),
    Party("csr-friesland", _CSR, "Coördinatiepunt Social Return Friesland", Region.FRIESLAND),
    Party("waddenhorn", _CLIENT, "Gemeente Waddenhorn"),
    Party("noorderdiep", _CLIENT, "Gemeente Noorderdiep"),
    Party("westerdrift", _CLIENT, "Gemeente Westerdrift"),
    Party("noordermark", _CLIENT, "Provincie Noordermark"),
    Party("hogeland-zuid", _CLIENT, "Waterschap Het Hogeland-Zuid"),
    Party("veenkanaal", _CLIENT, "Gemeente Veenkanaal"),
    Party("aardvast", _CLIENT, "Projectbureau Aardvast"),
    Party("deterp", _CONTRACTOR, "Bouwgroep De Terp BV", kvk_number="90000001"),
    Party("groenvast", _CONTRACTOR, "Groenvast Noord BV", kvk_number="90000002"),
    Party("helder", _CONTRACTOR, "Helder Schoonmaak BV", kvk_number="90000003"),
    Party("wad-en-weg", _CONTRACTOR, "Infra Wad & Weg BV", kvk_number="90000004"),
    Party("sluiswerk", _CONTRACTOR, "Combinatie Sluiswerk", kvk_number="90000005"),
    Party("taxi-eems", _CONTRACTOR, "Taxi Eems BV", kvk_number="90000006"),
    Party("digi-noord", _CONTRACTOR, "Digi Noord BV", kvk_number="90000007"),
    Party("zorgthuis", _CONTRACTOR, "Zorgthuis Noord", kvk_number="90000008"),
    Party("de-klaver", _CONTRACTOR, "Drukkerij De Klaver", kvk_number="90000009"),
)
PEOPLE = (
    Person("Anna Jansen", "deterp", Role.CONTRACTOR_ADMIN),
    Person("Bram Wijngaarden-van der Meulen", "deterp", Role.CONTRACTOR_USER),
    Person("Gerda Þórsdóttir", "groenvast", Role.CONTRACTOR_ADMIN),
    Person("Hülya Yıldız", "helder", Role.CONTRACTOR_ADMIN),
    Person("Ids Hoekstra", "wad-en-weg", Role.CONTRACTOR_ADMIN),
    Person("Sjoukje van ’t Zandt", "sluiswerk", Role.CONTRACTOR_ADMIN),
    Person("Eppo Kuipers", "taxi-eems", Role.CONTRACTOR_ADMIN),
    Person("Łukasz Nowak", "digi-noord", Role.CONTRACTOR_ADMIN),
    Person("Jantje Smit", "zorgthuis", Role.CONTRACTOR_ADMIN),
    Person("Klaas Veldhuis", "de-klaver", Role.CONTRACTOR_ADMIN),
    Person("Maaike de Vries", "csr-friesland", Role.CSR_MANAGER),
    Person("Jelle Dijkstra", "csr-friesland", Role.CSR_REVIEWER),
    Person("Geert Mulder", "csr-groningen", Role.CSR_MANAGER),
    Person("Roelie Bakker", "csr-groningen", Role.CSR_REVIEWER),
    Person("Marloes Eising", "csr-drenthe", Role.CSR_MANAGER),
    Person("Harm Oosting", "csr-drenthe", Role.CSR_REVIEWER),
    Person("Karin Postma", "waddenhorn", Role.CLIENT),
    Person("Otto Zijlstra", "noorderdiep", Role.CLIENT),
    Person("Femke Bosma", "csr-friesland", Role.PRIVACY_OFFICER),
)


def party(key: str) -> Party:
    return next(found for found in PARTIES if found.key == key)
