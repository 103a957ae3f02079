import pytest

from engine.authorization.passwords import HASH_OF_NOBODY, UNUSABLE, hash_password, needs_new_hash, password_fits


def test_only_the_right_password_fits() -> None:
    stored = hash_password("rahasia negara")

    assert password_fits("rahasia negara", stored)
    assert not password_fits("rahasia  negara", stored)


def test_a_hash_is_argon2id_and_salted() -> None:
    first, second = hash_password("sama"), hash_password("sama")

    assert first.startswith("$argon2id$")
    assert first != second


@pytest.mark.parametrize("stored", [None, UNUSABLE, "", "$argon2id$broken"])
@pytest.mark.parametrize("password", ["", UNUSABLE, "apa saja"])
def test_nothing_fits_where_there_is_no_hash(stored: str | None, password: str) -> None:
    assert not password_fits(password, stored)


def test_the_hash_of_nobody_costs_what_a_real_one_costs() -> None:
    assert not needs_new_hash(HASH_OF_NOBODY)


def test_other_parameters_call_for_a_new_hash() -> None:
    assert needs_new_hash(hash_password("x").replace("t=2", "t=1"))


def test_a_lone_surrogate_is_a_wrong_password_and_no_accident() -> None:
    assert not password_fits("\ud800", hash_password("benar"))
