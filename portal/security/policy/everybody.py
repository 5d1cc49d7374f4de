"""Open to everybody: public pages."""

from portal.security.access import Line
from portal.security.policy.words import NONE, P3

LINES: dict[str, Line] = {
    # --- pages ---
    "assets.file": Line(purpose=NONE),
    "pages.help": Line(purpose=NONE),
    "pages.how_it_works": Line(purpose=NONE),
    "pages.calculator": Line(purpose=NONE),
    "pages.privacy": Line(purpose=P3),
    "pages.accessibility": Line(purpose=NONE),
    "pages.about": Line(purpose=NONE),
    "pages.language": Line(purpose=NONE),
    "pages.robots": Line(purpose=NONE),
    "pages.security_txt": Line(purpose=NONE),
}
