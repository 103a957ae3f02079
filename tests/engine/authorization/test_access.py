import pytest

from engine.authorization.access import (
    MayNotDeploy,
    MayNotStart,
    MayNotSupervise,
    capacity_to_start,
    check_deploy,
    check_supervise,
    may_deploy,
    may_see_instance,
    may_start,
    may_supervise,
)
from engine.authorization.claims import CapacityUnclear
from engine.organisation.addresses import parse_patterns
from tests.factories.actors import a_capacity, an_actor


def test_functions_that_take_part_see_the_instance() -> None:
    actor = an_actor(a_capacity("biro_sdm@bkn"))

    assert may_see_instance(actor, ["ppk@kemenkeu", "biro_sdm@bkn"])
    assert not may_see_instance(actor, ["biro_sdm@kemenkeu"])


def test_supervisors_see_the_instances_in_which_their_agency_takes_part() -> None:
    actor = an_actor(a_capacity("penyelia@bkn"))

    assert may_see_instance(actor, ["ppk@bkn"])
    assert not may_see_instance(actor, ["ppk@kemenkeu"])


def test_designers_deploy_for_their_own_agency_only() -> None:
    actor = an_actor(a_capacity("perancang_proses@bkn"))

    assert may_deploy(actor, "bkn")
    assert not may_deploy(actor, "kemenkeu")
    with pytest.raises(MayNotDeploy, match="perancang_proses@kemenkeu"):
        check_deploy(actor, "kemenkeu")


def test_supervisors_supervise_their_own_agency_only() -> None:
    actor = an_actor(a_capacity("penyelia@bkn"))

    assert may_supervise(actor, "bkn")
    with pytest.raises(MayNotSupervise, match="penyelia@kemenkeu"):
        check_supervise(actor, "kemenkeu")


def test_a_pattern_with_open_agency_lets_every_agency_start() -> None:
    patterns = parse_patterns("biro_sdm@*")

    assert may_start(an_actor(a_capacity("biro_sdm@bkn")), patterns)
    assert not may_start(an_actor(a_capacity("ppk@bkn")), patterns)


def test_a_process_that_names_nobody_is_started_by_nobody() -> None:
    with pytest.raises(MayNotStart):
        capacity_to_start(an_actor(a_capacity()), (), None)


def test_starting_in_one_of_several_positions_needs_a_choice() -> None:
    first, second = a_capacity("biro_sdm@bkn"), a_capacity("biro_sdm@kemenkeu")
    patterns = parse_patterns("biro_sdm@*")

    with pytest.raises(CapacityUnclear):
        capacity_to_start(an_actor(first, second), patterns, None)

    assert capacity_to_start(an_actor(first, second), patterns, first.position_id) == first
