import asyncio
import os
import sys
from pathlib import Path

import pytest

from config.settings import SettingsError, load_settings
from tests.servers import Workspace

ROOT = Path(__file__).parents[2]
WRONG = {
    "empty": "",
    "short": "0123456789abcdef0123456789abcde",
    "of an example": "change-me-change-me-change-me-change-me",
    "of another example": "CHANGEME_CHANGEME_CHANGEME_CHANGEME",
    "of a template": "<replace with the output of openssl rand -hex 32>",
}


@pytest.mark.parametrize("why", WRONG)
def test_a_secret_is_refused_without_telling_it(why: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        load_settings(secret=WRONG[why], _env_file=None)
    assert str(refusal.value).startswith("ALO_SECRET: ")
    assert not WRONG[why] or WRONG[why] not in str(refusal.value)


def test_retired_secrets_and_trusted_proxies_are_looked_at_as_well() -> None:
    wrong = {"secret": "s" * 32, "secret_retired": "old,older", "trusted_proxies": "10.0.0.0/33"}
    with pytest.raises(SettingsError) as refusal:
        load_settings(**wrong, _env_file=None)
    assert [line.partition(":")[0] for line in str(refusal.value).splitlines()] == [
        *("ALO_SECRET_RETIRED_0", "ALO_SECRET_RETIRED_1", "ALO_TRUSTED_PROXIES"),
    ]


@pytest.mark.parametrize(("module", "secret"), [("hub", None), ("archiver", "too short")])
async def test_a_process_without_a_real_secret_ends_at_once(
    workspace: Workspace, tmp_path: Path, module: str, secret: str | None
) -> None:
    others = {name: value for name, value in workspace.environment.items() if name != "ALO_SECRET"}
    given = {} if secret is None else {"ALO_SECRET": secret}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module),
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **others, **given},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(process.communicate(), 60)
    assert (process.returncode, len(said.splitlines())) == (2, 1)
    assert said.startswith(b"ALO_SECRET")
