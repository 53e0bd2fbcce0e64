"""Files that come straight into groups: never public, not for a moment, nor by a later version."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from kb.knowledge_base import KnowledgeBase
from kb.settings import LocalRole, Settings
from kb.store.access import Role
from kb.store.audience import PUBLIC, shown_to
from kb.store.intake import Intake
from tests.api.access_home import FILES, bearer, calling
from tests.fakes import HashEncoder

TEXT = FILES["公开.txt"]
OTHER = "乙市租金补贴办法\n第一条 对租用厂房的企业给予补贴。\n第二条 每户最高10万元。\n"


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    settings = Settings(home=tmp_path / "home", local_role=LocalRole.NONE)
    made = KnowledgeBase.open(settings, encoder=HashEncoder())
    yield made
    made.close()


@pytest.fixture
def keys(base: KnowledgeBase) -> dict[str, dict[str, str]]:
    made = {
        "admin": base.access.add("管理员", Role.ADMIN),
        "member": base.access.add("成员", Role.EDIT, groups=["内部", "A"]),
        "editor": base.access.add("编辑", Role.EDIT),
        "reader": base.access.add("读者", Role.READ, groups=["a"]),
    }
    return {name: bearer(one.secret) for name, one in made.items()}


@pytest.fixture
def client(base: KnowledgeBase) -> Iterator[TestClient]:
    with calling(base) as caller:
        yield caller


def _upload(client: TestClient, key: dict[str, str], text: str, address: str, name: str = "甲.txt") -> Any:
    response = client.post(address, files={"files": (name, text.encode())}, headers=key)
    assert response.status_code == 200, response.text
    return response.json()["files"][0]


def test_what_comes_in_for_groups_is_seen_by_them_alone(client: TestClient, keys: dict[str, dict[str, str]]) -> None:
    told = _upload(client, keys["member"], TEXT, "/v1/documents?groups=内部，A")
    assert (told["status"], told["documents"][0]["groups"]) == ("added", ["A", "内部"])
    seen = {name: client.get("/v1/documents", headers=key).json()["total"] for name, key in keys.items()}
    # A and a are two groups, whatever the database holds of capitals.
    assert seen == {"admin": 1, "member": 1, "editor": 0, "reader": 0}
    entry = client.get("/v1/log", headers=keys["member"]).json()["entries"][0]
    assert (entry["action"], entry["detail"]) == ("added", {"groups": ["A", "内部"]})


def test_it_is_public_at_no_moment(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int]] = []

    def looking() -> None:
        # Another thread, as another request is: it sees what is committed.
        with shown_to(PUBLIC):
            public = len(list(base._store.shown_rows()))
        seen.append((public, len(list(base._store.version_rows()))))

    take = Intake.take

    def taking(self: Intake, name: str, data: bytes, **given: object) -> object:
        report = take(self, name, data, **given)  # type: ignore[arg-type]  # as it was given
        thread = threading.Thread(target=looking)
        thread.start()
        thread.join()
        return report

    monkeypatch.setattr(Intake, "take", taking)
    base.ingest_files([("甲.txt", TEXT.encode())], groups=["内部"])
    assert seen == [(0, 1)]


def test_groups_of_others_are_refused_with_the_remedy(client: TestClient, keys: dict[str, dict[str, str]]) -> None:
    for who, groups, told in (
        ("member", "内部,财务", "您不在分组“财务”里；请只写自己的分组，或由管理员来做（密钥的分组是“A、内部”）"),
        ("member", "a", "您不在分组“a”里"),
        ("editor", "内部", "（密钥没有分组）"),
    ):
        files = {"files": ("甲.txt", TEXT.encode())}
        refused = client.post("/v1/documents", params={"groups": groups}, files=files, headers=keys[who])
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "groups_refused")
        assert told in refused.json()["error"]["message"]
    bad = client.post("/v1/documents?groups=a|b", files={"files": ("甲.txt", b"x")}, headers=keys["admin"])
    assert (bad.status_code, bad.json()["error"]["code"]) == (422, "invalid_correction")
    # Given where nobody looks for it, it must not be overlooked.
    form = client.post(
        "/v1/documents", files={"files": ("甲.txt", TEXT.encode())}, data={"groups": "内部"}, headers=keys["admin"]
    )
    assert form.status_code == 422
    assert "?groups=甲,乙；没有收入任何文件" in form.json()["error"]["message"]
    assert client.get("/v1/documents", headers=keys["admin"]).json()["total"] == 0


def test_a_later_version_keeps_the_groups(client: TestClient, keys: dict[str, dict[str, str]]) -> None:
    member, address = keys["member"], "/v1/documents"
    _upload(client, member, TEXT, f"{address}?groups=内部")
    told = _upload(client, member, TEXT.replace("20万元", "30万元"), address)
    assert (told["status"], told["documents"][0]["groups"]) == ("updated", ["内部"])
    told = _upload(client, member, TEXT.replace("20万元", "30万元"), f"{address}?groups=")
    remedy = "要改请先用 kb docs set d000001 --groups="
    assert told["warnings"] == [f"d000001 的分组没有改，只给“内部”看；{remedy}"]
    told = _upload(client, member, TEXT.replace("20万元", "40万元"), f"{address}?groups=内部,A")
    assert told["warnings"] == [f"d000001 的分组没有改，只给“内部”看；{remedy}A,内部"]
    # Under another title it is no new version, and hidden all the same.
    told = _upload(client, member, OTHER, address)
    assert [(one["document_id"], one["groups"]) for one in told["documents"]] == [("d000002", ["内部"])]
    assert client.get(address, headers=keys["reader"]).json()["total"] == 0


def test_a_text_for_a_group_is_no_new_version_of_a_public_document(
    client: TestClient, keys: dict[str, dict[str, str]]
) -> None:
    _upload(client, keys["member"], TEXT, "/v1/documents")
    told = _upload(client, keys["member"], TEXT.replace("20万元", "30万元"), "/v1/documents?groups=内部")
    assert (told["status"], told["documents"]) == ("failed", [])
    assert told["reason"] == (
        "没有收入：它是 d000001 的新版本，那份文件所有人都能看，超出了给出的分组“内部”；"
        "要改请先用 kb docs set d000001 --groups=内部，再导入，或不写分组再导入"
    )
    assert "30万元" not in client.get("/v1/documents/d000001", headers=keys["reader"]).text


def test_new_documents_are_for_the_groups_of_the_setting(tmp_path: Path) -> None:
    given = {"home": tmp_path / "home", "default_groups": ("内部",), "local_role": "none"}
    base = KnowledgeBase.open(Settings(**given), encoder=HashEncoder())  # type: ignore[arg-type]  # checked by pydantic
    try:
        admin, editor = base.access.add("管理员", Role.ADMIN).secret, base.access.add("编辑", Role.EDIT).secret
        with calling(base) as client:
            assert _upload(client, bearer(admin), TEXT, "/v1/documents")["documents"][0]["groups"] == ["内部"]
            files = {"files": ("乙.txt", OTHER.encode())}
            refused = client.post("/v1/documents", files=files, headers=bearer(editor))
            assert refused.status_code == 403
            assert "新文件按 KB_DEFAULT_GROUPS 只给“内部”看，您看不到；请写明分组" in refused.json()["error"]["message"]
            told = _upload(client, bearer(editor), OTHER, "/v1/documents?groups=", "乙.txt")
            assert told["documents"][0]["groups"] == []
    finally:
        base.close()


def test_only_administrators_purge(client: TestClient, keys: dict[str, dict[str, str]]) -> None:
    _upload(client, keys["member"], TEXT, "/v1/documents")
    refused = client.delete("/v1/documents/d000001?purge=true", headers=keys["editor"])
    assert (refused.status_code, refused.json()["error"]["detail"]) == (403, {"needed": "admin", "role": "edit"})
    assert refused.json()["error"]["message"] == (
        "这个操作需要“管理”（admin）权限，密钥“编辑”只有“编辑”。"
        "请换用有权限的密钥，或请管理员新建：kb keys add 名称 --role admin"
    )
    assert client.delete("/v1/documents/d000001", headers=keys["editor"]).json()["status"] == "withdrawn"
    assert client.delete("/v1/documents/d000001?purge=1", headers=keys["admin"]).json()["status"] == "purged"


def test_whoever_tries_keys_out_is_slowed_down(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", local_role=LocalRole.NONE, rate_limit=12)
    base = KnowledgeBase.open(settings, encoder=HashEncoder())
    try:
        good = base.access.add("读者", Role.READ).secret
        with calling(base) as client:
            tried = [client.get("/v1/stats", headers=bearer(f"kb_{number:08x}_no")) for number in range(3)]
            none = client.get("/v1/stats")
            known = client.get("/v1/stats", headers=bearer(good))
        assert [one.status_code for one in tried] == [401, 401, 429]
        assert tried[2].json()["error"]["code"] == "too_many_requests"
        assert (none.status_code, none.headers["Retry-After"]) == (429, tried[2].headers["Retry-After"])
        # A key has a rate of its own, from whatever address.
        assert known.status_code == 200
    finally:
        base.close()


def test_a_tool_of_mcp_needs_a_key_and_shows_what_that_sees(
    client: TestClient, keys: dict[str, dict[str, str]]
) -> None:
    _upload(client, keys["member"], TEXT, "/v1/documents?groups=内部")
    params = {"name": "search_policies", "arguments": {"question": "贴息比例是多少？"}}
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    accepts = {"Accept": "application/json, text/event-stream"}

    def asked(key: dict[str, str]) -> tuple[int, bool]:
        response = client.post("/mcp", json=call, headers={**accepts, **key})
        return response.status_code, "甲市小微企业贷款贴息办法" in response.text

    assert asked({}) == (401, False)
    assert asked(bearer("kb_00000000_no")) == (401, False)
    assert asked(keys["reader"]) == (200, False)
    assert asked(keys["member"]) == (200, True)
    assert asked({"X-API-Key": keys["admin"]["Authorization"].removeprefix("Bearer ")}) == (200, True)
