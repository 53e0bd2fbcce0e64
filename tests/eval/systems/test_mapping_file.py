from pathlib import Path

import pytest

from eval.datasets import DatasetError
from eval.systems.mapping import fill, read_mapping

EXAMPLES = Path(__file__).resolve().parents[3] / "eval" / "system_examples"
LEAST = '[response]\nanswer = "answer"\n'


def _read(tmp_path: Path, text: str, **environment: str) -> object:
    path = tmp_path / "other.toml"
    path.write_text(text, encoding="utf-8")
    return read_mapping(path, environment)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("url = ", r"other\.toml: is no TOML: Invalid value \(at (line 1, column 7|end of document)\)"),
        ('colour = "x"\n' + LEAST, r"other\.toml: colour: unknown field; known are name, url"),
        ('hedders = "x"\n' + LEAST, r"hedders: unknown field; did you mean headers\?"),
        ("", "other.toml: response: this table is missing"),
        ("url = 3\n" + LEAST, "other.toml: url: must be a text that is not empty, got 3"),
        ('method = "FETCH"\n' + LEAST, "method: must be one of POST, GET, PUT, got 'FETCH'"),
        ("[headers]\nX = 1\n" + LEAST, r"headers\.X: must be a text, got 1"),
        ('headers = "x"\n' + LEAST, "headers: must be a table, got 'x'"),
        ('[headers]\nX = "Bearer ${KEY}"\n' + LEAST, r"headers\.X: the environment variable 'KEY' is not set"),
        (
            '[body]\nq = [{ content = "{query}" }]\n' + LEAST,
            r"body\.q\[0\]\.content: unknown placeholder \{query\}; known are \{question\}, \{top_k\}, \{as_of\}",
        ),
        ("[response]\n", r"response\.answer: is missing"),
        ('[response]\nanswer = "a..b"\n', r"response\.answer: 'a\.\.b' is no path"),
        (LEAST + 'abstained_when = "("\n', r"response\.abstained_when: '\(' is no regular expression"),
        (LEAST + '[response.statuses]\nno = "abstained"\n', "statuses: says what a status means, but `status`"),
        (
            '[response]\nanswer = "a"\nstatus = "s"\n[response.statuses]\nno = "refused"\n',
            r"response\.statuses\.no: 'refused' is no status; known are answered, partial, abstained",
        ),
        (LEAST + '[response.passages]\ntext = "."\n', r"response\.passages\.items: is missing"),
        (LEAST + '[response.passages]\nitems = "c[*]"\n', r"response\.passages\.text: is missing"),
        (
            LEAST + '[response.passages]\nitems = "c[*]"\ntext = []\n',
            r"response\.passages\.text: must be a path or a list",
        ),
        (
            LEAST + '[response.passages]\nitems = "c[*]"\ntext = "t"\nid = "i"\n',
            r"response\.passages\.id: unknown field",
        ),
        (
            LEAST + "[response.citations]\nitems = 'c[*]'\nquote = 't'\nmarks = '\\[\\d\\]'\n",
            r"response\.citations\.marks: .* needs one group",
        ),
        (
            LEAST + "[response.citations]\nitems = 'c[*]'\nquote = 't'\nmarks = '(1)'\nfirst_mark = '0'\n",
            r"response\.citations\.first_mark: must be a whole number, got '0'",
        ),
        (LEAST + '[response.success]\npath = "code"\n', r"response\.success\.equals: is missing"),
    ],
)
def test_a_fault_is_named_with_its_file_and_field(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=said):
        _read(tmp_path, text)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"absent\.toml: cannot be read"):
        read_mapping(tmp_path / "absent.toml", {})


def test_values_of_the_environment_are_put_in(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text(
        'url = "http://${HOST}:1"\npath = "/chats/${ID}"\n[headers]\nA = "Bearer ${KEY} $1"\n'
        '[body]\nid = "${ID}"\nn = 3\n' + LEAST,
        encoding="utf-8",
    )
    mapping = read_mapping(path, {"HOST": "h", "ID": "7", "KEY": "s"})
    assert (mapping.url, mapping.path, mapping.headers) == ("http://h:1", "/chats/7", {"A": "Bearer s $1"})
    assert (mapping.name, mapping.method, mapping.body) == ("x", "POST", {"id": "7", "n": 3})


def test_a_placeholder_alone_keeps_its_kind() -> None:
    values: dict[str, object] = {"question": "多少？", "top_k": 5, "as_of": None}
    template = {"q": "问：{question}", "k": "{top_k}", "day": "{as_of}", "list": [{"s": "{question}"}], "on": True}
    assert fill(template, values) == {
        "q": "问：多少？",
        "k": 5,
        "day": None,
        "list": [{"s": "多少？"}],
        "on": True,
    }
    assert fill("{top_k} on {as_of} {other}", values) == "5 on  {other}"


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_example_can_be_read(path: Path) -> None:
    keys = ("DIFY_API_KEY", "RAGFLOW_API_KEY", "RAGFLOW_CHAT_ID", "FASTGPT_API_KEY", "MAXKB_API_KEY")
    mapping = read_mapping(path, {**dict.fromkeys(keys, "k"), "MAXKB_APPLICATION_ID": "k"})
    assert mapping.name == path.stem
    assert mapping.reply.abstained is not None
    assert mapping.reply.abstained.search("抱歉，材料中没有找到相关规定。")
    assert not mapping.reply.abstained.search("贷款期限最长3年。")
