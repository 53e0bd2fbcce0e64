"""deploy/ as far as it can be tried without a container engine: read, and held against what the program knows."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from kb.cli import _parser
from kb.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
SERVERS = [name for name in SERVICES if name.startswith("kb-")]
PROXY = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
# A version with all its parts, or a dated release: what it names does not become something else.
_PINNED = re.compile(r"[\w./-]+:(v?\d+\.\d+(\.\d+)?(-[\w.-]+)?|RELEASE\.\d{4}-\d\d-\d\dT[\d-]+Z)")
_VARIABLE = re.compile(r"\$\{(\w+)")


def test_there_are_two_servers_a_proxy_and_both_engines() -> None:
    assert sorted(SERVICES) == ["etcd", "kb-1", "kb-2", "milvus", "minio", "postgres", "proxy"]
    one, two = (dict(SERVICES[name]) for name in SERVERS)
    # They share nothing but what the engines hold.
    assert (one.pop("volumes"), two.pop("volumes")) == (["kb-1:/srv/kb"], ["kb-2:/srv/kb"])
    assert one == two
    assert all(SERVICES[name]["image"] == f"policy-knowledge-base:{VERSION}" for name in SERVERS)


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_is_pinned_watched_and_has_no_more_rights_than_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert _PINNED.fullmatch(service["image"])
    assert service["healthcheck"].keys() >= {"test", "interval", "timeout", "retries"}
    assert service["restart"] == "unless-stopped"
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    # Milvus writes beside its own program.
    assert service.get("read_only", False) is (name != "milvus")
    needed = service.get("depends_on", {})
    assert needed.keys() <= SERVICES.keys() - {name}
    assert all(how == {"condition": "service_healthy"} for how in needed.values())
    assert set(service["networks"]) <= COMPOSE["networks"].keys()
    # The proxy alone is reached from outside.
    assert ("ports" in service) is (name == "proxy")
    for volume in service["volumes"]:
        source = volume.split(":")[0]
        if not source.startswith("."):
            assert source in COMPOSE["volumes"]
        elif source != "./certificates":
            assert (DEPLOY / source).is_file()


def test_every_volume_and_network_is_used() -> None:
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service["volumes"]}
    assert COMPOSE["volumes"].keys() <= used
    assert {name for service in SERVICES.values() for name in service["networks"]} == COMPOSE["networks"].keys()
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert [name for name, service in SERVICES.items() if "front" in service["networks"]] == ["kb-1", "kb-2", "proxy"]


@pytest.mark.parametrize("name", SERVERS)
def test_what_is_set_are_settings_with_values_that_will_do(name: str) -> None:
    environment: dict[str, str] = SERVICES[name]["environment"]
    given = {key.removeprefix("KB_").lower(): value for key, value in environment.items() if key.startswith("KB_")}
    assert given.keys() <= Settings.model_fields.keys()
    assert set(environment) - {f"KB_{key.upper()}" for key in given} == {"PGPASSWORD"}
    filled = {
        key: re.sub(r"\$\{(\w+)[^}]*\}", lambda found: {"PUBLIC_READ": "false"}.get(found[1], "kb.example.cn"), value)
        for key, value in given.items()
    }
    with pytest.MonkeyPatch.context() as patch:
        for key, value in filled.items():
            patch.setenv(f"KB_{key.upper()}", value)
        settings = Settings()
    assert settings.allowed_hosts == ("kb.example.cn",)
    assert settings.rows == "postgresql+psycopg://kb@postgres:5432/kb"
    assert settings.rate_limit == 0
    options = _parser().parse_args(SERVICES[name]["command"])
    assert (options.command, options.host, options.port) == ("serve", "0.0.0.0", 8000)
    program = SERVICES[name]["healthcheck"]["test"][3]
    compile(program, "healthcheck", "exec")
    assert f"127.0.0.1:{options.port}/readyz" in program


def test_addresses_name_services_and_the_ports_at_which_they_listen() -> None:
    text = yaml.safe_dump([{**service, "image": ""} for service in SERVICES.values()])
    assert set(re.findall(r"(?:@|//|: )(postgres|milvus|etcd|minio):(\d+)", text)) == {
        ("postgres", "5432"),
        ("milvus", "19530"),
        ("etcd", "2379"),
        ("minio", "9000"),
    }


def test_secrets_come_from_a_file_that_is_not_kept_here() -> None:
    named = set(_VARIABLE.findall((DEPLOY / "compose.yaml").read_text(encoding="utf-8")))
    lines = (DEPLOY / "env.example").read_text(encoding="utf-8").splitlines()
    declared = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert declared.keys() == named
    assert [declared[name] for name in ("POSTGRES_PASSWORD", "MINIO_USER", "MINIO_PASSWORD")] == ["", "", ""]
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"/deploy/.env", "/deploy/certificates/"} <= set(ignored)
    assert not (DEPLOY / ".env").exists()


def test_the_proxy_passes_to_both_servers_and_what_they_check() -> None:
    assert PROXY.count("{") == PROXY.count("}")
    assert re.findall(r"server (\S+):(\d+) max_fails", PROXY) == [(name, "8000") for name in SERVERS]
    assert "proxy_set_header Host $host;" in PROXY
    assert set(re.findall(r"listen (\d+)", PROXY)) == {"8080", "8081", "8443"}
    assert SERVICES["proxy"]["ports"] == ["443:8443", "80:8080"]
    assert "127.0.0.1:8081/healthz" in " ".join(SERVICES["proxy"]["healthcheck"]["test"])
    mounted = [volume.split(":")[1] for volume in SERVICES["proxy"]["volumes"]]
    for path in re.findall(r"ssl_certificate(?:_key)? (\S+);", PROXY):
        assert any(path.startswith(one) for one in mounted)
    # Each directive ends as nginx wants it.
    for line in PROXY.splitlines():
        stripped = line.strip()
        assert not stripped or stripped.startswith("#") or stripped[-1] in ";{}", line


def test_the_image_is_built_from_what_is_sent_and_runs_as_nobody_special() -> None:
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {"python:3.11.13-slim-bookworm"}
    assert _PINNED.fullmatch("python:3.11.13-slim-bookworm")
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[0] == "!"}
    copied = [line.split()[1:-1] for line in re.findall(r"^COPY (?!--).*", DOCKERFILE, re.MULTILINE)]
    assert {name for names in copied for name in names} == kept
    assert all((ROOT / name).exists() for name in kept)
    user = re.search(r"^USER (\S+)", DOCKERFILE, re.MULTILINE)
    assert user is not None
    assert {user[1]} == {SERVICES[name]["user"] for name in SERVERS}
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    asked = re.search(r'"\.\[([\w,]+)\]"', DOCKERFILE)
    assert asked is not None
    assert set(asked[1].split(",")) <= extras.keys()
    assert f"policy-knowledge-base:{VERSION}" in DOCKERFILE
