"""Who may do what over HTTP: roles, keys, sessions, and where the server may listen."""

import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from starlette.routing import Route

from api import routes as route_modules
from api.roles import ROLES, _role_of, role_of
from api.server import serve
from kb.access import Access
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.store.access import Role
from tests.api.access_home import GROUP, bearer, calling, hidden_home

OWN_PAGE = {"Origin": "http://127.0.0.1:8000"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[KnowledgeBase, dict[str, str], TestClient]]:
    with hidden_home(tmp_path_factory.mktemp("access")) as (base, keys), calling(base) as client:
        yield base, keys, client


@pytest.fixture
def client(home: tuple[KnowledgeBase, dict[str, str], TestClient]) -> Iterator[TestClient]:
    home[2].cookies.clear()
    yield home[2]
    home[2].cookies.clear()


@pytest.fixture
def keys(home: tuple[KnowledgeBase, dict[str, str], TestClient]) -> dict[str, str]:
    return home[1]


def _declared(app: FastAPI) -> set[str]:
    """Return every route of the application as `METHOD path`, those that no document shows included."""
    found: set[str] = set()
    routers = [app.router, *(getattr(module, "router", None) for module in vars(route_modules).values())]
    for router in routers:
        for route in getattr(router, "routes", ()):
            if isinstance(route, APIRoute | Route) and route.path != "/mcp":
                found |= {
                    f"{method} {route.path}" for method in (route.methods or ()) if method not in ("HEAD", "OPTIONS")
                }
    return found - {"GET /web/diff.css"} | {"POST /mcp", "GET /web/{path:path}"}


def _url(path: str) -> str:
    for name, value in (("{document_id}", "d000001"), ("{address:path}", "第一条"), ("{target}", "d000001")):
        path = path.replace(name, value)
    return path.replace("{page}", "1").replace("{model}", "m").replace("{number}", "1").replace("{path:path}", "app.js")


def test_every_route_says_in_one_place_what_it_needs(client: TestClient) -> None:
    assert isinstance(client.app, FastAPI)
    declared = _declared(client.app)
    assert len(declared) > 40
    assert declared - ROLES.keys() == set()
    assert {one for one in ROLES if not one.startswith("GET ")} - declared == set()


def test_a_route_that_nobody_declared_is_for_administrators() -> None:
    assert role_of("GET", "/v1/not-yet") is Role.ADMIN
    assert role_of("POST", "/v1/stats") is Role.ADMIN
    assert role_of("HEAD", "/v1/stats") is Role.READ
    assert role_of("GET", "/v1/documents/d1/clauses/第一条/（一）") is Role.READ


@pytest.mark.parametrize("declared", sorted(one for one, role in ROLES.items() if role is not None))
def test_no_route_lets_in_whoever_lacks_its_role(declared: str, client: TestClient, keys: dict[str, str]) -> None:
    method, path = declared.split(" ", 1)
    needed = ROLES[declared]
    assert needed is not None
    error = client.request(method, _url(path)).json()["error"]
    assert error["code"] == "key_required"
    assert f"--role {needed.value}" in error["message"]
    for role, key in ((Role.READ, "reader"), (Role.EDIT, "editor")):
        if not role.covers(needed):
            refused = client.request(method, _url(path), headers=bearer(keys[key]))
            assert refused.status_code == 403
            assert refused.json()["error"]["code"] == "role_too_low"
            assert refused.json()["error"]["detail"]["needed"] == needed.value


def test_every_changing_route_refuses_a_reader() -> None:
    asking = {"/v1/ask", "/v1/search", "/v1/chat/completions", "/v1/verify", "/v1/eligibility", "/mcp", "/v1/feedback"}
    for declared, role in ROLES.items():
        method, path = declared.split(" ", 1)
        if method != "GET" and path not in asking | {"/v1/session"}:
            assert role in (Role.EDIT, Role.ADMIN), declared


