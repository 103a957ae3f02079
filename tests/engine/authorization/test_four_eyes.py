import pytest

from engine.authorization.four_eyes import FourEyes, check_four_eyes
from engine.ids import new_id
from engine.model.ids import PersonId

SOMEBODY, SOMEBODY_ELSE = PersonId(new_id()), PersonId(new_id())


def test_whoever_decided_before_may_not_decide_again() -> None:
    with pytest.raises(FourEyes):
        check_four_eyes(SOMEBODY, [SOMEBODY_ELSE, SOMEBODY])


@pytest.mark.parametrize("decided_by", [[], [SOMEBODY_ELSE]])
def test_a_second_person_may(decided_by: list[PersonId]) -> None:
    check_four_eyes(SOMEBODY, decided_by)
