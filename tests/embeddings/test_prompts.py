import pytest

from embeddings.prompts import Prompts, choose_prompts

BGE = "为这个句子生成表示以用于检索相关文章："
WEB = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("BAAI/bge-small-zh-v1.5", Prompts(BGE)),
        ("/models/bge-large-zh", Prompts(BGE)),
        ("BAAI/bge-base-en-v1.5", Prompts("Represent this sentence for searching relevant passages: ")),
        ("BAAI/bge-m3", Prompts()),
        ("intfloat/multilingual-e5-small", Prompts("query: ", "passage: ")),
        ("intfloat/e5-base-v2", Prompts("query: ", "passage: ")),
        ("intfloat/multilingual-e5-large-instruct", Prompts(WEB + " ")),
        ("Qwen/Qwen3-Embedding-0.6B", Prompts(WEB)),
        ("thenlper/gte-base-zh", Prompts()),
        ("Alibaba-NLP/gte-Qwen2-1.5B-instruct", Prompts(WEB + " ")),
        ("moka-ai/m3e-base", Prompts()),
        ("somebody/unknown", Prompts()),
    ],
)
def test_families_get_their_documented_prompts(name: str, expected: Prompts) -> None:
    assert choose_prompts(name, {}, None) == expected
    assert choose_prompts(name, {"query": "", "document": None}, None) == expected


def test_the_model_s_own_prompts_win_over_its_family() -> None:
    assert choose_prompts("BAAI/bge-small-zh", {"query": "问：", "document": "文："}, None) == Prompts("问：", "文：")
    assert choose_prompts("intfloat/e5-base", {"query": "q: "}, None) == Prompts("q: ", "")
    assert choose_prompts("somebody/unknown", {"query": "q: ", "passage": "p: "}, None) == Prompts("q: ", "p: ")


def test_the_prompt_given_wins_even_when_empty() -> None:
    assert choose_prompts("BAAI/bge-small-zh", {"query": "问："}, "查：") == Prompts("查：", "")
    assert choose_prompts("BAAI/bge-small-zh", {}, "") == Prompts("", "")
    assert choose_prompts("intfloat/e5-base", {}, "q: ") == Prompts("q: ", "passage: ")
