"""One local AWS and one client a worker: making boto3's clients takes longer than most laws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.laws.ground import Tossable, World, world_of

if TYPE_CHECKING:
    from tests.laws.gallery import Gallery


@pytest.fixture(scope="session")
def shared_world(no_ambient_aws: None) -> World:
    """The world of this test process; ask for `world` instead."""
    return world_of(Tossable(page_size=2))


@pytest.fixture
def world(shared_world: World) -> World:
    """An empty world with pages of two and shuffled lists, all coins heads."""
    shared_world.fresh()
    return shared_world


@pytest.fixture(scope="session")
def galleries(shared_world: World) -> Gallery:
    """The gallery on this process's sandbox; ask for `gallery` instead."""
    from tests.laws.gallery import Gallery

    return Gallery(shared_world.sandbox)


@pytest.fixture
def gallery(galleries: Gallery) -> Iterator[Gallery]:
    """The gallery, after which the sandbox belongs to its own account again."""
    account = galleries.sandbox.account
    yield galleries
    galleries.sandbox.account = account
