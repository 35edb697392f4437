import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from deploy.local.services import ROOT
from deploy.server.environment import compose as compose_env
from tests.production.compose import environment_of, fill, load
from web.health import PROBE_S

FILES = ["docker-compose.yml", "docker-compose.dev.yml"]
COMPOSE = load("docker-compose.yml")
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
EVERY = [(file, name) for file in FILES for name in load(file)["services"]]
ONE_SHOT = {"mongo-setup", "backup", "restore"}
OURS = {"hub", "web", "archiver", "backup", "restore"}
ENV = dict(
    line.split("=", 1) for line in compose_env("chat.example.com", "ban@example.com").splitlines() if "=" in line
)


@pytest.mark.parametrize("file", FILES)
def test_compose_files_follow_the_specification(file: str) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(ROOT / file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("file", "name"), EVERY)
def test_every_container_is_locked_in(file: str, name: str) -> None:
    service = load(file)["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "cap_add" not in service and "privileged" not in service
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"]), "runs as root"
    assert service["mem_limit"]
    assert service["logging"]["options"].keys() == {"max-size", "max-file"}


@pytest.mark.parametrize(("file", "name"), EVERY)
def test_every_container_comes_back_and_says_how_it_fares(file: str, name: str) -> None:
    service = load(file)["services"][name]
    if name in ONE_SHOT:
        assert service["restart"] == "no"
        assert service["healthcheck"] == {"disable": True}
    else:
        assert service["restart"] == "unless-stopped"
        assert service["healthcheck"]["test"]


@pytest.mark.parametrize(("file", "name"), EVERY)
def test_images_are_of_one_version_and_volumes_have_names(file: str, name: str) -> None:
    document = load(file)
    service = document["services"][name]
    image, _, version = service["image"].partition(":")
    assert image.startswith("alo-") or re.match(r"v?\d+\.\d+\.\d+", version)
    for volume in service.get("volumes", []):
        source = volume.split(":")[0]
        assert source in document["volumes"] or (source.startswith("./deploy/") and volume.endswith(":ro"))
        assert not source.startswith("./") or (ROOT / source).is_dir()


def test_each_image_of_ours_is_built_once_and_never_asked_of_anybody_else() -> None:
    ours = [service for service in SERVICES.values() if service["image"].startswith("alo-")]
    built = [service["image"] for service in ours if "build" in service]
    assert sorted(built) == sorted({service["image"] for service in ours})
    assert all(service["pull_policy"] == "never" for service in ours if "build" not in service)
    # Whoever builds must be up for the others to have an image: it is in no profile.
    assert not [service for service in ours if "build" in service and "profiles" in service]


def test_only_nginx_has_ports_and_databases_have_no_way_out() -> None:
    assert {name: service["ports"] for name, service in SERVICES.items() if "ports" in service} == {
        "nginx": ["80:8080", "443:8443"]
    }
    assert COMPOSE["networks"]["back"] == {"internal": True}
    for name in ("redis", "mongo", "archiver", "backup", "restore"):
        assert SERVICES[name]["networks"] == ["back"]
    for name in ("nginx", "certbot"):
        assert SERVICES[name]["networks"] == ["front"]


def test_for_development_ports_are_open_to_this_machine_alone() -> None:
    for service in load("docker-compose.dev.yml")["services"].values():
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])


def test_there_are_several_hubs_and_data_outlives_containers() -> None:
    assert SERVICES["hub"]["deploy"]["replicas"] == 2
    assert "container_name" not in SERVICES["hub"]
    assert "redis-data:/data" in SERVICES["redis"]["volumes"]
    assert "mongo-data:/data/db" in SERVICES["mongo"]["volumes"]


def test_the_environment_names_every_setting_that_a_container_may_have_and_no_other() -> None:
    known = {f"ALO_{name.upper()}" for name in Settings.model_fields} - {"ALO_HOST", "ALO_PORT", "ALO_DATA_DIR"}
    for name in OURS:
        assert set(SERVICES[name]["environment"]) == known, name


def test_env_has_all_that_compose_asks_for_and_nothing_that_it_ignores() -> None:
    text = "".join((ROOT / file).read_text() for file in FILES)
    asked = set(re.findall(r"\$\{(\w+):\?", text))
    passed = {name for name, value in SERVICES["hub"]["environment"].items() if value is None}
    assert asked <= set(ENV)
    assert set(ENV) <= asked | passed | {"ARCHIVE_CPUS"}
    assert not re.search(r"(PASSWORD|SECRET|KEY|TOKEN)\w*:-[^$]", text), "a secret has a default"


def test_processes_start_with_what_compose_gives_them(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in OURS:
        for variable in [variable for variable in os.environ if variable.startswith("ALO_")]:
            monkeypatch.delenv(variable)
        for variable, value in environment_of(SERVICES[name], ENV).items():
            monkeypatch.setenv(variable, value)
        settings = Settings(_env_file=None)
        assert settings.public_url == "https://chat.example.com"
        assert settings.redis_url == f"redis://alo:{ENV['REDIS_PASSWORD']}@redis:6379/0"
        assert settings.mongo_url.startswith(f"mongodb://alo:{ENV['MONGO_PASSWORD']}@mongo:27017/")
        assert settings.secret == ENV["ALO_SECRET"]


def test_without_its_env_compose_refuses_to_start() -> None:
    for name in ENV.keys() - {"ALO_ALLOWED_ORIGINS", "ALO_METRICS_TOKEN", "ARCHIVE_CPUS"}:
        with pytest.raises(KeyError, match=name):
            fill((ROOT / "docker-compose.yml").read_text(), {**ENV, name: ""})


def test_the_hub_believes_the_network_that_nginx_is_in() -> None:
    subnet = COMPOSE["networks"]["front"]["ipam"]["config"][0]["subnet"]
    assert SERVICES["hub"]["environment"]["ALO_TRUSTED_PROXIES"] == subnet


def test_a_health_check_waits_longer_than_what_it_asks() -> None:
    assert float(SERVICES["hub"]["healthcheck"]["timeout"].rstrip("s")) > PROBE_S


def test_scripts_that_containers_run_are_shell_that_parses() -> None:
    scripts = sorted(Path(ROOT / "deploy").rglob("*.sh"))
    assert len(scripts) >= 6
    for script in scripts:
        subprocess.run(["sh", "-n", str(script)], check=True)


def test_the_archive_may_be_kept_to_some_of_the_cores() -> None:
    services = load("docker-compose.yml")["services"]
    confined = {name: service["cpuset"] for name, service in services.items() if "cpuset" in service}
    assert confined == dict.fromkeys(("archiver", "mongo"), "${ARCHIVE_CPUS:-}")
