import json
import re
import tomllib
from pathlib import Path

import pytest

from deploy.local.services import ROOT

PYTHON_LOCKS = [ROOT / "requirements.lock", ROOT / "requirements-dev.lock"]
NPM_LOCKS = sorted(ROOT.glob("*/package-lock.json"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def direct(lock: Path) -> list[str]:
    groups = PROJECT["dependency-groups"]
    development = [line for group in groups.values() for line in group if isinstance(line, str)]
    wanted = PROJECT["project"]["dependencies"] + (development if "dev" in lock.name else [])
    return [line.split(";")[0].strip().lower() for line in wanted]


@pytest.mark.parametrize("lock", PYTHON_LOCKS, ids=lambda lock: lock.name)
def test_python_packages_are_pinned_with_hashes_and_without_addresses(lock: Path) -> None:
    text = lock.read_text()
    packages = re.findall(r"^(\S+==\S+)(.*(?:\n    --hash=sha256:[0-9a-f]{64}.*)*)", text, re.MULTILINE)
    assert "://" not in text
    assert "--index" not in text
    assert all("--hash=sha256:" in hashes for _, hashes in packages)
    assert set(direct(lock)) <= {name.lower() for name, _ in packages}


def test_both_python_locks_agree() -> None:
    pins = [dict(re.findall(r"^(\S+)==(\S+)", lock.read_text(), re.MULTILINE)) for lock in PYTHON_LOCKS]
    assert pins[0].items() <= pins[1].items()


def test_npm_packages_are_pinned_with_hashes_and_without_addresses() -> None:
    packages = {
        f"{lock.parent.name}: {name}": package
        for lock in NPM_LOCKS
        for name, package in json.loads(lock.read_text())["packages"].items()
        if name
    }
    assert not [name for name, package in packages.items() if "resolved" in package]
    assert not [name for name, package in packages.items() if not ({"integrity", "inBundle"} & package.keys())]
