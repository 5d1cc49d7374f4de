"""The code on a receipt: readable in any spelling, and no other code stands for the same line."""

from hypothesis import given
from hypothesis import strategies as st

from portal.consents.receipt_code import HEX, SIGNS, code_of, read_code

hashes = st.text("0123456789abcdef", min_size=64, max_size=64)


@given(hashes)
def test_a_code_stands_for_the_beginning_of_a_hash(line_hash: str) -> None:
    code = code_of(line_hash)
    assert len(code) == 19
    assert set(code) <= {*SIGNS, "-"}
    assert read_code(code) == line_hash[:HEX]


@given(hashes)
def test_it_is_read_as_people_copy_it(line_hash: str) -> None:
    code = code_of(line_hash)
    careless = f"  {code.lower().replace('-', ' ')} ".replace("0", "o").replace("1", "l")
    assert read_code(careless) == line_hash[:HEX]


@given(st.text(max_size=30))
def test_anything_else_is_no_code(typed: str) -> None:
    found = read_code(typed)
    assert found is None or len(found) == HEX


def test_a_code_that_is_too_long_or_has_a_strange_sign_is_none() -> None:
    assert read_code("4K7M-0QXT-9ZDE-R2VB-0000") is None
    assert read_code("4K7M-0QXT-9ZDE-R2VU") is None
    assert read_code("") is None
    assert read_code("４K7M-0QXT-9ZDE-R2VB") is None
