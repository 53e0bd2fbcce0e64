import pytest

from kb.text.title_names import name_key


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("中华人民共和国劳动法", "劳动法"),
        ("清河市贷款办法（试行）", "《清河市贷款办法》"),
        ("清河市贷款办法(2021年修订)", "清河市贷款办法"),
        ("清河市贷款办法（2019修正）", "清河市贷款办法"),
        ("清河市贷款办法（修订版）", "清河市贷款办法"),
        ("清河市人民政府关于印发《清河市贷款办法》的通知", "清河市贷款办法"),
        ("关于印发清河市贷款办法（试行）的通知", "清河市贷款办法"),
        ("关于公布〈清河市贷款办法〉的公告", "清河市贷款办法"),
        ("清河市貸款辦法", "清河市贷款办法"),
    ],
)
def test_the_ways_of_naming_a_document_have_one_key(title: str, other: str) -> None:
    assert name_key(title) == name_key(other)


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("清河市贷款办法", "清河市贷款办法实施细则"),
        ("清河市贷款暂行办法", "清河市贷款办法"),
        ("清河市贷款办法", "临江市贷款办法"),
        ("关于做好贷款工作的通知", "贷款工作"),
    ],
)
def test_other_documents_have_other_keys(title: str, other: str) -> None:
    assert name_key(title) != name_key(other)


def test_a_title_of_nothing_but_what_is_dropped_is_kept() -> None:
    assert name_key("中华人民共和国") == "中华人民共和国"
    assert name_key("试行") == "试行"
