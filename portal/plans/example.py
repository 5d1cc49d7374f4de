"""A plan that is filled in, to look at before making one; the company and the people in it do not exist."""

from typing import Any

EXAMPLE: dict[str, Any] = {
    "sections": {
        "facts": {"correct": "yes"},
        "contact": {
            "name": "Sanne Visser",
            "job_title": "Projectleider",
            "email": "s.visser@bouwbedrijf.example",
            "phone": "050 000 00 00",
        },
        "efforts": {},
        "schedule": {
            "correct": "yes",
            "note": "Wij beginnen met 1 medewerker. Na de bouwvak komt de leerling erbij.",
        },
        "recruitment": {
            "channels": ["coordination_point", "school"],
            "help": "yes",
            "guidance": "De uitvoerder begeleidt de mensen op het werk. Hij heeft een cursus gevolgd. "
            "Elke 2 weken is er een gesprek met de werkbegeleider. De leerling krijgt een praktijkopleider.",
        },
        "subcontractors": {
            "uses": "yes",
            "companies": [
                {"company": "Schildersbedrijf Noord (fictief)", "kvk_number": "", "part": "1 leerwerkplek voor 1 jaar"}
            ],
            "risks": "Iemand kan stoppen. Dan zoeken wij samen met het coördinatiepunt binnen 4 weken iemand anders.",
        },
    },
    "efforts": [
        {
            "id": "voorbeeld-1",
            "form": "employment",
            "target_group": "pwet",
            "duration_class": "pwet_lt_2y",
            "people": 1,
            "hours_per_week": "32.00",
            "starts_in": "2026-09-01",
            "months": 12,
            "cost": None,
            "value": "31111.11",
        },
        {
            "id": "voorbeeld-2",
            "form": "bbl",
            "target_group": "student",
            "duration_class": "bbl_new",
            "people": 1,
            "hours_per_week": "36.00",
            "starts_in": "2026-09-01",
            "months": 8,
            "cost": None,
            "value": "10000.00",
        },
    ],
}
