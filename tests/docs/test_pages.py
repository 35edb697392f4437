import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from config.settings import Settings
from deploy.local.services import ROOT
from deploy.reference.settings import COMPOSE, SETTINGS
from deploy.reference.words import ENDPOINTS
from tests.docs.pages import Block, Page, pages
from tests.production.compose import load
from web.routes import ENDPOINTS as ROUTES

VI, EN = pages("vi"), pages("en")
ALL = [*VI.values(), *EN.values()]
COMMANDS = [block.text for page in ALL for block in page.blocks if block.language == "sh"]
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def name_of(page: Page) -> str:
    return f"{page.path.parent.name}/{page.path.name}"


def test_both_languages_have_the_same_pages() -> None:
    assert set(VI) == set(EN)
    assert len(VI) == 11


@pytest.mark.parametrize("name", sorted(EN))
def test_both_languages_say_the_same_in_the_same_order(name: str) -> None:
    assert [level for level, _ in VI[name].headings] == [level for level, _ in EN[name].headings]
    assert VI[name].blocks == EN[name].blocks
    rows = [page.prose.count("\n| ") for page in (VI[name], EN[name])]
    assert rows[0] == rows[1]


@pytest.mark.parametrize("page", ALL, ids=name_of)
def test_links_lead_somewhere(page: Page) -> None:
    for link in page.links:
        file, _, anchor = link.partition("#")
        target = (page.path.parent / file).resolve() if file else page.path
        assert target.exists(), link
        if anchor:
            assert anchor in Page(target).anchors, link


@pytest.mark.parametrize("page", ALL, ids=name_of)
def test_settings_that_are_named_exist(page: Page) -> None:
    known = {f"ALO_{name.upper()}" for name in Settings.model_fields} | set(COMPOSE) | {"ALO_REDIS_DATA"}
    named = set(re.findall(r"\b(?:ALO|REDIS|MONGO)_[A-Z0-9_]*[A-Z0-9]\b", page.text))
    assert named <= known


def test_the_reference_says_everything_in_both_languages() -> None:
    assert set(SETTINGS) == set(Settings.model_fields)
    assert set(ENDPOINTS) == {f"{endpoint.method} {endpoint.path}" for endpoint in ROUTES}
    text = (ROOT / "docker-compose.yml").read_text()
    ours = {name for name in re.findall(r"\$\{(\w+)", text) if f"ALO_{name.removeprefix('ALO_')}" != name}
    assert ours <= set(COMPOSE)
    for name, (default, _, _) in COMPOSE.items():
        if default:
            assert f"${{{name}:-{default}}}" in text


def test_the_tables_are_those_of_the_code() -> None:
    done = subprocess.run([sys.executable, "-m", "deploy.reference", "--check"], cwd=ROOT, check=False)
    assert done.returncode == 0


@pytest.mark.parametrize("page", ALL, ids=name_of)
def test_no_command_stands_where_no_test_looks(page: Page) -> None:
    """Commands are in boxes marked `sh`; what is in a box without a mark are lines of `.env` or of a policy."""
    assert len(re.findall(r"^```", page.text, re.MULTILINE)) == 2 * len(page.blocks)
    for block in page.blocks:
        assert block.language in ("", "sh", "html", "yaml")
        assert block.language == "sh" or not block.vps
        if not block.language:
            assert all(re.match(r"[A-Z_]+=|[a-z]+-src ", line) for line in block.text.splitlines()), block.text


@pytest.mark.parametrize("page", ALL, ids=name_of)
def test_commands_within_a_sentence_exist(page: Page) -> None:
    for words in re.findall(r"`([^`\n]+)`", page.prose):
        for target in re.findall(r"^(?:ALO_\S+ )*make ([a-z]+)", words):
            assert target in TARGETS, words
        for module in re.findall(r"^python -m ([\w.]+)", words):
            assert find_spec(module), words
        for service in re.findall(r"^docker compose (?:logs|restart|exec) (\w+)", words):
            assert service in load("docker-compose.yml")["services"], words


@pytest.mark.parametrize("command", sorted(set(COMMANDS)))
def test_every_command_names_what_exists(command: str) -> None:
    services = set(load("docker-compose.yml")["services"])
    for target in re.findall(r"(?:^|&& |=\S+ )make ([a-z]+)", command, re.MULTILINE):
        assert target in TARGETS
    for module in re.findall(r"python -m ([\w.]+)", command):
        assert find_spec(module)
    for words in re.findall(r"docker compose (?:exec(?: -T)?|restart) (\w+)", command):
        assert words in services
    for words in re.findall(r"docker compose logs(?: --\w+ \w+)*((?: [a-z]+)*)", command):
        assert set(words.split()) <= services
    for service in re.findall(r"--scale (\w+)=", command):
        assert service in services
    for file in re.findall(r"-f (\S+\.yml)", command):
        assert (ROOT / file).exists()
    assert subprocess.run(["bash", "-n", "-c", command], check=False).returncode == 0


@pytest.mark.parametrize(
    "block", sorted({b for p in ALL for b in p.blocks if b.language == "sh" and not b.vps}, key=str)
)
def test_commands_that_need_no_server_work(block: Block, tmp_path: Path) -> None:
    for name in ("deploy", "Makefile"):
        (tmp_path / name).symlink_to(ROOT / name)
    environment = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL")}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block.text],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize("page", ALL, ids=name_of)
def test_files_that_are_named_are_there(page: Page) -> None:
    for file in re.findall(r"`((?:deploy|config|docs)/[\w./-]+)`", page.text):
        assert (ROOT / file).exists(), file
