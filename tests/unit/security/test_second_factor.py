"""One-time codes: one step of drift, each once (RFC 6238); recovery codes without signs that look alike."""

from datetime import UTC, datetime, timedelta

import pyotp

from portal.security import second_factor

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
AT = datetime(2026, 6, 1, 10, 0, 10, tzinfo=UTC)
STEP = int(AT.timestamp()) // 30


def code_at(seconds: int) -> str:
    return pyotp.TOTP(SECRET).at(AT + timedelta(seconds=seconds))


def test_a_code_of_now_just_before_or_just_after_is_right() -> None:
    for seconds, step in ((0, STEP), (-30, STEP - 1), (30, STEP + 1)):
        assert second_factor.matching_step(SECRET, code_at(seconds), at=AT, last_step=None) == step


def test_a_code_further_away_or_malformed_is_wrong() -> None:
    for code in (code_at(-60), code_at(60), "", "12345", "abcdef", "٠١٢٣٤٥", code_at(0) + "0"):
        assert second_factor.matching_step(SECRET, code, at=AT, last_step=None) is None


def test_a_code_that_was_used_is_wrong_and_so_is_an_older_one() -> None:
    assert second_factor.matching_step(SECRET, code_at(0), at=AT, last_step=STEP) is None
    assert second_factor.matching_step(SECRET, code_at(-30), at=AT, last_step=STEP) is None
    assert second_factor.matching_step(SECRET, code_at(30), at=AT, last_step=STEP) == STEP + 1


def test_recovery_codes_differ_and_hold_no_signs_that_look_alike() -> None:
    codes = second_factor.new_recovery_codes()
    assert len(set(codes)) == 8
    assert all(len(code) == 10 and not set(code) & set("01OI") for code in codes)


def test_the_qr_code_needs_no_style_and_no_script() -> None:
    svg = second_factor.qr_code(SECRET, 'a"><script>@x.example')
    assert svg.startswith("<svg")
    assert "style" not in svg
    assert "script" not in svg


def test_the_key_reads_in_groups_of_four() -> None:
    assert second_factor.in_groups(SECRET).split() == ["JBSW", "Y3DP", "EHPK", "3PXP"] * 2
