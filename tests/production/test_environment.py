import os
import stat
import subprocess
from pathlib import Path

import pytest

from deploy.local.services import ROOT
from deploy.server.environment import cores_of_archive


def make_env(folder: Path, **words: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DOMAIN", "EMAIL", "MAKEFLAGS")}
    given = [f"{name}={value}" for name, value in words.items()]
    return subprocess.run(
        ["make", "--silent", "-f", str(ROOT / "Makefile"), "env", *given],
        cwd=folder,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
    )


def lay_out(folder: Path) -> Path:
    (folder / "deploy").symlink_to(ROOT / "deploy")
    return folder / ".env"


def test_it_is_written_for_its_owner_alone_with_secrets_of_its_own(tmp_path: Path) -> None:
    path = lay_out(tmp_path)
    done = make_env(tmp_path, DOMAIN="chat.example.com", EMAIL="ban@example.com")
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    values = dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)
    assert values["ALO_DOMAIN"] == "chat.example.com"
    secrets = [value for name, value in values.items() if name.endswith(("SECRET", "PASSWORD", "KEY", "TOKEN"))]
    assert len(set(secrets)) == len(secrets) == 6
    assert all(len(secret) >= 48 for secret in secrets)
    assert not [secret for secret in secrets if secret in done.stdout + done.stderr]


@pytest.mark.parametrize(("cores", "archive"), [([], None), ([0], None), ([0, 1], "1"), ([2, 4, 6], "4,6")])
def test_the_archive_leaves_the_first_core_to_live_chat(cores: list[int], archive: str | None) -> None:
    lines = cores_of_archive(cores)
    assert [line for line in lines if not line.startswith("#")] == ([f"ARCHIVE_CPUS={archive}"] if archive else [])


def test_it_never_replaces_another_one(tmp_path: Path) -> None:
    path = lay_out(tmp_path)
    path.write_text("ALO_SECRET=kept")
    done = make_env(tmp_path, DOMAIN="chat.example.com", EMAIL="ban@example.com")
    assert done.returncode != 0
    assert "already there" in done.stderr
    assert path.read_text() == "ALO_SECRET=kept"


def test_without_a_domain_it_says_what_to_write(tmp_path: Path) -> None:
    path = lay_out(tmp_path)
    for words in ({}, {"DOMAIN": "localhost", "EMAIL": "a@b.vn"}, {"DOMAIN": "chat.example.com", "EMAIL": "no"}):
        done = make_env(tmp_path, **words)
        assert done.returncode != 0
        assert "make env DOMAIN=chat.example.com" in done.stderr
    assert not path.exists()
