"""Passwords: at least twelve characters, argon2id, none that everybody uses (ux.md C-02, ASVS 6.2)."""

import pytest

from portal.security.passwords import Passwords, is_common

ABOUT = ("Anna", "Jansen", "anna", "Bouwgroep De Terp", "deterp")


@pytest.mark.parametrize(
    "password",
    [
        "password1234", "Wachtwoord2026", "welkomwelkom", "Welkom01Welkom01", "qwertyuiop12", "aaaaaaaaaaaa",
        "abababababab", "123456789012", "098765432109", "abcdefghijkl", "zomer2026zomer",
        "annajansen12", "Jansen!Anna1", "socialreturn!", "groningen2026", "bouwgroep de terp", "geheimgeheim",
    ],
)  # fmt: skip
def test_what_a_guesser_tries_first_is_common(password: str) -> None:
    assert is_common(password, about=ABOUT)


@pytest.mark.parametrize(
    "password",
    [
        "paard batterij nietje correct",
        "koe fietst over het ijs",
        "Ik eet om 7 uur pap",
        "x7$Kq9!vB2#n",
        "żółć ażur łódź okno",
    ],
)
def test_a_sentence_is_not_common(password: str) -> None:
    assert not is_common(password, about=ABOUT)


def test_a_hash_is_argon2id_and_differs_each_time() -> None:
    passwords = Passwords()
    first, second = passwords.hash("koe fietst over het ijs"), passwords.hash("koe fietst over het ijs")
    assert first.startswith("$argon2id$")
    assert first != second
    assert passwords.verify(first, "koe fietst over het ijs")
    assert not passwords.verify(first, "koe fietst over het ijs ")


def test_nobody_and_a_broken_hash_have_no_password() -> None:
    passwords = Passwords(cheap=True)
    assert not passwords.verify(None, "nobody has this password")
    assert not passwords.verify("broken", "anything")


def test_the_same_letters_typed_on_another_keyboard_are_the_same_password() -> None:
    passwords = Passwords(cheap=True)
    assert passwords.verify(passwords.hash("caf\u00e9 om de hoek"), "cafe\u0301 om de hoek")
