"""A Dockerfile as its steps, and their replay in empty folders, one for each stage."""

import fnmatch
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pip

from deploy.local.services import ROOT

NEVER_LOOKED_INTO = {".git", ".venv", ".data", ".mypy_cache"}
"""Large, and ignored like everything that has no line of its own in `.dockerignore`."""


@dataclass(frozen=True)
class Step:
    word: str
    rest: str


@dataclass
class Stage:
    """What a stage is made from, and the folder that stands for its file system."""

    base: str
    root: Path
    workdir: str = "/"
    environment: dict[str, str] = field(default_factory=dict)
    user: str = "root"
    command: list[str] = field(default_factory=list)

    def place(self, path: str) -> Path:
        return self.root / (path if path.startswith("/") else f"{self.workdir}/{path}").lstrip("/")


def read_steps(path: Path) -> Iterator[Step]:
    text = re.sub(r"^\s*#.*\n", "", path.read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    for line in text.splitlines():
        if line.strip():
            word, _, rest = line.strip().partition(" ")
            yield Step(word.upper(), rest.strip())


def ignored(path: str) -> bool:
    """Whether `.dockerignore` keeps this file of the project outside; the last line that fits decides."""
    outside = False
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        pattern = line.strip()
        if pattern and not pattern.startswith("#"):
            bare = pattern.removeprefix("!")
            if bare == "*" or matches(path, bare):
                outside = not pattern.startswith("!")
    return outside


def matches(path: str, pattern: str) -> bool:
    parents = ["/".join(path.split("/")[: depth + 1]) for depth in range(path.count("/") + 1)]
    if pattern.startswith("**/"):
        return any(fnmatch.fnmatch(part, pattern[3:]) for part in path.split("/"))
    return any(fnmatch.fnmatch(parent, pattern) for parent in parents)


class Replay:
    """Runs COPY and RUN as a build would; FROM gives an empty folder, with Python where the image has it.

    Stages that were replayed before, for another image, are taken over as a build does.
    """

    def __init__(self, dockerfile: str, folder: Path, before: dict[tuple[Step, ...], Stage]) -> None:
        self.folder = folder
        self.stages: dict[str, Stage] = {}
        self.context = build_context()
        steps = list(read_steps(ROOT / dockerfile))
        begins = [index for index, step in enumerate(steps) if step.word == "FROM"]
        for begin, end in zip(begins, [*begins[1:], len(steps)], strict=True):
            stage = tuple(steps[begin:end])
            name = stage[0].rest.partition(" AS ")[2]
            if stage not in before:
                before[stage] = self._play(name, stage)
            self.last = self.stages[name] = before[stage]

    def _play(self, name: str, steps: Sequence[Step]) -> Stage:
        self.last = Stage(steps[0].rest.partition(" AS ")[0], self.folder / name)
        self.last.root.mkdir()
        if self.last.base.startswith("python:"):
            self.last.environment["PATH"] = f"{install_python(self.last.root / 'usr' / 'local')}:{os.environ['PATH']}"
        for step in steps[1:]:
            getattr(self, f"_{step.word.lower()}")(step.rest)
        return self.last

    def _workdir(self, rest: str) -> None:
        self.last.workdir = rest
        self.last.place(rest).mkdir(parents=True, exist_ok=True)

    def _env(self, rest: str) -> None:
        for word in shlex.split(rest):
            name, _, value = word.partition("=")
            before = self.last.environment.get(name, os.environ.get(name, ""))
            value = value.replace("/opt/", f"{self.last.root}/opt/").replace(f"${name}", before)
            self.last.environment[name] = value

    def _user(self, rest: str) -> None:
        self.last.user = rest

    def _cmd(self, rest: str) -> None:
        self.last.command = json.loads(rest)

    def _entrypoint(self, rest: str) -> None:
        assert isinstance(json.loads(rest), list)

    def _expose(self, rest: str) -> None:
        assert all(int(port) > 1024 for port in rest.split()), "a port that only root may open"

    def _healthcheck(self, rest: str) -> None:
        assert json.loads(rest[rest.index("[") :])

    def _copy(self, rest: str) -> None:
        words = rest.split()
        if words[0].startswith("--from="):
            source = self.stages[words[0].removeprefix("--from=")]
            assert len(words) == 3
            shutil.copytree(source.place(words[1]), self.last.place(words[2]), dirs_exist_ok=True, symlinks=True)
        else:
            self._copy_project(words[:-1], words[-1])

    def _copy_project(self, sources: Sequence[str], target: str) -> None:
        for source in sources:
            files = [path for path in self.context if path == source or path.startswith(f"{source}/")]
            assert files, f"COPY {source}: none such is sent to a build"
            for path in files:
                inside = path.removeprefix(source).lstrip("/") or Path(path).name
                into_folder = path != source or target.endswith("/")
                place = self.last.place(target) / inside if into_folder else self.last.place(target)
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / path, place)

    def _run(self, rest: str) -> None:
        """Absolute paths of the image become paths of its folder; whose a file is, nobody but root can say here."""
        command = re.sub(r"(?<=\s)/(opt|var|build|srv)/", lambda found: f"{self.last.root}/{found[1]}/", rest)
        command = re.sub(r"\bchown -R \S+ \S+", "true", command)
        # What was downloaded before is taken from the cache: the test is about the steps.
        command = command.replace("--no-cache-dir", "")
        environment = {
            **os.environ,
            **self.last.environment,
            "PIP_NO_COMPILE": "1",
            "NPM_CONFIG_PREFER_OFFLINE": "true",
        }
        environment.pop("PYTHONPATH", None)
        done = subprocess.run(
            ["sh", "-euc", command],
            cwd=self.last.place(self.last.workdir),
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"RUN {rest}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"


def install_python(place: Path) -> Path:
    """A Python with pip and no other package, as the image begins with; its folder of programs."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    packages = next(place.glob("lib/python*/site-packages"))
    shutil.copytree(Path(pip.__file__).parent, packages / "pip")
    for details in Path(pip.__file__).parents[1].glob("pip-*.dist-info"):
        shutil.copytree(details, packages / details.name)
    program = place / "bin" / "pip"
    program.write_text('#!/bin/sh\nexec python -m pip "$@"\n')
    program.chmod(0o755)
    return program.parent


def build_context() -> list[str]:
    """What a build is sent: everything here that `.dockerignore` does not keep outside."""
    found: list[str] = []
    for place, folders, names in os.walk(ROOT):
        here = Path(place).relative_to(ROOT)
        folders[:] = sorted(name for name in folders if name not in NEVER_LOOKED_INTO)
        found += [path for name in sorted(names) if not ignored(path := str(here / name))]
    return found
