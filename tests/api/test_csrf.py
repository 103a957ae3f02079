import base64

from hypothesis import given
from hypothesis import strategies as st

from api.auth.csrf import csrf_token, is_genuine


def test_a_token_is_genuine_for_its_secret_only():
    token = csrf_token("secret of Sri")

    assert is_genuine(token, "secret of Sri")
    assert not is_genuine(token, "secret of Siti")


def test_no_two_pages_carry_the_same_token():
    assert csrf_token("s") != csrf_token("s")


@given(st.text())
def test_anything_typed_is_refused_and_never_fails(text: str):
    assert not is_genuine(text, "secret")


def test_a_cut_token_is_refused():
    token = base64.urlsafe_b64decode(csrf_token("secret"))

    assert not any(is_genuine(base64.urlsafe_b64encode(token[:length]).decode(), "secret") for length in range(48))