def test_a_key_comes_in_either_header(client: TestClient, keys: dict[str, str]) -> None:
    for headers in (
        bearer(keys["editor"]),
        {"X-API-Key": keys["editor"]},
        {"Authorization": f"bearer {keys['editor']}"},
    ):
        assert client.get("/v1/session", headers=headers).json() == {
            "by": "key",
            "role": "edit",
            "name": "编辑",
            "groups": [],
        }


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Authorization": "Bearer kb_00000000_x"}, "key_invalid"),
        ({"X-API-Key": "kb_"}, "key_invalid"),
        ({"Authorization": "Bearer sk-other"}, "key_required"),
        ({"Authorization": "Basic a2I6a2I="}, "key_required"),
        ({"Cookie": "kb_session=wrong"}, "key_required"),
        ({"Cookie": "kb_session=;;\x01"}, "key_required"),
        ({}, "key_required"),
    ],
)
def test_whoever_is_unknown_is_told_so(headers: dict[str, str], code: str, client: TestClient) -> None:
    response = client.get("/v1/documents", headers=headers)
    assert (response.status_code, response.json()["error"]["code"]) == (401, code)
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="policy-kb"'


def test_a_secret_of_another_key_is_no_key(client: TestClient, keys: dict[str, str]) -> None:
    mixed = f"{keys['admin'].rsplit('_', 1)[0][:11]}_{keys['reader'].split('_', 2)[2]}"
    assert client.get("/v1/stats", headers=bearer(mixed)).json()["error"]["code"] == "key_invalid"


def test_a_revoked_key_is_good_no_more(tmp_path: Path) -> None:
    with hidden_home(tmp_path) as (base, keys), calling(base) as client:
        assert client.post("/v1/session", json={"key": keys["reader"]}).status_code == 200
        assert client.get("/v1/stats").status_code == 200
        reader = next(filter(lambda key: key.name == "读者", base.access.keys()))
        base.access.revoke(reader.key_id)
        assert client.get("/v1/stats", headers=bearer(keys["reader"])).json()["error"]["code"] == "key_revoked"
        assert client.get("/v1/stats").json()["error"]["code"] == "key_required"


def test_a_browser_signs_in_and_out(client: TestClient, keys: dict[str, str]) -> None:
    signed_in = client.post("/v1/session", json={"key": f" {keys['member']}\n"}, headers=OWN_PAGE)
    assert signed_in.json() == {"by": "session", "role": "edit", "name": "成员", "groups": [GROUP]}
    cookie = signed_in.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Secure" not in cookie
    assert keys["member"] not in cookie
    assert client.get("/v1/documents").json()["total"] == 2
    token = client.cookies["kb_session"]
    assert client.delete("/v1/session", headers=OWN_PAGE).json()["by"] == "anonymous"
    # The cookie that somebody kept is worth nothing.
    assert client.get("/v1/documents", headers={"Cookie": f"kb_session={token}"}).status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        (OWN_PAGE, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", **OWN_PAGE}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_a_cookie_changes_nothing_for_a_foreign_page(
    headers: dict[str, str], status: int, client: TestClient, keys: dict[str, str]
) -> None:
    client.post("/v1/session", json={"key": keys["member"]}, headers=OWN_PAGE)
    changed = client.post("/v1/words", json={"term": "贴息", "expressions": ["补利息"]}, headers=headers)
    assert changed.status_code == status
    if status == 403:
        assert changed.json()["error"]["code"] == "cross_site"


@pytest.mark.parametrize(
    "cookie", ['kb_session="' + "\\1" * 15_000 + '"', "kb_session=", "kb_session=a b", ";" * 30_000]
)
def test_a_cookie_that_is_no_token_is_nobodys_at_once(cookie: str, client: TestClient) -> None:
    # What is loaded at the first request is not counted.
    client.get("/v1/session")
    started = time.process_time()
    assert client.get("/v1/session", headers={"Cookie": cookie}).json()["by"] == "anonymous"
    # Reading such a value as a quoted one takes the library more than ten seconds.
    assert time.process_time() - started < 5


