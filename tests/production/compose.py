"""The compose files as Docker would read them, for the tests that hold them against what they must be."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from deploy.local.services import ROOT

VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])((?:[^{}]|\$\{[^{}]*\})*))?\}")


def load(name: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((ROOT / name).read_text())
    return document


def fill(text: str, environment: Mapping[str, str]) -> str:
    """`${NAME}`, `${NAME:-default}` and `${NAME:?message}` as compose has them; KeyError for what must be given."""

    def value(found: re.Match[str]) -> str:
        name, kind, rest = found.groups()
        if environment.get(name):
            return environment[name]
        if kind == "?":
            raise KeyError(name)
        return fill(rest or "", environment)

    return VARIABLE.sub(value, text).replace("$$", "$")


def environment_of(service: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, str]:
    """What its processes see; a name without a value is passed on if it is there, and is missing otherwise."""
    given = {name: environment.get(name) if value is None else value for name, value in service["environment"].items()}
    return {name: fill(str(value), environment) for name, value in given.items() if value is not None}
