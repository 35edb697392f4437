"""A thousand clients for a minute, in a house where nothing else happens: all that is left must be theirs."""

from pathlib import Path

import pytest

from tests.faults.__main__ import allow_files, play
from tests.faults.items import choose
from tests.faults.scale import Scale

SEED = 20261121


@pytest.mark.timeout(600)
async def test_nothing_is_left_of_a_thousand_clients_who_come_and_go_for_a_minute(tmp_path: Path) -> None:
    allow_files()
    (item,) = choose({"13"})
    row = await play(item, SEED, Scale(full=False), tmp_path)
    print(row)
    assert row.problems == []
