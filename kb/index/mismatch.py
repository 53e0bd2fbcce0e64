"""What to tell where the published vectors are not those of the model in use."""

from kb.errors import ModelMismatch

WITHOUT_CONTEXT = "+text"
"""Ends the fingerprint of vectors that were made without titles and headings."""


def model_mismatch(found: str, expected: str, published: str, model: str) -> ModelMismatch:
    """Return the error for published vectors `found` of the model `published`, where `expected` of `model` are wanted.

    The name of the published model may be empty: older segments do not state it.
    """
    return ModelMismatch(
        _difference(found, expected, published, model),
        found=found,
        expected=expected,
        found_model=published,
        expected_model=model,
    )


def _difference(found: str, expected: str, published: str, model: str) -> str:
    if found.removesuffix(WITHOUT_CONTEXT) == expected.removesuffix(WITHOUT_CONTEXT):
        with_context = "不含" if found.endswith(WITHOUT_CONTEXT) else "含"
        return (
            f"知识库里的向量是{with_context}标题算的，与当前的 KB_EMBED_CONTEXT 不符；"
            "请运行 kb reindex 用当前模型重建，或把 KB_EMBED_CONTEXT 改回原值"
        )
    if published == model:
        return (
            f"知识库里的向量虽然也是模型 {model} 算的，但它的文件或提示语后来变了，新旧向量不能混用；"
            "请运行 kb reindex 用当前模型重建，或恢复原来的模型文件和 KB_QUERY_PROMPT"
        )
    name = f"模型 {published} " if published else "另一个模型"
    back = f"改回 {published}" if published else "改回原来的模型"
    return (
        f"知识库里的向量是{name}算的，与当前模型 {model} 不能混用；"
        f"请运行 kb reindex 用当前模型重建，或把 KB_EMBEDDING_MODEL {back}"
    )
