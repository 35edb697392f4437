"""`python -m bench [PART …]`: all parts, or those that are named."""

import argparse
import sys

from bench.parts import PARTS
from bench.rivals import RIVALS, Nothing, open_grounds
from bench.rounds import medians, show


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--size", choices=("full", "quick", "tiny"), default="full")
    parser.add_argument("--rivals", default="", help="with commas, out of nothing,A,A2,B,C,Alo,hub")
    asked = parser.parse_args()
    with open_grounds() as grounds:
        for name in asked.parts or PARTS:
            part = PARTS[name]
            print(f"{name}: {part.about}", flush=True)
            chosen = [kind for kind in (Nothing, *RIVALS) if kind.name in asked.rivals.split(",")]
            for rival, several in part.run(grounds, part.sizes[asked.size], chosen or part.rivals).items():
                print(f"{rival:<16}", show(medians(several)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
