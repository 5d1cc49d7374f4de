"""What an effort or a placement is worth by a value table, what a contract demands, and where it stands.

Pure computation: no framework, no database, nothing else of the portal.
"""

from portal.valuation.actual import value_accepted_hours
from portal.valuation.breaks import UsedMonths, Worked, used_months
from portal.valuation.effort import value_effort
from portal.valuation.explanation import (
    ClassNeeded,
    DataMissing,
    ExplanationLine,
    NotInTable,
    ValuationRefused,
    euro,
    texts,
)
from portal.valuation.names import CLASS_NAMES, FORM_NAMES, GROUP_NAMES, UNKNOWN_GROUP, Name
from portal.valuation.placement import HoursPeriod, value_placement
from portal.valuation.reading import Fault, TableInvalid
from portal.valuation.rows import Raise, Row, TextRule
from portal.valuation.shipped import shipped_table, shipped_tables
from portal.valuation.table import ValueTable
from portal.valuation.vocabulary import (
    CapBasis,
    DurationClass,
    Form,
    HoursBasis,
    LongBreak,
    MonthCount,
    TargetGroup,
    Unit,
)
from portal.valuation.work import Valuation

__all__ = [
    "CLASS_NAMES",
    "FORM_NAMES",
    "GROUP_NAMES",
    "UNKNOWN_GROUP",
    "CapBasis",
    "ClassNeeded",
    "DataMissing",
    "DurationClass",
    "ExplanationLine",
    "Fault",
    "Form",
    "HoursBasis",
    "HoursPeriod",
    "LongBreak",
    "MonthCount",
    "Name",
    "NotInTable",
    "Raise",
    "Row",
    "TableInvalid",
    "TargetGroup",
    "TextRule",
    "Unit",
    "UsedMonths",
    "Valuation",
    "ValuationRefused",
    "ValueTable",
    "Worked",
    "euro",
    "shipped_table",
    "shipped_tables",
    "texts",
    "used_months",
    "value_accepted_hours",
    "value_effort",
    "value_placement",
]
