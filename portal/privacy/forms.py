from portal.privacy.queries import RevealReason
from portal.web.forms import Choice, Form
from portal.web.i18n import lazy_gettext as _l
from portal.web.labels import label


class RevealForm(Form):
    reason = Choice(_l("Why do you want to see this?"), message=_l("Choose why you want to see this."))

    def __init__(self) -> None:
        super().__init__()
        self.reason.choices = [(reason.value, label(reason)) for reason in RevealReason]
