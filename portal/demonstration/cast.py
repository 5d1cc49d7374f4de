"""The candidates of the story. Nobody exists; their dates of birth are shown, so that a tester can open their links."""

from dataclasses import dataclass
from datetime import date

from portal.models import Agreement
from portal.valuation import DurationClass, TargetGroup


@dataclass(frozen=True)
class Figure:
    first_name: str
    surname: str
    born: date
    town: str = "Drachten"
    group: TargetGroup | None = None
    duration_class: DurationClass | None = None
    agreement: Agreement = Agreement.EMPLOYMENT
    language: str = "nl"

    @property
    def email(self) -> str:
        """Made of the day of birth, because not every name fits in an address."""
        return f"kandidaat-{self.born:%Y%m%d}@post.example"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.surname}"


_G, _C = TargetGroup, DurationClass
_INTERN = Agreement.INTERNSHIP
CAST = {
    "veenstra": Figure("Jouke", "Veenstra", date(1971, 3, 14), "Sneek", _G.PWET, _C.PWET_GT_2Y),
    "haddad": Figure("Samira", "Haddad", date(1994, 11, 2), "Assen", _G.PWET, _C.PWET_LT_2Y),
    "ozturk": Figure("Gülşen", "Öztürk-Çelik", date(1989, 5, 21), "Emmen", _G.WW, _C.WW_GT_12M),
    "bakema": Figure("Tjitske", "Bakema", date(1992, 8, 30), "Assen", _G.WW, _C.WW_3_12M, Agreement.HIRING_IN),
    "huizinga": Figure("Ritske", "Huizinga", date(1974, 1, 19), "Franeker", _G.WIA),
    "wiersma": Figure("Nynke", "Wiersma", date(2001, 6, 7), "Delfzijl", _G.WAJONG),
    "kowalczyk": Figure("Małgorzata", "Kowalczyk", date(2006, 2, 11), "Sneek", _G.STUDENT, _C.BBL_NEW),
    "pot": Figure("Sem", "Pot", date(2005, 9, 25), "Winschoten", _G.STUDENT, _C.BBL_EXISTING),
    "tekle": Figure("ሰላም", "ተክለ", date(2007, 4, 3), "Bolsward", _G.STUDENT, _C.MBO_1_2, _INTERN),
    "nguyen": Figure("Thị Ngọc", "Nguyễn", date(2004, 12, 16), "Emmen", _G.STUDENT, _C.MBO_3_4, _INTERN),
    "meijer": Figure("Wolfgang-Alexander", "Meijer-van Wijngaarden tot Oosterhesselen", date(1985, 10, 9), "Groningen",
                     _G.PWET, _C.PWET_LT_2Y),
    "brink": Figure("Geesje", "ten Brink", date(1968, 7, 1), "Stadskanaal", _G.WAJONG),
    "sorensen": Figure("Søren", "Sørensen", date(1990, 2, 28), "Groningen", _G.WW, _C.WW_GT_12M),
    "al-hassan": Figure("محمد", "الحسن", date(1979, 12, 5), "Groningen", _G.PWET, _C.PWET_GT_2Y),
    "smeding": Figure("Fokje", "Smeding", date(1996, 3, 22), "Hoogezand", _G.PWET, _C.PWET_GT_2Y),
    "dekens": Figure("Harm", "Dekens", date(1983, 4, 17)),
    "jelsma": Figure("Ype", "Jelsma", date(1998, 1, 8)),
    "oliveira": Figure("Inês", "d’Oliveira", date(1991, 9, 13), "Groningen", language="en"),
    "pranger": Figure("Tea", "Pranger", date(1977, 11, 29)),
    "rozema": Figure("Bouke", "Rozema", date(2000, 5, 5), "Sneek"),
    "lanting": Figure("Aaltje", "Lanting", date(1987, 6, 18)),
    "vos": Figure("Marieke", "Vos", date(1993, 10, 31), "Leek", _G.WIA),
    "kramer": Figure("Jan", "Kramer", date(1969, 8, 8), "Sneek", _G.NUO),
    "postma": Figure("Grytsje", "Postma", date(1964, 5, 11), "Sneek"),
    "dijkstra": Figure("Jesse", "Dijkstra", date(2011, 8, 20), "Bolsward", agreement=_INTERN),
    "hoekstra": Figure("Foppe", "Hoekstra", date(1959, 2, 26), "Sneek"),
    "elzinga": Figure("Wytse", "Elzinga", date(1995, 12, 24)),
    "tuinstra": Figure("Meint", "Tuinstra", date(1963, 4, 12), "Dokkum", _G.WW, _C.WW_GT_12M),
    "bouma": Figure("Wiepkje", "Bouma", date(1981, 7, 9), "Dokkum", _G.WW, _C.WW_GT_12M),
    "boomsma": Figure("Sietske", "Boomsma", date(1982, 2, 17), "Drachten", _G.WW, _C.WW_GT_12M),
    "wierda": Figure("Klaas", "Wierda", date(1984, 3, 3), "Sneek", _G.WW, _C.WW_GT_12M),
    "hofstra": Figure("Durk", "Hofstra", date(1966, 9, 30), "Heerenveen", _G.PWET, _C.PWET_GT_2Y),
    "zijlstra": Figure("Aukje", "Zijlstra", date(1990, 1, 23), "Joure", _G.WIA),
    "yilmaz": Figure("Emre", "Yılmaz", date(1999, 7, 27), "Groningen", _G.WIA),
}  # fmt: skip
