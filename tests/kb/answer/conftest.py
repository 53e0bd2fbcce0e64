"""A small base of made-up measures, with the deterministic encoder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.fakes import HashEncoder

MEASURES = """东山市种粮贷款扶持办法

一、扶持对象

（一）对象。种粮贷款的扶持对象为符合以下条件之一的经营主体：

1.国家级农业龙头企业；

2.市级示范家庭农场；

3.种粮面积五百亩以上的大户。

（二）名单。名单由市农业农村局每年公布。

二、额度和利率

（一）额度。单个经营主体的种粮贷款额度最高不超过300万元。

（二）利率。种粮贷款利率原则上不超过同期贷款市场报价利率（LPR）加50个基点。

三、办理流程

种粮贷款按下列流程办理：

1.申报：经营主体向乡镇提交申请；

2.审核：市农业农村局核对名单；

3.放款：合作银行签订合同后发放。

四、附则

本办法自2023年5月1日起施行。
"""

NOTICE = """东山市农机补贴通知

一、购买联合收割机的，每台补贴2万元。

二、补贴由市财政局在三十个工作日内拨付。
"""


@pytest.fixture
def measures(tmp_path: Path) -> Iterator[KnowledgeBase]:
    """Give a base that holds the measures and the notice."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "measures.txt").write_text(MEASURES, encoding="utf-8")
    (folder / "notice.txt").write_text(NOTICE, encoding="utf-8")
    base = KnowledgeBase.open(Settings(home=tmp_path / "home"), encoder=HashEncoder(1024))
    base.ingest([folder])
    yield base
    base.close()
