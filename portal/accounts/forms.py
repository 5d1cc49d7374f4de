"""Forms of the account pages. Passwords are read as typed and never shown again."""

from typing import Any

from wtforms.validators import Optional, ValidationError

from portal.models import Role
from portal.security.passwords import LONGEST, SHORTEST, is_common
from portal.web.forms import Check, Choice, Email, Form, Password, Secret, Text, TextArea, asked, longest
from portal.web.i18n import LANGUAGES, gettext
from portal.web.i18n import lazy_gettext as _l
from portal.web.labels import label


def _long_enough(_form: Any, field: Any) -> None:
    if field.data and len(field.data) < SHORTEST:
        raise ValidationError(gettext("Password must be at least %(number)s characters.", number=SHORTEST))


def _not_common(form: Any, field: Any) -> None:
    if field.data and is_common(field.data, about=form.about):
        raise ValidationError(gettext("This password is common. Choose another one."))


def words_about(name: str, email: str, organisation: str) -> tuple[str, ...]:
    """What a guesser of somebody's password knows of them."""
    local, _, domain = email.partition("@")
    return (*name.split(), name, *organisation.split(), organisation, *local.split("."), local, domain.split(".")[0])


class SignInForm(Form):
    email = Email(_l("E-mail address"), [asked(_l("Enter your e-mail address."))])
    password = Password(_l("Password"), [asked(_l("Enter your password."))])


class CodeForm(Form):
    code = Secret(_l("Code from the app"), [asked(_l("Enter the code from the app."))], description=_l("6 digits"))


class RecoveryForm(Form):
    code = Secret(
        _l("Recovery code"),
        [asked(_l("Enter a recovery code."))],
        description=_l("10 letters and digits. You got these codes when you set up the extra check"),
    )


class ForgotForm(Form):
    email = Email(_l("E-mail address"), [asked(_l("Enter your e-mail address."))])


class NewPasswordForm(Form):
    about: tuple[str, ...] = ()  # words of whom the password will be
    new_password = Password(
        _l("New password"),
        [asked(_l("Enter a password.")), _long_enough, longest(LONGEST), _not_common],
        description=_l("At least %(number)s characters. A sentence is best", number=SHORTEST),
    )


class AccountForm(Form):
    about: tuple[str, ...] = ()
    name = Text(
        _l("Your name"),
        [asked(_l("Enter your name."))],
        limit=100,
        description=_l("This is how the coordination point sees you"),
    )
    new_password = Password(
        _l("Password"),
        [asked(_l("Enter a password.")), _long_enough, longest(LONGEST), _not_common],
        description=_l("At least %(number)s characters. A sentence is best", number=SHORTEST),
    )


class ChangePasswordForm(NewPasswordForm):
    password = Password(_l("The password you have now"), [asked(_l("Enter the password you have now."))])


class ConfirmPasswordForm(Form):
    password = Password(_l("Password"), [asked(_l("Enter your password."))])


class StatementForm(Form):
    signed = Check(
        _l("I have read the statement and I will keep to it."),
        [asked(_l("Tick the box if you will keep to this statement."))],
    )


class ProfileForm(Form):
    name = Text(_l("Your name"), [asked(_l("Enter your name."))], limit=100)
    language = Choice(_l("Language"), message=_l("Select a language."), choices=list(LANGUAGES.items()))


class RoleForm(Form):
    role = Choice(_l("This person may"), message=_l("Select what this person may do."))

    def offer(self, roles: tuple[Role, ...]) -> None:
        self.role.choices = [(role.value, label(role)) for role in roles]


class InviteForm(RoleForm):
    name = Text(_l("Name"), [asked(_l("Enter the name."))], limit=100)
    email = Email(_l("E-mail address"), [asked(_l("Enter the e-mail address."))])
    message = TextArea(_l("Message"), [Optional()], limit=500, description=_l("This text is added to the e-mail"))


class ConfirmForm(Form):
    """A page that asks 'Are you sure?'; it has a button and nothing to fill in."""
