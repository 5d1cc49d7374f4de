"""What a coordination point watches over consent: doubts, letters and answers on paper, the random sample."""

from flask import Response

from portal import clock
from portal.consents import watching
from portal.consents.terms import terms
from portal.db import reading
from portal.review import blueprint
from portal.security.viewer import own_region
from portal.valuation.months import add_months
from portal.web.pages import page


@blueprint.get("/csr/twijfel")
def doubts() -> Response:
    """Consents whose work cannot be approved before somebody looked (PR-34). Nobody is named."""
    return page("review/doubts.html", doubts=watching.doubts_of(reading(), own_region()), day_of=clock.day_of)


@blueprint.get("/csr/brieven")
def letters() -> Response:
    """Letters to print, and answers that wait for a second person (PR-32)."""
    printable = watching.letters_of(reading(), own_region())
    return page(
        "review/letters.html",
        waiting=[one for one in printable if one.printed_at is None],
        printed=[one for one in printable if one.printed_at is not None],
        answers=watching.answers_to_confirm(reading(), own_region()),
        day_of=clock.day_of,
    )


@blueprint.get("/csr/steekproef")
def samples() -> Response:
    """Drawn at random: a letter asks at home whether it is right (PR-34)."""
    return page("review/samples.html", samples=watching.samples_of(reading(), own_region()), day_of=clock.day_of)


@blueprint.get("/csr/bevroren")
def frozen() -> Response:
    """Asked again, not answered, and closed to everybody: since when, and what can be done (PR-31). Nobody is named."""
    months = terms(reading(), own_region()).frozen_months
    too_long = add_months(clock.today(), -months)
    found = watching.frozen_of(reading(), own_region())
    return page(
        "review/frozen.html",
        months=months,
        long=[one for one in found if clock.day_of(one.since) <= too_long],
        others=[one for one in found if clock.day_of(one.since) > too_long],
        day_of=clock.day_of,
    )
