import asyncio
import os
import sys
from pathlib import Path

import httpx2
import pytest

from deploy.local.process import free_port
from tests.servers import Workspace

PASSWORD = "mật khẩu dài"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def environment(workspace: Workspace) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ALO_")}
    return {**kept, **workspace.environment}


async def run(environment: dict[str, str], *arguments: str, password: str = PASSWORD) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "web", *arguments, "--password-stdin"),
        env=environment,
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate(f"{password}\n".encode())
    return process.returncode or 0, out.decode(), err.decode()


MAKE_LAN = ("create-agent", "Lan@Example.com", "--name", "Nguyễn Ngọc Lan", "--role", "agent")


async def test_a_created_account_works_at_once(environment: dict[str, str], api: httpx2.AsyncClient) -> None:
    code, out, err = await run(environment, *MAKE_LAN)
    assert (code, err) == (0, "")
    assert "lan@example.com" in out
    login = {"email": "lan@example.com", "password": "mật khẩu dài"}
    answer = await api.post("/api/auth/login", json=login)
    assert answer.status_code == 200
    assert answer.json()["agent"]["name"] == "Nguyễn Ngọc Lan"


async def test_a_new_password_ends_the_sign_ins(environment: dict[str, str], api: httpx2.AsyncClient) -> None:
    await run(environment, *MAKE_LAN)
    login = {"email": "lan@example.com", "password": "mật khẩu dài"}
    token = (await api.post("/api/auth/login", json=login)).json()["access_token"]
    code, _, err = await run(environment, "set-password", "lan@example.com", password="một mật khẩu khác")
    assert (code, err) == (0, "")
    assert (await api.get("/api/auth/me", headers={"authorization": f"Bearer {token}"})).status_code == 401
    assert (await api.post("/api/auth/login", json=login)).status_code == 401


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("create-agent",),
        ("create-agent", "lan", "--name", "Lan", "--role", "agent"),
        ("create-agent", "lan@example.com", "--name", " ", "--role", "agent"),
        ("create-agent", "lan@example.com", "--name", "Lan", "--role", "owner"),
        ("create-agent", "lan@example.com", "--role", "agent"),
        ("set-password", "nobody@example.com"),
    ],
)
async def test_bad_input_is_one_clear_line(environment: dict[str, str], arguments: tuple[str, ...]) -> None:
    code, out, err = await run(environment, *arguments)
    assert (code, out, len(err.splitlines())) == (2, "", 1)


async def test_a_short_password_and_a_taken_address_are_bad_input(environment: dict[str, str]) -> None:
    for password in ("short", "Password1", "lan-2026"):
        code, _, err = await run(environment, *MAKE_LAN, password=password)
        assert (code, len(err.splitlines())) == (2, 1)
    assert (await run(environment, *MAKE_LAN))[0] == 0
    code, _, err = await run(environment, *MAKE_LAN)
    assert (code, err) == (2, "alo: lan@example.com already has an account\n")


async def test_a_wrong_setting_is_one_clear_line(environment: dict[str, str]) -> None:
    code, _, err = await run({**environment, "ALO_SECRET": "short", "ALO_PORT": "x"}, *MAKE_LAN)
    assert (code, len(err.splitlines())) == (2, 1)
    assert "ALO_SECRET" in err
    assert "ALO_PORT" in err


async def test_a_missing_redis_does_not_hinder(environment: dict[str, str]) -> None:
    code, _, err = await run({**environment, "ALO_REDIS_URL": f"redis://127.0.0.1:{free_port()}/0"}, *MAKE_LAN)
    assert code == 0
    assert "Redis" in err
