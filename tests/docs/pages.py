"""The pages of the documentation as they are checked: headings, commands, links, names of settings."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from deploy.local.services import ROOT

DOCS = ROOT / "docs"
FENCE = re.compile(r"^```(\w*)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A box of code: `vps` when it needs a server."""

    language: str
    vps: bool
    text: str


@dataclass(frozen=True)
class Page:
    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text()

    @property
    def prose(self) -> str:
        return FENCE.sub("", self.text)

    @property
    def blocks(self) -> list[Block]:
        return [Block(language, more.strip() == "vps", text) for language, more, text in FENCE.findall(self.text)]

    @property
    def headings(self) -> list[tuple[int, str]]:
        return [(len(marks), title) for marks, title in re.findall(r"^(#+) (.+)$", self.prose, re.MULTILINE)]

    @property
    def anchors(self) -> set[str]:
        return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for _, title in self.headings}

    @property
    def links(self) -> list[str]:
        return re.findall(r"\]\(([^)\s]+)\)", self.prose)


def pages(language: str) -> dict[str, Page]:
    return {path.name: Page(path) for path in sorted((DOCS / language).glob("*.md"))}
