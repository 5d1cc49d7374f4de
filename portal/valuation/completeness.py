"""What a table leaves open: a duration without a row is a fault, a group without a row is something to know."""

from collections.abc import Iterator, Mapping, Sequence

from portal.valuation.names import CLASS_NAMES
from portal.valuation.reading import Fault
from portal.valuation.rows import Row
from portal.valuation.vocabulary import PERSON_FORMS, DurationClass, Form, TargetGroup, Unit

SCALES: Mapping[TargetGroup, tuple[tuple[DurationClass, ...], ...]] = {
    TargetGroup.PWET: ((DurationClass.PWET_LT_2Y, DurationClass.PWET_GT_2Y),),
    TargetGroup.WW: (
        (DurationClass.WW_LT_12M, DurationClass.WW_GT_12M),
        (DurationClass.WW_LT_3M, DurationClass.WW_3_12M, DurationClass.WW_GT_12M),
    ),
}
"""The ways in which the duration of a benefit is cut; each way covers every duration once."""

WIDER: Mapping[DurationClass, DurationClass] = {
    DurationClass.WW_LT_3M: DurationClass.WW_LT_12M,
    DurationClass.WW_3_12M: DurationClass.WW_LT_12M,
}
"""The class of a coarser table that a finer class falls in."""


def find_gaps(rows: Sequence[Row]) -> Iterator[Fault]:
    """A fault for each form and group whose durations are not covered exactly once (one row for all covers them)."""
    for form in Form:
        for group, scales in SCALES.items():
            places = {
                duration: index
                for index, row in enumerate(rows, start=1)
                if form in row.forms
                for one, duration in row.applies
                if one is group
            }
            if not places or None in places:
                continue
            known = {duration for duration in places if duration is not None}
            scale = max(scales, key=lambda each: (len(known & set(each)), -len(each)))
            first = min(places.values())
            for duration in scale:
                if duration not in known:
                    yield Fault("rows", first, "applies", "gap", CLASS_NAMES[duration].nl)
            for duration in sorted(known - set(scale)):
                yield Fault("rows", places[duration], "applies", "overlap", CLASS_NAMES[duration].nl)


def groups_without_row(rows: Sequence[Row]) -> tuple[TargetGroup, ...]:
    """Groups of the protocol for which no work is worth anything: their value is always agreed on."""
    valued = {
        group
        for row in rows
        if row.unit is not Unit.NOT_ELIGIBLE and PERSON_FORMS.intersection(row.forms)
        for group, _ in row.applies
    }
    return tuple(group for group in TargetGroup if group not in valued)
