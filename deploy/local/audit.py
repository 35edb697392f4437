"""`make audit`: known weaknesses in the packages that we ship, and whether anybody could be asked about them at all."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.local.install import FRONT_ENDS, ROOT

PIP_AUDIT = "pip-audit@2.10.1"
SERVICES = ("pypi", "osv")
"""The index itself, and where it knows nothing of weaknesses, the open database."""
FOUND, NOT_ASKED = 1, 2


@dataclass(frozen=True)
class Verdict:
    """`weak` are packages with something known against them; `asked` is false when no database answered for all."""

    what: str
    asked: bool
    weak: tuple[str, ...] = ()
    why: str = ""

    def say(self) -> str:
        if self.weak:
            return f"{self.what}: KNOWN WEAKNESSES in {', '.join(self.weak)}"
        return (
            f"{self.what}: nothing is known against any package"
            if self.asked
            else f"{self.what}: NOT CHECKED, {self.why}"
        )


def main() -> int:
    verdicts = [audit_python(), *(audit_node(ROOT / name) for name in FRONT_ENDS)]
    for verdict in verdicts:
        print(f"audit: {verdict.say()}")
    if any(verdict.weak for verdict in verdicts):
        return FOUND
    if not all(verdict.asked for verdict in verdicts):
        print("audit: what was not checked is not safe: run this where the public databases can be reached")
        return NOT_ASKED
    return 0


def audit_python() -> Verdict:
    verdict = Verdict("Python packages", asked=False, why="no database was asked")
    for service in SERVICES:
        verdict = read_python(service, *run_pip_audit(service))
        if verdict.asked or verdict.weak:
            return verdict
    return verdict


def run_pip_audit(service: str) -> tuple[str, str]:
    lock = ("--requirement", "requirements.lock", "--require-hashes", "--disable-pip")
    command = [
        str(Path(sys.executable).with_name("uvx")),
        PIP_AUDIT,
        *lock,
        "--vulnerability-service",
        service,
        "--format",
        "json",
        "--progress-spinner",
        "off",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout, done.stderr


def read_python(service: str, said: str, complaint: str) -> Verdict:
    what = "Python packages"
    try:
        packages: list[dict[str, Any]] = json.loads(said)["dependencies"]
    except (ValueError, KeyError):
        last = complaint.strip().splitlines()[-1:] or ["it said nothing"]
        return Verdict(
            what, asked=False, why=f"the database {service} did not answer ({last[0].partition(':')[0][:80]})"
        )
    weak = tuple(f"{one['name']} {one['version']}" for one in packages if one.get("vulns"))
    skipped = [one["name"] for one in packages if "skip_reason" in one]
    why = f"the database {service} knows {len(skipped)} of {len(packages)} packages not at all"
    return Verdict(what, asked=not skipped, weak=weak, why=why)


def audit_node(folder: Path) -> Verdict:
    command = ["npm", "--prefix", str(folder), "audit", "--omit=dev", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "NO_COLOR": "1"})
    return read_node(f"npm packages of the {folder.name}", done.stdout)


def read_node(what: str, said: str) -> Verdict:
    try:
        answer: dict[str, Any] = json.loads(said)
    except ValueError:
        answer = {}
    if "vulnerabilities" not in answer:
        why = str(answer.get("message") or "npm said nothing").splitlines()[0]
        return Verdict(
            what, asked=False, why=f"the registry in use answers no such question ({why.partition(' - ')[0][:120]})"
        )
    return Verdict(what, asked=True, weak=tuple(answer["vulnerabilities"]))


if __name__ == "__main__":
    sys.exit(main())
