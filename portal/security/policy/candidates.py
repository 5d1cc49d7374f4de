"""The candidate, who has no account: whoever holds the link, after the date of birth."""

from portal.security.access import Line, Scope
from portal.security.policy.words import P3, P4

LINES: dict[str, Line] = {
    # --- consents ---
    "consents.link": Line(scope=Scope.LINK, purpose=P3),
    "consents.birth_date": Line(scope=Scope.LINK, purpose=P3),
    "consents.answer": Line(scope=Scope.LINK, purpose=P3, state="no answer yet"),
    "consents.later": Line(scope=Scope.LINK, purpose=P3, state="no answer yet"),
    "consents.later_said": Line(scope=Scope.LINK, purpose=P3),
    "consents.unknown": Line(scope=Scope.LINK, purpose=P3, state="no answer yet"),
    "consents.stop_page": Line(scope=Scope.LINK, purpose=P3, state="said yes"),
    "consents.stop": Line(scope=Scope.LINK, purpose=P3, state="said yes"),
    "consents.receipt": Line(scope=Scope.LINK, purpose=P3, state="answered"),
    "consents.receipt_pdf": Line(scope=Scope.LINK, purpose=P3, state="answered"),
    "consents.renew": Line(scope=Scope.LINK, purpose=P3, state="asked again about a changed text"),
    "consents.renewed": Line(scope=Scope.LINK, purpose=P3, state="asked again about a changed text"),
    "consents.text_read": Line(scope=Scope.LINK, purpose=P3, state="said yes"),
    "consents.changes": Line(purpose=P3),
    "consents.language": Line(scope=Scope.LINK, purpose=P3),
    "consents.notice": Line(scope=Scope.LINK, purpose=P3),
    "consents.record": Line(scope=Scope.LINK, purpose=P3, state="answered"),
    "consents.check_receipt": Line(purpose=P3),
    "consents.code": Line(purpose=P3),
    "consents.new_link": Line(purpose=P3),
    "consents.new_link_sent": Line(purpose=P3),
    # --- dossier ---
    "dossier.data": Line(scope=Scope.LINK, purpose=P4, state="said yes"),
    "dossier.everything": Line(scope=Scope.LINK, purpose=P4, state="said yes"),
    "dossier.ask": Line(scope=Scope.LINK, purpose=P4, state="said yes"),
    "dossier.asked": Line(scope=Scope.LINK, purpose=P4, state="said yes"),
}
