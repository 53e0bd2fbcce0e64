"""Made-up documents that say when they hold, what they are called and who issued them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.types import Answer, Query
from tests.fakes import HashEncoder

BRIDGE = """北陵县企业转贷应急资金管理办法

北陵政办发〔2022〕17号

第一条　为了帮助企业按期续贷，制定本办法。

第二条　转贷应急资金单笔使用额度不超过800万元，使用时间不超过七个工作日。

第三条　申请企业应当在贷款到期前十个工作日提交申请：

（一）续贷承诺；

（二）经营正常的证明。

第四条　本办法自2022年6月1日起施行，有效期三年。《北陵县企业应急周转金暂行办法》（北陵政发〔2018〕9号）同时废止。

北陵县人民政府办公室

2022年5月20日
"""

TALENT = """南沅市青年人才安居若干措施

南沅政规〔2024〕5号

一、对来本市就业的硕士研究生，每月发放租房补贴1500元。

二、租房补贴发放期限不超过三十六个月。

三、本措施自2024年3月1日起施行，有效期至2026年12月31日。

南沅市人民政府

2024年2月10日
"""

HERITAGE = """北陵县历史建筑修缮补助规定

第一条　历史建筑修缮补助按照修缮费用的百分之四十给予。

第二条　修缮方案由县住房和城乡建设局审查。

第三条　本规定自2023年1月1日起施行。
"""

SILENT = """东岙镇村庄绿化管理意见

一、每个行政村每年新植乔木不少于二百株。

二、绿化养护由村民委员会负责。
"""

LATER = """西岭市公共停车收费管理办法

第一条　公共停车泊位首小时收费5元。

第二条　本办法自2027年1月1日起施行。
"""

PAPERS = {
    "bridge.txt": BRIDGE,
    "talent.txt": TALENT,
    "heritage.txt": HERITAGE,
    "silent.txt": SILENT,
    "later.txt": LATER,
}


@contextmanager
def base_of(home: Path, papers: Mapping[str, str]) -> Iterator[KnowledgeBase]:
    """Open a base that holds these texts, by file name."""
    base = KnowledgeBase.open(Settings(home=home), encoder=HashEncoder(1024))
    try:
        base.ingest_files([(name, text.encode()) for name, text in papers.items()])
        yield base
    finally:
        base.close()


def ask(base: KnowledgeBase, question: str, day: date) -> Answer:
    """Ask a question about a day."""
    return base.ask(Query(question, as_of=day))
