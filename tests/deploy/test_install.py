import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local import install
from deploy.local.install import InstallError, digest, once, sources
from deploy.local.services import ROOT


@pytest.fixture(autouse=True)
def own_venv(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(install, "STAMPS", tmp_path / ".venv" / "stamps")
    monkeypatch.setattr(install, "VENV", tmp_path / ".venv")
    return tmp_path / ".venv"


def test_a_step_runs_once_for_the_same_inputs() -> None:
    runs: list[str] = []
    for wanted in ("one", "one", "two", "two", "one"):
        once("step", wanted, lambda: runs.append("ran"))
    assert len(runs) == 3


def test_a_step_that_failed_runs_again() -> None:
    def fail() -> None:
        raise InstallError("no network")

    for _ in range(2):
        with pytest.raises(InstallError):
            once("step", "same", fail)


def test_a_step_runs_again_when_what_it_made_is_gone(tmp_path: Path) -> None:
    made = tmp_path / "dist"
    once("build", "same", made.mkdir, made=made)
    made.rmdir()
    once("build", "same", made.mkdir, made=made)
    assert made.exists()


def test_sources_are_what_a_build_reads(tmp_path: Path) -> None:
    for path in ("src/a.ts", "package.json", "dist/a.js", "node_modules/x/index.js", "tsconfig.tsbuildinfo"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path)
    assert [str(path.relative_to(tmp_path)) for path in sources(tmp_path)] == ["package.json", "src/a.ts"]


def test_a_changed_a_moved_and_a_new_source_each_change_the_digest(tmp_path: Path) -> None:
    first, second = tmp_path / "a.ts", tmp_path / "b.ts"
    first.write_text("1")
    digests = [digest(sources(tmp_path))]
    first.write_text("2")
    digests.append(digest(sources(tmp_path)))
    first.rename(second)
    digests.append(digest(sources(tmp_path)))
    first.write_text("")
    digests.append(digest(sources(tmp_path)))
    assert len(set(digests)) == 4


def test_a_folder_without_a_front_end_needs_no_node(tmp_path: Path, own_venv: Path) -> None:
    install.build_front_end(tmp_path)
    assert not own_venv.exists()


def test_a_machine_with_an_old_node_gets_the_packaged_one(
    own_venv: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, version in (("node", "v18.20.0"), ("npm", "10.1.0")):
        program = tmp_path / "machine" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\necho {version}\n")
        program.chmod(0o755)
    site = Path(install.__file__).parents[2] / ".venv/lib"
    (own_venv / "bin").mkdir(parents=True)
    (own_venv / "lib").symlink_to(site)
    monkeypatch.setenv("PATH", f"{own_venv / 'bin'}:{tmp_path / 'machine'}:/bin")
    install.link_node()
    versions = {
        name: subprocess.run([own_venv / "bin" / name, "--version"], capture_output=True, text=True, check=True).stdout
        for name in ("node", "npm", "npx")
    }
    assert versions["node"].startswith("v24.")
    assert versions["npm"].split(".")[0] == versions["npx"].split(".")[0] == "11"


def test_a_machine_with_a_new_node_keeps_its_own(
    own_venv: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, version in (("node", "v22.1.0"), ("npm", "11.2.0")):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {version}\n")
        (tmp_path / name).chmod(0o755)
    (own_venv / "bin").mkdir(parents=True)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    install.link_node()
    assert not list((own_venv / "bin").iterdir())


def test_a_tool_that_fails_is_explained_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InstallError, match="the build failed"):
        install.run(["sh", "-c", "echo no space left; exit 1"], "the build failed", env=dict(os.environ))
    assert "no space left" in capsys.readouterr().err


def test_an_installed_checkout_is_installed_in_no_time() -> None:
    command = [sys.executable, ROOT / "deploy" / "local" / "install.py"]
    subprocess.run(command, check=True)
    again = subprocess.run(command, capture_output=True, text=True, check=True, timeout=5)
    assert again.stdout == ""
