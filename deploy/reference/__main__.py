"""`python -m deploy.reference`: writes tables into the pages; with --check only says which are stale, and exits 1."""

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from deploy.reference.api import api_regions
from deploy.reference.settings import Lang, settings_regions

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES: Mapping[str, Callable[[Lang], dict[str, str]]] = {"settings": settings_regions, "api": api_regions}
LANGUAGES: tuple[Lang, ...] = ("vi", "en")


def fill(text: str, regions: Mapping[str, str]) -> str:
    """The page with what stands between `begin` and `end` of each region written anew; KeyError for an unknown one."""
    pattern = re.compile(r"<!-- begin ([\w-]+) -->\n.*?<!-- end \1 -->", re.DOTALL)
    missing = set(regions) - set(pattern.findall(text))
    if missing:
        raise KeyError(f"the page has no place for {sorted(missing)}")
    return pattern.sub(lambda found: f"<!-- begin {found[1]} -->\n{regions[found[1]]}\n<!-- end {found[1]} -->", text)


def main() -> int:
    pages = [(DOCS / lang / f"{name}.md", write(lang)) for name, write in PAGES.items() for lang in LANGUAGES]
    stale = 0
    for path, regions in pages:
        text = path.read_text()
        filled = fill(text, regions)
        if filled == text:
            continue
        stale += 1
        if "--check" in sys.argv[1:]:
            print(f"{path.relative_to(DOCS.parent)} is stale: run `make protocol`", file=sys.stderr)
        else:
            path.write_text(filled)
            print(f"wrote {path.relative_to(DOCS.parent)}")
    return 1 if stale and "--check" in sys.argv[1:] else 0


if __name__ == "__main__":
    sys.exit(main())
