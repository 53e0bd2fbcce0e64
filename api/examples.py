"""Made-up requests and responses that the OpenAPI document shows."""

from typing import Any

_TITLE = "某市小微企业贷款贴息办法"
_SOURCE = "贴息办法.txt"
_LEAD_IN = "二、贴息标准和期限"
_QUOTE = "（一）贴息比例为贷款利息的50%，单户企业每年最高20万元。"
_CLAUSE_ID = "d1@1#二、（一）"

ASK_REQUEST: dict[str, Any] = {
    "question": "小微企业贷款能补贴多少利息？",
    "top_k": 5,
    "as_of": "2024-05-01",
    "include_not_in_force": False,
    "filters": {"document_ids": [], "region": [], "issuer": [], "doc_type": []},
    "context": [],
    "without_expansions": [],
    "answerer": None,
    "stream": False,
}

_PLACE: dict[str, Any] = {
    "clause_id": _CLAUSE_ID,
    "clause_label": "二、（一）",
    "heading_path": [_LEAD_IN],
    "document_id": "d1",
    "version": 1,
    "title": _TITLE,
    "source": _SOURCE,
    "start": 120,
    "end": 120 + len(_QUOTE),
    "validity": "in_force",
    "standing": None,
}

_CITED: dict[str, Any] = {
    **_PLACE,
    "official_citation": f"《{_TITLE}》（某财规〔2023〕8号）第二部分第（一）项",
    "link": "/d/d1@1#%E4%BA%8C%E3%80%81%EF%BC%88%E4%B8%80%EF%BC%89",
}

_CITATION: dict[str, Any] = {
    **_CITED,
    "mark": 1,
    "quote": _QUOTE,
    "passage_id": "d1@1#p3",
    "issuer": "某市财政局",
    "doc_number": "某财规〔2023〕8号",
    "published": "2023-12-20",
    "effective_from": "2024-01-01",
    "effective_to": None,
    "page": 2,
    "boxes": [{"page": 2, "left": 90.0, "top": 312.5, "right": 505.2, "bottom": 326.8}],
}

_PASSAGE: dict[str, Any] = {
    **_CITED,
    "rank": 1,
    "score": 0.82,
    "passage_id": "d1@1#p3",
    "text": _QUOTE,
    "page": 2,
    "also_in": [],
    "retrieved_by": {"dense": {"rank": 1, "score": 0.71}, "keyword": {"rank": 2, "score": 8.4}},
}

SEARCH_RESPONSE: dict[str, Any] = {
    "passages": [_PASSAGE],
    "expansions": [{"from": "补贴利息", "to": ["贴息"]}],
    "warnings": [],
    "left_out": [],
    "timings_ms": {"encode": 0.6, "search": 2.1, "rank": 0.9},
}

ASK_RESPONSE: dict[str, Any] = {
    "question": ASK_REQUEST["question"],
    "status": "answered",
    "answer": f"{_QUOTE}[1]",
    "confidence": 0.93,
    "citations": [_CITATION],
    "links": [],
    **SEARCH_RESPONSE,
    "understood_as": None,
    "ask_at": [],
    "answered_by": "extractive",
    "rejected": [],
    "fingerprint": "3f1c0a9d",
}

ASK_EVENTS = (
    'event: hits\ndata: {"passages":[…],"expansions":[…],"warnings":[],"left_out":[]}\n\n'
    f'event: answer\ndata: {{"text":"{_QUOTE}[1]"}}\n\n'
    'event: citations\ndata: {"citations":[…],"links":[]}\n\n'
    'event: done\ndata: {"question":"…","status":"answered","answer":"…"}\n\n'
)

CLAUSES_RESPONSE: dict[str, Any] = {
    "clauses": [{**_CITED, "text": _QUOTE, "cites": [], "cited_by": [], "warnings": [], "read_as": None}]
}

DOCUMENTS_RESPONSE: dict[str, Any] = {
    "documents": [
        {
            "document_id": "d1",
            "version": 1,
            "title": _TITLE,
            "kind": "policy",
            "issuer": "某市财政局",
            "doc_number": "某财规〔2023〕8号",
            "region": "某市",
            "published": "2023-12-20",
            "effective_from": "2024-01-01",
            "effective_to": None,
            "validity": "in_force",
            "source": _SOURCE,
            "withdrawn": False,
            "clauses": 24,
            "groups": [],
        }
    ],
    "total": 1,
    "facets": {
        "kinds": [{"value": "policy", "documents": 1}],
        "regions": [{"value": "某市", "documents": 1}],
        "issuers": [{"value": "某市财政局", "documents": 1}],
        "validities": [{"value": "in_force", "documents": 1}],
    },
}

WORDS_REQUEST: dict[str, Any] = {"term": "贷款贴息", "expressions": ["利息补贴", "政府帮还利息"]}

