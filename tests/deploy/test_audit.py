import json

import pytest

from deploy.local import audit
from deploy.local.audit import Verdict, read_node, read_python

SOUND = {"name": "orjson", "version": "3.13.0", "vulns": []}
WEAK = {"name": "jinja2", "version": "2.0", "vulns": [{"id": "CVE-2019-10906"}]}
UNKNOWN = {"name": "starlette", "skip_reason": "Dependency not found"}


def test_a_package_with_a_known_weakness_is_named() -> None:
    verdict = read_python("pypi", json.dumps({"dependencies": [SOUND, WEAK, UNKNOWN]}), "")
    assert verdict.weak == ("jinja2 2.0",)
    assert "KNOWN WEAKNESSES in jinja2 2.0" in verdict.say()


def test_packages_that_the_database_does_not_know_were_not_checked() -> None:
    verdict = read_python("pypi", json.dumps({"dependencies": [SOUND, UNKNOWN]}), "")
    assert not verdict.asked
    assert "NOT CHECKED, the database pypi knows 1 of 2 packages not at all" in verdict.say()


def test_a_database_that_is_away_is_said_to_be() -> None:
    verdict = read_python("osv", "", "Traceback\nConnectionError: no route")
    assert "NOT CHECKED, the database osv did not answer (ConnectionError)" in verdict.say()


def test_a_registry_without_advisories_is_no_clean_bill() -> None:
    assert read_node("widget", '{"vulnerabilities": {}}').say() == "widget: nothing is known against any package"
    assert read_node("widget", '{"vulnerabilities": {"left-pad": {}}}').weak == ("left-pad",)
    assert "NOT CHECKED" in read_node("widget", '{"message": "405 Method Not Allowed - POST somewhere"}').say()
    assert "NOT CHECKED" in read_node("widget", "").say()


@pytest.mark.parametrize(
    ("verdict", "code"),
    [
        (Verdict("all", asked=True), 0),
        (Verdict("all", asked=True, weak=("a",)), audit.FOUND),
        (Verdict("all", asked=False, why="x"), audit.NOT_ASKED),
    ],
)
def test_the_exit_code_tells_found_from_not_checked(
    monkeypatch: pytest.MonkeyPatch, verdict: Verdict, code: int
) -> None:
    monkeypatch.setattr(audit, "audit_python", lambda: verdict)
    monkeypatch.setattr(audit, "audit_node", lambda _: Verdict("npm", asked=True))
    assert audit.main() == code
