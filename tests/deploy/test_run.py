import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psutil
import pytest

from deploy.local.process import Process, free_port
from deploy.local.services import service_environment
from tests.deploy.test_process import wait_for

START_TIMEOUT_S = 60


def environment(folder: Path, port: int, **settings: str) -> dict[str, str]:
    return service_environment({"ALO_DATA_DIR": str(folder / "data"), "ALO_PORT": str(port), **settings})


def refused(folder: Path, env: Mapping[str, str], program: tuple[str, ...] = ("-m", "deploy.local.run")) -> str:
    """What it says when it ends with 2."""
    done = subprocess.run(
        [sys.executable, *program], cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2, done.stdout + done.stderr
    return done.stderr


def start_run(folder: Path, port: int, **settings: str) -> Process:
    run = Process(
        "run",
        [sys.executable, "-m", "deploy.local.run"],
        env=environment(folder, port, **settings),
        cwd=folder,
        log=folder / f"run-{time.monotonic_ns()}.log",
    )
    run.start()
    run.wait_until(lambda: "Ctrl-C stops everything" in run.log_text(), START_TIMEOUT_S)
    return run


def children_of(run: Process) -> list[psutil.Process]:
    return psutil.Process(run.pid).children(recursive=True)


def gone(processes: list[psutil.Process]) -> bool:
    return not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes)


def accounts_in(text: str) -> dict[str, str]:
    return dict(re.findall(r"(\S+@alo\.local)\s+(\S+)", text))


def post(port: int, path: str, body: object) -> dict[str, Any]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        json.dumps(body).encode(),
        {"Content-Type": "application/json", "Origin": f"http://127.0.0.1:{port}"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        found: dict[str, Any] = json.load(answer)
        return found


def role_of(port: int, email: str, password: str) -> str:
    return str(post(port, "/api/auth/login", {"email": email, "password": password})["agent"]["role"])


def open_chat(port: int, token: str | None = None) -> dict[str, Any]:
    form = {"name": "Phạm Thu Hà", "phone": "0912 345 678"}
    return post(port, "/api/widget/sessions", {"form": form, "page": "", "referrer": "", "visitor_token": token})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("run")


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def first_run(folder: Path, port: int) -> Iterator[Process]:
    run = start_run(folder, port)
    yield run
    run.stop(timeout=60)


def test_a_taken_port_is_one_line_and_nothing_is_started(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        said = refused(tmp_path, environment(tmp_path, taken))
    assert said == f"alo: port {taken} is taken: stop what listens there or set ALO_PORT to another\n"
    assert not (tmp_path / "data" / "redis").exists()


def test_wrong_settings_are_named_all_at_once(tmp_path: Path) -> None:
    said = refused(tmp_path, environment(tmp_path, 8000, ALO_LOG_FORMAT="xml", ALO_SECRET="short"))
    assert [line.split(":")[1].strip() for line in said.splitlines()] == ["ALO_SECRET", "ALO_LOG_FORMAT"]
    assert not (tmp_path / "data").exists()


def test_settings_are_read_from_a_file_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ALO_LOG_FORMAT=xml\n")
    assert refused(tmp_path, environment(tmp_path, 8000)).startswith("alo: ALO_LOG_FORMAT:")


def test_a_missing_mongod_is_one_line_and_nothing_is_started(tmp_path: Path) -> None:
    without = (
        "import sys; from deploy.local import run, servers; packaged = servers.packaged;"
        "servers.packaged = lambda name, what: [] if 'mongod' in what else packaged(name, what);"
        "sys.exit(run.main())"
    )
    env = environment(tmp_path, free_port(), PATH=str(tmp_path))
    said = refused(tmp_path, env, ("-c", without))
    assert said == "alo: no mongod runs here: install MongoDB 6 or newer, or set ALO_MONGO_URL\n"
    assert not (tmp_path / "data" / "redis").exists()


def test_servers_that_do_not_answer_are_one_line(tmp_path: Path) -> None:
    nowhere = f"redis://127.0.0.1:{free_port()}"
    said = refused(tmp_path, environment(tmp_path, free_port(), ALO_REDIS_URL=nowhere, ALO_MONGO_URL="mongodb://x"))
    assert said == "alo: no Redis answers at ALO_REDIS_URL: start it or take the setting away\n"


def test_it_says_where_to_go_and_with_which_passwords(first_run: Process, port: int, folder: Path) -> None:
    text = first_run.log_text()
    assert f"http://localhost:{port}/demo" in text
    assert f"http://localhost:{port}/dashboard" in text
    roles = [role_of(port, email, password) for email, password in accounts_in(text).items()]
    assert roles == ["admin", "lead", "agent", "agent"]
    assert accounts_in((folder / "data" / "accounts.txt").read_text()) == accounts_in(text)


def test_what_is_secret_is_for_its_owner_alone(first_run: Process, folder: Path) -> None:
    for name in ("accounts.txt", "secret"):
        assert stat.S_IMODE((folder / "data" / name).stat().st_mode) == 0o600
    secret = (folder / "data" / "secret").read_text()
    assert len(secret) >= 32
    assert secret not in first_run.log_text()


def test_a_second_one_in_the_same_folder_is_refused(first_run: Process, folder: Path) -> None:
    assert "another make run uses" in refused(folder, environment(folder, free_port()))


def test_a_killed_hub_comes_back(first_run: Process, port: int) -> None:
    hub = next(child for child in children_of(first_run) if child.cmdline()[-1] == "hub")
    hub.kill()
    wait_for(lambda: "hub ended with -9" in first_run.log_text())
    wait_for(lambda: answers(port), timeout=START_TIMEOUT_S)


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def test_ctrl_c_leaves_no_process_and_a_second_run_finds_it_all(first_run: Process, folder: Path, port: int) -> None:
    passwords = accounts_in(first_run.log_text())
    chat = open_chat(port)
    children = children_of(first_run)
    assert len(children) == 4
    os.kill(first_run.pid, signal.SIGINT)
    wait_for(lambda: not first_run.running, timeout=30)
    assert first_run.exit_code == 0
    assert gone(children)

    begun = time.monotonic()
    second = start_run(folder, port)
    try:
        assert time.monotonic() - begun < 20
        assert accounts_in(second.log_text()) == passwords
        assert role_of(port, *next(iter(passwords.items()))) == "admin"
        assert open_chat(port, chat["token"])["session"]["id"] == chat["session"]["id"]
    finally:
        children = children_of(second)
        second.kill()
    wait_for(lambda: gone(children))
