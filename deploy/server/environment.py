"""`make env`: writes `.env` with random secrets for docker-compose.yml, on a bare Python and never over another one."""

import os
import re
import secrets
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
SECRETS: Mapping[str, Callable[[], str]] = {
    "ALO_SECRET": lambda: secrets.token_hex(32),
    "ALO_METRICS_TOKEN": lambda: secrets.token_hex(24),
    "REDIS_PASSWORD": lambda: secrets.token_hex(24),
    "MONGO_ROOT_PASSWORD": lambda: secrets.token_hex(24),
    "MONGO_PASSWORD": lambda: secrets.token_hex(24),
    # Letters that a key file of MongoDB may have.
    "MONGO_KEY": lambda: secrets.token_hex(48),
}


class RefusedError(Exception):
    """One line that says what to do."""


def main() -> int:
    try:
        path = Path(".env")
        write(path, ask("DOMAIN", HOST), ask("EMAIL", EMAIL))
    except RefusedError as error:
        print(f"make env: {error}", file=sys.stderr)
        return 2
    print(f"{path} is written: keep a copy of it where the backups are. It is readable for you alone.")
    return 0


def ask(name: str, form: "re.Pattern[str]") -> str:
    value = os.environ.get(name, "").strip().lower()
    if not form.fullmatch(value):
        raise RefusedError(
            f"{name} is missing or no such thing: make env DOMAIN=chat.example.com EMAIL=you@example.com"
        )
    return value


def write(path: Path, domain: str, email: str) -> None:
    """The file is there, whole and closed to others, or an error is raised and nothing has changed."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise RefusedError(f"{path} is already there and stays as it is; new secrets would lock you out") from None
    with os.fdopen(descriptor, "w") as file:
        file.write(compose(domain, email))


def compose(domain: str, email: str) -> str:
    lines = [
        "# Secrets and settings of this server. docs/vi/settings.md (docs/en/settings.md) names every setting.",
        f"ALO_DOMAIN={domain}",
        f"ALO_ACME_EMAIL={email}",
        *(f"{name}={make()}" for name, make in SECRETS.items()),
        "# Websites that may carry the widget, separated by commas; * is any.",
        "ALO_ALLOWED_ORIGINS=*",
        *cores_of_archive(sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []),
    ]
    return "\n".join(lines) + "\n"


def cores_of_archive(cores: Sequence[int]) -> list[str]:
    if len(cores) < 2:
        return []
    return [
        "# Processors that archiver and MongoDB may use: all but the first, which they leave to live chat.",
        "# On a machine that lacks any of these, Docker refuses to start them: correct this line or delete it.",
        f"ARCHIVE_CPUS={','.join(map(str, cores[1:]))}",
    ]


if __name__ == "__main__":
    sys.exit(main())