def test_a_key_has_so_many_sessions_and_the_newest_are_good(tmp_path: Path) -> None:
    with hidden_home(tmp_path) as (base, keys):
        digests = [f"{number:064d}" for number in range(103)]
        with base.access._changing() as rows:
            for number, digest in enumerate(digests):
                rows.open_session(
                    digest, base.access.keys()[0].key_id, f"2999-01-01T00:{number // 60:02d}:{number % 60:02d}"
                )
            assert sorted(rows.sessions()) == digests[3:]
        assert base.access.check(keys["admin"]).role is Role.ADMIN


def test_a_long_name_does_not_push_the_keys_out_of_the_log(client: TestClient, keys: dict[str, str]) -> None:
    headers = {**bearer(keys["editor"]), "X-Actor": "x" * 300}
    client.post("/v1/words", json={"term": "额度", "expressions": ["给多少钱"]}, headers=headers)
    body = {"by": "李" * 200, "reason": "核对", "region": "甲市"}
    client.patch("/v1/documents/d000001", json=body, headers=bearer(keys["editor"]))
    named = client.get("/v1/log?limit=2", headers=bearer(keys["admin"])).json()["entries"]
    assert [one["who"] for one in named] == [f"{'李' * 93}（密钥 编辑）", f"{'x' * 93}（密钥 编辑）"]


def test_a_long_path_is_looked_up_and_not_remembered() -> None:
    before = _role_of.cache_info().currsize
    assert role_of("GET", f"/{'a' * 201}") is Role.ADMIN
    assert role_of("GET", f"/v1/documents/{'a' * 201}") is Role.READ
    assert _role_of.cache_info().currsize == before


def test_whoever_changes_something_is_named_by_the_key(client: TestClient, keys: dict[str, str]) -> None:
    headers = {**bearer(keys["editor"]), "X-Actor": "Wang"}
    client.post("/v1/words", json={"term": "利率", "expressions": ["利钱多少"]}, headers=headers)
    body = {"by": "李四", "reason": "核对", "issuer": "甲市财政局"}
    changed = client.patch("/v1/documents/d000001", json=body, headers=bearer(keys["editor"])).json()
    assert changed["changes"][0]["by"] == "李四（密钥 编辑）"
    entries = client.get("/v1/log", headers=bearer(keys["admin"])).json()["entries"]
    assert [one["who"] for one in entries[:2]] == ["李四（密钥 编辑）", "Wang（密钥 编辑）"]


def test_groups_are_set_and_shown(client: TestClient, keys: dict[str, str]) -> None:
    member, path = bearer(keys["member"]), "/v1/documents/d000001"
    assert client.get(path, headers=member).json()["groups"] == []
    assert client.patch(path, json={"by": "王", "groups": ["内 部"]}, headers=member).json()["groups"] == ["内部"]
    by_admin = client.patch(path, json={"by": "李", "groups": ["内部", "财务"]}, headers=bearer(keys["admin"]))
    assert by_admin.json()["groups"] == ["内部", "财务"]
    assert client.get(path, headers=bearer(keys["reader"])).status_code == 404
    assert client.get("/v1/documents", headers=member).json()["documents"][0]["groups"] == ["内部", "财务"]
    for groups, status, told in (
        (["财务"], 422, "看不到这份文件"),
        (["a|b"], 422, "分组名用汉字"),
        (["内部", "A"], 403, "您不在分组“A”里；请只写自己的分组，或由管理员来做（密钥的分组是“内部”）"),
    ):
        refused = client.patch(path, json={"by": "王", "groups": groups}, headers=member)
        code = {422: "invalid_correction", 403: "groups_refused"}[status]
        assert (refused.status_code, refused.json()["error"]["code"]) == (status, code)
        assert told in refused.json()["error"]["message"]
    assert client.patch(path, json={"by": "王", "groups": []}, headers=member).json() == {
        "changes": [],
        "notes": [],
        "groups": [],
    }
    assert client.get(path, headers=bearer(keys["reader"])).status_code == 200


