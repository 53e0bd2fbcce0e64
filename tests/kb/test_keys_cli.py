"""`kb keys` and `kb docs set --groups`: what they print and keep; and homes of the schema before."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kb.access import Access, KeyRefused
from kb.cli import main
from kb.errors import InvalidAccess
from kb.store.access import Role
from kb.store.audience import PUBLIC, Audience, shown_to
from kb.store.migrations import MIGRATIONS
from kb.store.schema import SCHEMA_VERSION
from kb.store.store import Store
from kb.types import Query
from tests.fakes import HashEncoder
from tests.kb.homes import LOANS, RENT, open_base, take


class Kb:
    """The command line on one home."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._home = home
        self._capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        code = main(["--home", str(self._home), *arguments])
        return (code, *self._capsys.readouterr())


@pytest.fixture
def kb(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Kb:
    monkeypatch.setattr("kb.index.model.load_encoder", lambda *given, **named: HashEncoder())
    monkeypatch.setenv("KB_ACTOR", "李强")
    return Kb(tmp_path / "home", capsys)


def test_a_key_is_shown_once_listed_without_it_and_revoked(kb: Kb, tmp_path: Path) -> None:
    assert kb("keys", "list") == (1, "", "还没有密钥；用 kb keys add 名称 --role admin 新建\n")
    code, secret, told = kb("keys", "add", "窗口 张三", "--role", "edit", "--group", "内部", "--days", "30")
    assert code == 0
    key_id = secret.split("_")[1]
    assert secret.startswith(f"kb_{key_id}_")
    assert len(secret.strip().split("_", 2)[2]) == 43
    assert told.startswith(f"已新建密钥 {key_id}“窗口 张三”，编辑（edit），分组 内部，")
    code, out, _ = kb("--json", "keys", "list")
    (listed,) = json.loads(out)["keys"]
    assert (code, listed["key_id"], listed["role"], listed["groups"]) == (0, key_id, "edit", ["内部"])
    assert secret.strip() not in out
    assert kb("keys", "revoke", key_id) == (0, "", f"已撤销 {key_id}“窗口 张三”\n")
    assert "已撤销" in kb("keys", "list")[1]
    assert kb("keys", "revoke", "00000000")[0] == 1
    logged = kb("log")[1]
    assert [line.split()[2:4] for line in logged.splitlines()] == [["李强", "撤销密钥"], ["李强", "新建密钥"]]
    assert f"{key_id}“窗口 张三”（edit）" in logged


def test_names_and_days_that_will_not_do_are_told(kb: Kb) -> None:
    assert kb("keys", "add", "甲")[0] == 0
    for arguments, told in (
        (("甲",), "已有名为“甲”的密钥"),
        ((" ",), "名称应有 1 到 60 个字"),
        (("乙", "--days", "0"), "有效天数是 0"),
        (("乙", "--group", "a|b"), "分组“a|b”不行"),
    ):
        code, _, err = kb("keys", "add", *arguments)
        assert code == 2
        assert told in err


def test_a_document_is_shown_to_groups_on_the_command_line(kb: Kb, tmp_path: Path) -> None:
    (tmp_path / "租金.txt").write_text(RENT, encoding="utf-8")
    kb("ingest", str(tmp_path / "租金.txt"))
    assert kb("docs", "set", "d000001", "--groups", "内部，HR")[1] == "d000001 给谁看：HR、内部\n"
    assert "，只给 HR、内部 看" in kb("docs", "list")[1]
    assert json.loads(kb("--json", "docs", "list")[1])["documents"][0]["groups"] == ["HR", "内部"]
    assert "改可见范围 d000001@1" in kb("log", "--limit", "1")[1]
    assert kb("docs", "set", "d000001", "--groups=")[1] == "d000001 给谁看：所有人\n"
    assert "所有人 → HR、内部" in kb("log")[1]


def test_each_audience_has_its_own_memory_of_one_base(tmp_path: Path) -> None:
    with open_base(tmp_path / "home") as base:
        take(base, {"租金.txt": RENT, "贷款.txt": LOANS})
        base.groups.set("d000001", ["a"])
        wording = RENT.splitlines()[-1][:12]
        for _ in range(2):
            assert base.phrases.find(wording).total == 1
            for seen, number in ((PUBLIC, 0), (Audience(frozenset({"b"})), 0), (Audience(frozenset({"a"})), 1)):
                with shown_to(seen):
                    assert base.phrases.find(wording).exact is bool(number)
                    assert base.documents().total == 1 + number
                    assert base.stats().documents == 1 + number
                    assert base.stats().dense.exact == (base.stats().passages if number else 0)
                    assert {hit.version.document_id for hit in base.search(Query("补助")).hits} <= {
                        "d000002",
                        *(["d000001"] if number else []),
                    }
        # A group whose name another one contains is another group.
        with shown_to(Audience(frozenset({"A"}))):
            assert base.documents().total == 1


def test_a_home_of_the_schema_before_opens_with_every_document_public(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    with open_base(home) as base:
        take(base, {"租金.txt": RENT})
    # As version 8 left it: the tables and the column of version 9 are not there yet.
    with closing(sqlite3.connect(home / "kb.sqlite3")) as connection, connection:
        connection.execute("DROP TABLE access_sessions")
        connection.execute("DROP TABLE access_keys")
        connection.execute("ALTER TABLE documents DROP COLUMN visible_to")
        connection.execute("DELETE FROM meta WHERE key = 'access_revision'")
        connection.execute("UPDATE meta SET value = '8' WHERE key = 'schema_version'")
    assert len(MIGRATIONS) == SCHEMA_VERSION
    with open_base(home) as base, shown_to(PUBLIC):
        assert base.documents().total == 1
        assert base.documents().documents[0].groups == ()
        secret = base.access.add("甲", Role.READ).secret
        assert base.access.check(secret).name == "甲"
        base.groups.of("d000001")


def test_an_exported_home_takes_no_key_along(tmp_path: Path) -> None:
    with open_base(tmp_path / "home") as base:
        take(base, {"租金.txt": RENT})
        secret = base.access.add("甲", Role.ADMIN).secret
        base.access.open_session(secret)
        kept = Access(base._store)
        assert kept.check(secret).role is Role.ADMIN
        base.bundles.write(tmp_path / "资料.kbz")
    digest = _digest_in(tmp_path / "home" / "kb.sqlite3")
    assert digest.encode() in (tmp_path / "home" / "kb.sqlite3").read_bytes() + b"".join(
        file.read_bytes() for file in (tmp_path / "home").glob("kb.sqlite3-*")
    )
    assert digest.encode() not in (tmp_path / "资料.kbz").read_bytes()


def _digest_in(file: Path) -> str:
    with closing(sqlite3.connect(file)) as connection:
        return str(connection.execute("SELECT digest FROM access_keys").fetchone()[0])


def test_a_key_ends_with_its_last_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path / "kb.sqlite3")
    access = Access(store)
    secret = access.add("甲", Role.READ, days=1).secret
    key = access.check(secret)
    assert key.expires_on is not None
    assert access.is_to_note(key)
    access.note_use(key)
    assert not access.is_to_note(key)
    assert access.keys()[0].last_used_on is not None
    monkeypatch.setattr("kb.access._today", lambda: "9999-01-01")
    with pytest.raises(KeyRefused, match="expired"):
        access.check(secret)
    with pytest.raises(InvalidAccess):
        access.add("", Role.READ)
    store.close()
