"""The house of the played day, with an archiver and without a limit on how fast its visitors write."""

from collections.abc import AsyncIterator

import pytest

from tests.contract.housing import housing
from tests.contract.scene import House
from tests.servers import Workspace


@pytest.fixture
async def working_house(workspace: Workspace) -> AsyncIterator[House]:
    async with housing(workspace, {"ALO_RATE_MESSAGES": "off"}, archiver=True) as house:
        yield house
