import pytest

from engine.authorization.claims import CapacityUnclear, NotAddressed, capacity_for, may_claim
from engine.ids import new_id
from engine.model.ids import PositionId
from tests.factories.actors import a_capacity, an_actor


def test_work_is_claimed_by_the_function_it_is_addressed_to() -> None:
    actor = an_actor(a_capacity("biro_sdm@otorita-ikn"))

    assert may_claim(actor, ["biro_sdm@otorita-ikn", "ppk@bkn"])
    assert not may_claim(actor, ["biro_sdm@bkn"])


def test_one_position_is_addressed_by_its_code() -> None:
    capacity = a_capacity("ppk@bkn", position_code="kepala-bkn")

    assert capacity_for(an_actor(capacity), ["kepala-bkn@bkn"], None) == capacity


def test_work_addressed_to_nobody_is_nobodys() -> None:
    assert not may_claim(an_actor(a_capacity()), [])


def test_the_only_fitting_capacity_needs_no_choice() -> None:
    fitting = a_capacity("ppk@bkn")

    assert capacity_for(an_actor(a_capacity(), fitting), ["ppk@bkn"], None) == fitting


def test_of_several_one_must_be_chosen() -> None:
    first, second = a_capacity("ppk@bkn"), a_capacity("ppk@kemenkeu")

    with pytest.raises(CapacityUnclear) as unclear:
        capacity_for(an_actor(first, second), ["ppk@bkn", "ppk@kemenkeu"], None)

    assert unclear.value.choices == (first, second)
    assert capacity_for(an_actor(first, second), ["ppk@bkn", "ppk@kemenkeu"], second.position_id) == second


def test_a_position_that_does_not_fit_cannot_be_chosen() -> None:
    fitting, other = a_capacity("ppk@bkn"), a_capacity("biro_sdm@bkn")

    with pytest.raises(NotAddressed):
        capacity_for(an_actor(fitting, other), ["ppk@bkn"], other.position_id)


def test_a_strangers_position_cannot_be_chosen() -> None:
    with pytest.raises(NotAddressed):
        capacity_for(an_actor(a_capacity("ppk@bkn")), ["ppk@bkn"], PositionId(new_id()))


def test_the_refusal_names_whom_the_work_is_for() -> None:
    with pytest.raises(NotAddressed, match="ppk@bkn"):
        capacity_for(an_actor(), ["ppk@bkn"], None)
