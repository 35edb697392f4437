"""The acts as Lua texts: one file each, with what they share put in front."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "lua"


@dataclass(frozen=True)
class Script:
    """One act; `keys` and `args` are the least numbers of KEYS and ARGV that it binds by position."""

    name: str
    text: str
    sha: str
    keys: int
    args: int


def count_bound(text: str, table: str) -> int:
    return max((int(n) for n in re.findall(rf"\b{table}\[(\d+)\]", text)), default=0)


def load_script(path: Path, shared: str) -> Script:
    shebang, body = path.read_text().split("\n", 1)
    text = f"{shebang}\n{shared}\n{body}"
    sha = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
    return Script(path.stem, text, sha, count_bound(body, "KEYS"), count_bound(body, "ARGV"))


def load_scripts() -> dict[str, Script]:
    shared = (FOLDER / "shared.lua").read_text()
    paths = sorted(path for path in FOLDER.glob("*.lua") if path.stem != "shared")
    return {path.stem: load_script(path, shared) for path in paths}


SCRIPTS = load_scripts()
