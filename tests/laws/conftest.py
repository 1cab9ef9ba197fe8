"""One local AWS and one client a worker: making boto3's clients takes longer than most laws."""

import pytest

from tests.laws.ground import Tossable, World, world_of


@pytest.fixture(scope="session")
def shared_world(no_ambient_aws: None) -> World:
    """The world of this test process; ask for `world` instead."""
    return world_of(Tossable(page_size=2))


@pytest.fixture
def world(shared_world: World) -> World:
    """An empty world with pages of two and shuffled lists, all coins heads."""
    shared_world.fresh()
    return shared_world
