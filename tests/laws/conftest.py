"""The gallery, made once a worker: boto3's clients take longer than most laws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.laws.gallery import Gallery
    from tests.laws.ground import World


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