@pytest.mark.parametrize(
    ("given", "status", "role"),
    [
        ({}, 200, "admin"),
        ({"local_role": "read"}, 200, "read"),
        ({"local_role": "none"}, 401, None),
        ({"local_role": "none", "public_read": True}, 200, "read"),
        ({"host": "0.0.0.0"}, 401, None),
        ({"host": "0.0.0.0", "public_read": True}, 200, "read"),
    ],
)
def test_without_a_key_the_place_decides(given: dict[str, Any], status: int, role: str | None, tmp_path: Path) -> None:
    with hidden_home(tmp_path, **{"local_role": "admin", **given}) as (base, keys), calling(base) as client:
        assert client.get("/v1/documents").status_code == status
        assert client.get("/v1/session").json()["role"] == role
        if status == 200:
            assert client.get("/v1/documents").json()["total"] == (2 if role == "admin" else 1)
        removed = client.delete(f"/v1/documents/{keys['document']}").status_code
        assert removed == (200 if role == "admin" else 401)


def test_a_page_that_needs_a_key_says_how_to_sign_in(client: TestClient) -> None:
    page = client.get("/d/d000001", headers={"Accept": "text/html,*/*"})
    assert page.status_code == 401
    assert "请先登录" in page.text
    assert client.get("/").status_code == 200


def test_other_machines_are_let_in_only_where_a_key_guards(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.server._run", lambda kb, listener: None)
    monkeypatch.setattr("api.server.listen", lambda host, port: _NoSocket())
    settings = Settings(home=tmp_path / "home", host="0.0.0.0")
    assert serve(settings) == 2
    told = capsys.readouterr().err
    assert "没有启动：0.0.0.0" in told
    assert "kb keys add 名称 --role admin" in told
    assert "--public-read" in told
    assert serve(settings.model_copy(update={"public_read": True})) == 0
    assert "任何能连上的人不用密钥就能提问" in capsys.readouterr().err
    base = KnowledgeBase.open(settings)
    base.access.add("管理", Role.ADMIN)
    base.close()
    assert serve(settings) == 0
    assert "每个请求都要密钥" in capsys.readouterr().err


class _NoSocket:
    def __enter__(self) -> "_NoSocket":
        return self

    def __exit__(self, *_: object) -> None:
        return None


def test_no_key_stands_in_the_log(
    home: tuple[KnowledgeBase, dict[str, str], TestClient], caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    base, keys, client = home
    client.cookies.clear()
    given = [keys["reader"], keys["admin"][:-1] + "x"]
    for key in given:
        client.get("/v1/documents", headers=bearer(key))
        client.post("/v1/session", json={"key": key}, headers=OWN_PAGE)
        client.post("/v1/ask", json={"question": 7}, headers=bearer(key))
        client.get(f"/v1/documents/{'x' * 300}", headers={"X-API-Key": key})
    tokens = [client.cookies["kb_session"]]
    client.cookies.clear()
    logged = "\n".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    assert "kb.requests" in logged
    for secret in (*given, *(key.split("_", 2)[2] for key in given), *tokens):
        assert secret not in logged
    stored = b"".join(file.read_bytes() for file in base.settings.home.glob("kb.sqlite3*"))
    for secret in (*(key.split("_", 2)[2] for key in keys.values() if key.startswith("kb_")), *tokens):
        assert secret.encode() not in stored


def test_a_key_that_another_process_revokes_is_good_no_more(tmp_path: Path) -> None:
    now = 0.0
    with hidden_home(tmp_path) as (base, keys):
        here = Access(base._store, clock=lambda: now)
        key = here.check(keys["reader"])
        base.access.revoke(key.key_id)
        now = 0.25
        with pytest.raises(Exception, match="revoked"):
            here.check(keys["reader"])
