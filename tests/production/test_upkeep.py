"""`make backup` and `make restore` where Docker is: what they ask of it, since none is here to do it."""

import os
import subprocess
from pathlib import Path

import pytest

from deploy.local.services import ROOT
from tests.production.compose import load

SERVICES = load("docker-compose.yml")["services"]
RECORDER = """#!/bin/sh
echo "$@" >>"$TOLD"
[ "${2:-}" != run ] || cat
"""


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """Where a program that is called like Docker writes down what it is told."""
    program = tmp_path / "docker"
    program.write_text(RECORDER)
    program.chmod(0o755)
    return tmp_path / "told"


def make(told: Path, target: str, **words: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ALO_", "MAKE"))}
    environment = {**kept, "PATH": f"{told.parent}:{os.environ['PATH']}", "TOLD": str(told), **words}
    given = [f"{name}={value}" for name, value in words.items()]
    return subprocess.run(
        ["make", "--silent", target, *given],
        cwd=ROOT,
        env=environment,
        input="what the container says",
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_backup_is_what_its_container_says_and_nothing_else(told: Path, tmp_path: Path) -> None:
    done = make(told, "backup", BACKUPS=str(tmp_path / "backups"))
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).read_text() == "what the container says"
    assert told.read_text().splitlines() == ["compose run --rm --no-deps -T backup"]


def test_a_restore_stops_all_that_writes_and_starts_it_again(told: Path, tmp_path: Path) -> None:
    backup = tmp_path / "alo.tar.gz"
    backup.write_text("a backup")
    done = make(told, "restore", FROM=str(backup))
    assert done.returncode == 0, done.stderr
    steps = told.read_text().splitlines()
    assert [step.split()[-1] for step in steps if " run " in step] == ["mongo-setup", "restore"]
    stopped = next(number for number, step in enumerate(steps) if " stop " in step)
    assert set(steps[stopped].split()) >= {"hub", "web", "archiver", "redis"}
    assert stopped < steps.index("compose run --rm --no-deps -T restore") < len(steps) - 1
    assert steps[-1] == "compose up --detach"


def test_each_service_is_named_where_compose_knows_it(told: Path, tmp_path: Path) -> None:
    """One in a profile is known to `run`, and otherwise where its profile is named."""
    backup = tmp_path / "alo.tar.gz"
    backup.write_text("a backup")
    for target, words in (("backup", {"BACKUPS": str(tmp_path)}), ("restore", {"FROM": str(backup)})):
        assert make(told, target, **words).returncode == 0
    for step in told.read_text().splitlines():
        words = [word for word in step.split()[1:] if not word.startswith("-")]
        profile = words.pop(0) if "--profile" in step else None
        verb, *named = words
        for name in named:
            assert verb == "run" or SERVICES[name].get("profiles", [profile]) == [profile]
