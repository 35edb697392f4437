"""The acts as Lua texts: one file each, with what they share put in front."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "lua"


@dataclass(frozen=True)
class Script:
    """One act; `keys` and `args` are the least numbers of KEYS and ARGV that it binds by position.

    One that does `many` takes exactly so many for each, in one run, and answers with a list of their replies.
    """

    name: str
    text: str
    sha: str
    keys: int
    args: int
    many: bool


def count_bound(text: str, table: str) -> int:
    return max((int(n) for n in re.findall(rf"\b{table}\[(?:\w \+ )?(\d+)\]", text)), default=0)


def load_script(path: Path, shared: str) -> Script:
    shebang, body = path.read_text().split("\n", 1)
    text = f"{shebang}\n{pick_shared(shared, body)}"
    sha = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
    return Script(path.stem, text, sha, count_bound(body, "KEYS"), count_bound(body, "ARGV"), "EACH_KEYS" in body)


def pick_shared(shared: str, body: str) -> str:
    """The act behind those of the shared functions that it needs: Redis makes each of them anew for every run.

    A function stands behind those that it calls, with a blank line before it and none inside.
    """
    for block in reversed(shared.split("\n\n")):
        function = re.search(r"^local function (\w+)", block, re.MULTILINE)
        if function is None or re.search(rf"\b{function[1]}\(", body):
            body = f"{block}\n\n{body}"
    return body


def load_scripts() -> dict[str, Script]:
    shared = (FOLDER / "shared.lua").read_text()
    paths = sorted(path for path in FOLDER.glob("*.lua") if path.stem != "shared")
    return {path.stem: load_script(path, shared) for path in paths}


SCRIPTS = load_scripts()
