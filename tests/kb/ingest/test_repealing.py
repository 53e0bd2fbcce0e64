"""Which documents a text repeals, in sentences and in lists."""

import pytest

from kb.ingest.metadata.repealing import repeals


def repealed(text: str) -> list[str]:
    found = repeals(text)
    assert all(one.span is not None for one in found)
    return [one.value for one in found]


@pytest.mark.parametrize(
    ("sentence", "titles"),
    [
        ("原《甲办法》（某发〔2019〕3号）同时废止。", ["《甲办法》（某发〔2019〕3号）"]),
        ("《甲办法》《乙规定》即行废止。", ["《甲办法》", "《乙规定》"]),
        ("本办法自发布之日起施行，《甲办法》停止执行，《乙规定》不再执行。", ["《甲办法》", "《乙规定》"]),
        ("《甲办法》继续有效，《乙规定》同时废止。", ["《乙规定》"]),
        ("《甲办法》第五条同时废止。", []),
        ("《甲办法》（某发〔2019〕3号）第三条至第五条同时废止。", []),
        ("某年国务院发布的《甲条例》中关于补贴的规定同时废止。", []),
        ("《甲办法》有关规定停止执行。", []),
        ("一、废止《甲条例》（1992年9月19日通过）", ["《甲条例》"]),
        ("经研究，决定废止《关于废止部分文件的通知》。", ["《关于废止部分文件的通知》"]),
        ("此前出台的有关奖励政策同时废止。", []),
    ],
)
def test_a_sentence_repeals_whole_documents(sentence: str, titles: list[str]) -> None:
    assert repealed(f"某办法\n第一条 略。\n{sentence}\n") == titles


def test_a_list_of_what_ends_stops_at_what_goes_on() -> None:
    text = (
        "关于文件清理结果的决定\n"
        "一、继续有效的规范性文件目录\n1.关于支持创业的通知（某府发〔2018〕1号）\n"
        "二、宣布失效的规范性文件目录\n1.关于加强招商引资工作的意见（某府发〔2001〕8号）\n2.《某县奖励办法》（某府办〔2003〕5号）\n"
        "三、决定修改的规范性文件目录\n1.关于优化服务的通知（某府发〔2015〕9号）\n"
    )
    assert repealed(text) == [
        "《关于加强招商引资工作的意见》（某府发〔2001〕8号）",
        "《某县奖励办法》（某府办〔2003〕5号）",
    ]


def test_a_table_of_what_ends_names_titles_and_numbers() -> None:
    text = (
        "某市人民政府关于废止部分规范性文件的决定\n下列规范性文件予以废止：\n"
        "| 序号 | 文件名称 | 文号 |\n| --- | --- | --- |\n"
        "| 1 | 关于加强招商引资工作的意见 | 某府发〔2001〕8号 |\n| 2 | 某市户外广告管理办法 | 某市人民政府令第12号 |\n"
        "本决定自公布之日起施行。\n"
    )
    assert repealed(text) == [
        "《关于加强招商引资工作的意见》（某府发〔2001〕8号）",
        "《某市户外广告管理办法》（某市人民政府令第12号）",
    ]


def test_what_a_text_says_of_how_rules_end_repeals_nothing() -> None:
    assert (
        repealed(
            "某市立法条例\n第五十七条 地方性法规的修改和废止程序，适用《立法法》的有关规定。\n第五十八条 略。\n" * 9
        )
        == []
    )
