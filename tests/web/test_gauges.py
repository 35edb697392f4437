"""What Prometheus reads, and that the alerts and the Grafana dashboard ask for nothing else."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from redis.asyncio import Redis

from config.keys import Keys
from web.call import Office

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
NAME = re.compile(r"\balo_[a-z_]+\b")
DURATIONS = re.compile(r"_(ms|minutes|hours|millis)$")


async def families(api: httpx2.AsyncClient) -> dict[str, Any]:
    answer = await api.get("/metrics")
    assert answer.status_code == 200, answer.text
    return {family.name: family for family in text_string_to_metric_families(answer.text)}


@pytest.fixture
async def busy(redis: Redis, keys: Keys) -> None:
    """One hub, one archiver, an event on its way and a dead letter."""
    await redis.xadd(keys.firehose, {"s": "x", "n": 1, "k": "message", "e": "{}"})
    await redis.xgroup_create(keys.firehose, "archiver", "0")
    await redis.xadd(keys.dead, {"s": "x", "reason": "refused"})
    now = int((await redis.time())[0]) * 1000
    await redis.hset(keys.hubs, "hub-1", json.dumps({"at": now, "sockets": 7, "lag_ms": 40}))
    await redis.hset(keys.archivers, "archiver-1", json.dumps({"at": now, "leads": True, "error": ""}))
    await redis.hset(keys.archiver, mapping={"beat": now, "archived": 12, "alarms": 0})


async def test_the_figures_have_help_and_are_in_base_units(api: httpx2.AsyncClient, busy: None) -> None:
    ours = {name: family for name, family in (await families(api)).items() if name.startswith("alo_")}
    assert all(family.documentation for family in ours.values())
    assert not [name for name in ours if DURATIONS.search(name)]
    value = {name: family.samples[0].value for name, family in ours.items() if family.samples}
    assert (value["alo_hub_sockets"], value["alo_hub_loop_lag_seconds"], value["alo_archived_events"]) == (7, 0.04, 12)
    dead = [sample.value for sample in ours["alo_stream_entries"].samples if sample.labels["stream"] == "dead"]
    assert dead == [1]


async def test_a_server_that_is_away_is_said_to_be(api: httpx2.AsyncClient, busy: None, office: Office) -> None:
    office.database.client.close()
    up = {sample.labels["server"]: sample.value for sample in (await families(api))["alo_up"].samples}
    assert up == {"redis": 1, "mongodb": 0}


async def test_alerts_and_dashboard_ask_only_for_what_is_measured(api: httpx2.AsyncClient, busy: None) -> None:
    await api.get("/healthz")
    measured = {sample.name for family in (await families(api)).values() for sample in family.samples}
    asked = {name for expression in expressions() for name in NAME.findall(expression)}
    assert len(asked) > 15
    assert asked - measured == set()


def rules() -> list[dict[str, Any]]:
    document = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text())
    return [rule for group in document["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((DEPLOY / "grafana" / "alo.json").read_text())["panels"]
    return found


def expressions() -> list[str]:
    return [rule["expr"] for rule in rules()] + [target["expr"] for panel in panels() for target in panel["targets"]]


def test_every_alert_says_how_grave_it_is_and_what_to_do() -> None:
    assert len({rule["alert"] for rule in rules()}) == len(rules()) > 8
    for rule in rules():
        assert rule["labels"]["severity"] in ("page", "warn"), rule["alert"]
        assert len(rule["annotations"]["description"]) > 20, rule["alert"]


def test_every_panel_says_what_it_shows_and_in_which_unit() -> None:
    for panel in panels():
        assert panel["description"], panel["title"]
        assert panel["fieldConfig"]["defaults"]["unit"], panel["title"]


def test_brackets_and_quotes_of_every_expression_are_closed() -> None:
    for expression in expressions():
        for opened, closed in ("()", "{}", "[]"):
            assert expression.count(opened) == expression.count(closed), expression
        assert expression.count('"') % 2 == 0, expression


def test_promtool_agrees_where_it_is_installed() -> None:
    promtool = shutil.which("promtool")
    if promtool:
        command = [promtool, "check", "rules", str(DEPLOY / "prometheus" / "alerts.yml")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
