"""A home in which one document is hidden, near everything that public documents tell of."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi.testclient import TestClient

from api.app import create_app
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.store.access import Role
from tests.fakes import HashEncoder

TITLE = "甲市青鸾专项贷款贴息办法"
MARKERS = ("青鸾", "玄圭计划", "甲密〔2025〕77号", "内部单位丙")
SHARED = "申请人应当自贷款结清之日起三十日内提出申请，逾期不予受理。"
FILES = {
    "公开.txt": (
        "甲市小微企业贷款贴息办法\n甲财规〔2024〕8号\n"
        "第一条 为减轻小微企业融资成本，制定本办法。\n"
        "第二条 贴息比例为贷款利息的50%，单户企业每年最高20万元。\n"
        f"第三条 {SHARED}\n"
        "第四条 本办法由甲市财政局负责解释。\n第五条 本办法自2024年1月1日起施行。\n"
    ),
    "机密.txt": (
        f"{TITLE}\n甲密〔2025〕77号\n"
        "第一条 为实施玄圭计划，根据《甲市小微企业贷款贴息办法》第二条，制定本办法。\n"
        "第二条 玄圭计划企业的贴息比例为贷款利息的90%，单户企业每年最高317万元。\n"
        f"第三条 {SHARED}\n"
        "第四条 《甲市小微企业贷款贴息办法》第四条中的“甲市财政局”修改为“内部单位丙”。\n"
        "第五条 本办法自2025年1月1日起施行，《甲市小微企业贷款贴息办法》同时废止。\n"
    ),
}
GROUP = "内部"


@contextmanager
def hidden_home(folder: Path, **given: object) -> Iterator[tuple[KnowledgeBase, dict[str, str]]]:
    """Give a base with one hidden document, and keys: admin, editor, reader without its group, member with it."""
    settings = Settings(home=folder / "home", **{"local_role": "none", **given})  # type: ignore[arg-type]  # checked by it
    base = KnowledgeBase.open(settings, encoder=HashEncoder())
    try:
        base.ingest_files([(name, text.encode()) for name, text in FILES.items()])
        base.ingest_files([("机密.txt", FILES["机密.txt"].replace("317万元", "428万元").encode())])
        hidden = base.naming.find(TITLE).document_id
        base.groups.set(hidden, [GROUP])
        keys = {
            "admin": base.access.add("管理员", Role.ADMIN).secret,
            "editor": base.access.add("编辑", Role.EDIT).secret,
            "reader": base.access.add("读者", Role.READ).secret,
            "member": base.access.add("成员", Role.EDIT, groups=[GROUP]).secret,
        }
        yield base, {"document": hidden, **keys}
    finally:
        base.close()


def bearer(key: str) -> dict[str, str]:
    """Return the header that carries a key."""
    return {"Authorization": f"Bearer {key}"}


@contextmanager
def calling(base: KnowledgeBase) -> Iterator[TestClient]:
    """Give a caller of the application over a base."""
    with TestClient(create_app(base), base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as client:
        yield client
