"""`python -m bench [PART …]`: all parts, or those that are named."""

import argparse
import sys

from bench import ack, messages
from bench.rivals import RIVALS, Nothing, open_grounds

PARTS = {"messages": messages, "ack": ack}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rivals", help="only these, with commas: A,A2,B,C,Alo,hub (the archiver stopped),nothing")
    asked = parser.parse_args()
    with open_grounds() as grounds:
        for name in asked.parts or PARTS:
            part = PARTS[name]
            print(name, flush=True)
            size = part.Size(rounds=asked.rounds)
            chosen = [kind for kind in (Nothing, *RIVALS) if kind.name in (asked.rivals or "").split(",")]
            taken = part.run(grounds, size, chosen) if chosen else part.run(grounds, size)
            for rival, figures in taken.items():
                print(f"{rival:<16}", ", ".join(f"{key} {value:,.4g}" for key, value in figures.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
