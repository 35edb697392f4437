import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from deploy.local.process import LOOPBACK, Process, free_port
from deploy.local.services import ROOT, Hub
from tests.production.dockerfile import Replay, Stage, Step, build_context, read_steps
from tests.servers import Workspace

DOCKERFILES = ["Dockerfile.hub", "Dockerfile.archiver"]
pytestmark = pytest.mark.timeout(400)
"""They install packages twice, on a machine that may be busy with other tests."""


@pytest.mark.parametrize("name", DOCKERFILES)
def test_hadolint_has_nothing_to_say(name: str) -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("hadolint"), ROOT / name], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", DOCKERFILES)
def test_images_run_as_nobody_special_and_tell_how_they_fare(name: str) -> None:
    steps = list(read_steps(ROOT / name))
    served = [index for index, step in enumerate(steps) if step.word == "FROM"][2 if name == "Dockerfile.hub" else 1 :]
    for begin, end in zip(served, [*served[1:], len(steps)], strict=True):
        stage = {step.word: step.rest for step in steps[begin:end]}
        assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", stage["USER"])
        assert "HEALTHCHECK" in stage
    assert all(re.search(r":v?\d+\.\d+\.\d+", step.rest) for step in steps if step.word == "FROM")


def test_nothing_secret_or_built_gets_into_an_image() -> None:
    files = build_context()
    assert "config/settings.py" in files and "widget/src/index.ts" in files
    outside = ("tests/", "docs/", ".git", "deploy/local/", ".data/", "backups/")
    assert not [path for path in files if path.startswith(outside) or "/dist/" in path or "/node_modules/" in path]
    assert not [path for path in files if Path(path).name.startswith(".env")]


@pytest.fixture(scope="module")
def images(run_folder: Path) -> dict[str, Replay]:
    folder = run_folder / "images"
    folder.mkdir()
    before: dict[tuple[Step, ...], Stage] = {}
    return {name: Replay(name, folder, before) for name in DOCKERFILES}


def test_the_archivers_image_has_all_that_it_runs_on(images: dict[str, Replay], workspace: Workspace) -> None:
    image = images["Dockerfile.archiver"].last
    assert sorted(path.name for path in image.place("/app").iterdir()) == ["archiver", "config"]
    assert_without_installers(image)
    process = start(image, workspace, {})
    with process:
        process.wait_until(lambda: "archiver started" in process.log_text(), 60)
        healthy = subprocess.run(
            ["python", "-m", "archiver.health"], env=process.env, cwd=image.place("/app"), check=False
        )
        assert healthy.returncode == 0


def test_the_hubs_image_has_all_that_it_runs_on(images: dict[str, Replay], workspace: Workspace) -> None:
    replay = images["Dockerfile.hub"]
    image = replay.last
    assert not list(image.place("/app").glob("archiver")) and not list(image.root.rglob("node_modules"))
    assert_without_installers(image)
    port = free_port()
    process = start(image, workspace, {"ALO_HOST": LOOPBACK, "ALO_PORT": str(port)})
    with process:
        process.wait_until(lambda: is_healthy(image, process), 60)
        hub = Hub({}, port=port)
        for path in ("/widget.js", "/dashboard", "/demo", "/api/docs", "/readyz"):
            assert requests.get(hub.url + path, timeout=10).status_code == 200, path
    nginx = replay.stages["nginx"]
    for name in ("srv/alo/widget/widget.js", "srv/alo/dashboard/index.html", "etc/alo/nginx/start.sh"):
        assert (nginx.root / name).is_file()
    assert (nginx.root / "srv/alo/widget/widget.js.gz").stat().st_size < 40_000
    assert not (nginx.root / "srv/alo/dashboard/.vite").exists()


def is_healthy(image: Stage, process: Process) -> bool:
    command = ["python", "-m", "deploy.server.health"]
    done = subprocess.run(command, env=process.env, cwd=image.place("/app"), capture_output=True, check=False)
    return done.returncode == 0


def start(image: Stage, workspace: Workspace, environment: dict[str, str]) -> Process:
    """The image's own command among the image's own files and packages."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ALO_", "PYTHON"))}
    everything = {**kept, **image.environment, **workspace.environment, **environment}
    python = shutil.which(image.command[0], path=everything["PATH"])
    assert python and Path(python).is_relative_to(image.root)
    return Process(
        image.command[2], [python, *image.command[1:]], env=everything, cwd=image.place("/app"), log=image.root / "log"
    )


def assert_without_installers(image: Stage) -> None:
    packages = {path.name for path in image.root.rglob("site-packages/*")}
    assert "starlette" in packages
    assert not packages & {"pip", "setuptools", "wheel", "pytest", "mypy"}
