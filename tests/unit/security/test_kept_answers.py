"""A kept form is shown in words that somebody recognises."""

from portal.accounts.kept_answers import kept_answers
from portal.web.i18n import speaking


def test_tokens_become_words_days_become_one_and_the_rest_of_the_page_is_left_out() -> None:
    fields = [
        ("version", "3"), ("effort", "019e82a2-fc20-7a3a-ba39-86a4d4416f92"), ("note", " Wij zoeken 2 mensen. "),
        ("starts-day", "1"), ("starts-month", "3"), ("starts-year", "2026"), ("certain", "ja"), ("language", "en"),
        ("agreement", "hiring_in"), ("empty", ""), ("hours", "24,5"), ("ends-day", ""), ("ends-month", ""),
        ("long", "x" * 400), ("do", "show"),
    ]  # fmt: skip
    with speaking("nl"):
        assert kept_answers(fields) == [
            "Wij zoeken 2 mensen.", "1-3-2026", "Ja", "English", "Inleenovereenkomst", "24,5", "x" * 300 + " …",
        ]  # fmt: skip