WORDS_RESPONSE: dict[str, Any] = {
    "words": [
        {"term": "贷款贴息", "expression": "政府帮还利息", "state": "own"},
        {"term": "贷款贴息", "expression": "利息补贴", "state": "shipped"},
    ],
    "total": 2,
    "revision": 1,
}

INGEST_RESPONSE: dict[str, Any] = {
    "files": [
        {
            "name": _SOURCE,
            "status": "added",
            "documents": [
                {
                    "document_id": "d1",
                    "version": 1,
                    "title": _TITLE,
                    "kind": "policy",
                    "doc_number": None,
                    "published": None,
                    "effective_from": None,
                    "clauses": 24,
                    "passages": 18,
                    "gaps": [],
                    "groups": [],
                }
            ],
            "reason": None,
            "warnings": [],
            "read": {
                "format": "pdf",
                "characters": 3120,
                "tables": 1,
                "pages": 6,
                "text_share": 1.0,
                "lowest_confidence": None,
            },
            "seconds": 0.31,
        },
        {
            "name": "扫描件.bin",
            "status": "failed",
            "documents": [],
            "reason": "不是文本：无法识别编码，请另存为 UTF-8 后重试。",
            "warnings": [],
            "read": None,
            "seconds": 0.002,
        },
    ],
    "counts": {"added": 1, "updated": 0, "unchanged": 0, "duplicate": 0, "skipped": 0, "failed": 1},
    "generation": 2,
    "seconds": 0.4,
}

PAGES_RESPONSE: dict[str, Any] = {
    "document_id": "d1",
    "version": 1,
    "source": _SOURCE,
    "format": "pdf",
    "text_share": 1.0,
    "lowest_confidence": None,
    "pages": [
        {"page": 1, "width": 595.3, "height": 841.9, "characters": 612, "share": 0.6, "confidence": None},
        {"page": 2, "width": 595.3, "height": 841.9, "characters": 408, "share": 0.4, "confidence": None},
    ],
}

ERROR: dict[str, Any] = {
    "error": {
        "code": "invalid_request",
        "message": "请求参数有误。top_k：不能大于 100。",
        "detail": {"errors": [{"field": "top_k", "message": "不能大于 100", "value": "500"}]},
    }
}

CORRECTION_REQUEST: dict[str, Any] = {
    "by": "王芳",
    "reason": "原件印发日期",
    "effective_from": "2024-02-01",
    "effective_to": None,
}
CORRECTION_RESPONSE: dict[str, Any] = {
    "changes": [
        {
            "document_id": "d000001",
            "version": 1,
            "field": "effective_from",
            "action": "set",
            "previous": "2024-01-01",
            "value": "2024-02-01",
            "from_day": None,
            "by": "王芳",
            "at": "2024-06-30T08:00:00+00:00",
            "reason": "原件印发日期",
        }
    ],
    "notes": ["失效日期是按它推算的，随之由 2026-12-31 改为 2027-01-31"],
}

VERIFY_REQUEST: dict[str, Any] = {
    "text": f"《{_TITLE}》第二部分第（一）项规定，单户企业每年最高30万元。",
    "as_of": "2024-05-01",
}

VERIFY_RESPONSE: dict[str, Any] = {
    "as_of": "2024-05-01",
    "supported": False,
    "counts": {"verbatim": 0, "same_figures": 0, "near": 0, "unsupported": 1, "unchecked": 0},
    "sentences": [
        {
            "text": VERIFY_REQUEST["text"],
            "start": 0,
            "end": len(VERIFY_REQUEST["text"]),
            "verdict": "unsupported",
            "claim": "单户企业每年最高30万元",
            "cited": [
                {
                    "text": f"《{_TITLE}》第二部分第（一）项",
                    "document_id": "d1",
                    "version": 1,
                    "clause_id": _CLAUSE_ID,
                    "official_citation": _CITED["official_citation"],
                    "link": _CITED["link"],
                    "problem": None,
                }
            ],
            "place": {
                **_CITED,
                "start": 135,
                "end": 147,
                "quote": "单户企业每年最高20万元",
                "differences": [
                    {"op": "equal", "text": "单户企业每年最高", "wanted": "单户企业每年最高"},
                    {"op": "replace", "text": "20万元", "wanted": "30万元"},
                ],
            },
            "faults": [{"kind": "figure_differs", "message": "写的是“30万元”，原文是“20万元”"}],
        }
    ],
}

PHRASES_RESPONSE: dict[str, Any] = {
    "text": "单户企业每年最高30万元",
    "total": 1,
    "exact": False,
    "places": [
        {
            **_PLACE,
            "start": 135,
            "end": 147,
            "quote": "单户企业每年最高20万元",
            "before": "第二条 贴息比例为贷款利息的50%，",
            "after": "。",
            "differences": [
                {"op": "equal", "text": "单户企业每年最高", "wanted": "单户企业每年最高"},
                {"op": "replace", "text": "20万元", "wanted": "30万元"},
            ],
        }
    ],
    "other_total": 0,
    "others": [],
}
