"""How fields, grounds, purposes and terms of the register read to the person they are about, in plain words."""

from typing import Any

from portal.privacy.declaring import Ground, Source, Term
from portal.privacy.purposes import For
from portal.web.i18n import lazy_gettext as _l

CHANNEL_WORDS: dict[str, Any] = {  # of an event of consent
    "web": _l("On the website"),
    "mail": _l("By e-mail"),
    "paper": _l("On paper"),
    "desk": _l("At the desk"),
    "clock": _l("By itself, because the time was over"),
}
FIELD_WORDS: dict[str, Any] = {
    "first_name": _l("First name"),
    "surname": _l("Surname"),
    "email": _l("E-mail address"),
    "street": _l("Street and house number"),
    "postcode": _l("Postcode"),
    "town": _l("Town"),
    "birth_date": _l("Date of birth"),
    "target_group": _l("Benefit or group"),
    "duration_class": _l("How long"),
    "agreement": _l("Agreement"),
    "employer_kind": _l("Kind of employer"),
    "employer_name": _l("Employer"),
    "starts_on": _l("Start date"),
    "ends_on": _l("End date"),
    "language": _l("Language"),
    "number": _l("Number"),
    "status": _l("Status"),
    "at": _l("Moment"),
    "kind": _l("What"),
    "scope": _l("About"),
    "channel": _l("How"),
    "reason": _l("Reason"),
    "value": _l("Value in euro"),
    "approved_value": _l("Approved value in euro"),
    "hours_per_week": _l("Hours a week"),
    "from_on": _l("From"),
    "form": _l("Kind of work"),
    "text": _l("Your words"),
    "name": _l("Name"),
    "address": _l("Address"),
    "requested_at": _l("Asked on"),
    "decide_by": _l("Last day to choose"),
    "answered_at": _l("Answered on"),
    "c2_given": _l("Benefit or group may be passed on"),
    "received_on": _l("Received on"),
    "outcome": _l("Decision"),
    "reasons": _l("Why"),
    "field": _l("What is not right"),
    "wanted": _l("What it must be"),
    "old": _l("What it was"),
    "answer": _l("Answer of the contractor"),
    "since": _l("Since"),
    "lifted_at": _l("Ended on"),
    "recipient": _l("Who got it"),
    "fields": _l("Which information"),
    "means": _l("By what way"),
    "message": _l("Message"),
    "created_at": _l("Written down on"),
    "evidence": _l("Evidence"),
    "evidence_kind": _l("Kind of evidence"),
    "evidence_seen_on": _l("Evidence seen on"),
    "stop_reason": _l("Why the work ended"),
    "is_permanent": _l("Permanent work"),
}
PART_WORDS: dict[str, Any] = {
    "name": _l("Name"),
    "contact": _l("E-mail address"),
    "address": _l("Street, postcode and town"),
    "birth_date": _l("Date of birth"),
    "group": _l("Benefit or group"),
}
TABLE_WORDS: dict[str, Any] = {
    "candidate": _l("Who you are"),
    "consent_request": _l("The question to you"),
    "consent_event": _l("Your answers"),
    "notice_served": _l("Texts you have seen"),
    "placement": _l("Your work"),
    "placement_hours": _l("Your hours"),
    "quarter_confirmation": _l("Your hours by quarter"),
    "decision": _l("Decisions about your work"),
    "rights_request": _l("Your requests"),
    "correction": _l("What you called wrong"),
    "restriction": _l("When your information was not used"),
    "disclosure": _l("What was given outside the portal"),
    "recipient_notice": _l("Who was told about changes"),
    "message": _l("E-mails to you"),
    "ending": _l("What has been deleted"),
    "event": _l("What happened"),
}
PURPOSE_WORDS: dict[For, Any] = {
    For.P1: _l("To show that the company keeps its agreement about Social Return."),
    For.P2: _l("To check this, and to count the results."),
    For.P3: _l("To inform you, and to ask your permission."),
    For.P4: _l("To handle your questions, and to keep the information safe."),
    For.NONE: _l("No personal information."),
}
GROUND_WORDS: dict[Ground, Any] = {
    Ground.YES: _l("Your permission and your agreement (company). A public task (coordination point)."),
    Ground.EXPLICIT_YES: _l("Your separate permission for this information."),
    Ground.DUTY: _l("The law says that we must be able to show this."),
    Ground.TASK: _l("A public task of the coordination point."),
    Ground.INTEREST: _l("A public task of the coordination point, and safe accounts."),
}
SOURCE_WORDS: dict[Source, Any] = {
    Source.CONTRACTOR: _l("The company"),
    Source.CANDIDATE: _l("You"),
    Source.CSR: _l("The coordination point"),
    Source.USER: _l("Somebody who works with the portal"),
    Source.PORTAL: _l("The portal made it"),
}
TERM_WORDS: dict[Term, Any] = {
    Term.DOSSIER: _l("Until 5 years after the contract is closed. At once when you say no."),
    Term.VALUE_FINAL: _l("Until the value of your work is certain, or until you stop."),
    Term.EXPLICIT: _l("Until you stop with passing on your benefit or group."),
    Term.CONTACT: _l("Until you stop."),
    Term.DELIVERED: _l("Until the e-mail has been delivered."),
    Term.FILE: _l("Until 10 years after the contract ends."),
    Term.VIEWS: _l("2 years."),
    Term.LINK: _l("Until the link does not work any more, and then 6 months."),
    Term.REQUESTS: _l("5 years after your request is ready. 1 year when it was refused."),
}


def field_word(name: str) -> str:
    """The word for a field by its name in the register; the name itself where there is none."""
    return str(FIELD_WORDS.get(name, name))


def term_word(term: Term) -> str:
    return str(TERM_WORDS.get(term, term.value))
