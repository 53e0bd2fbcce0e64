"""A made-up applicant and verdict that the OpenAPI document shows."""

from typing import Any

_TITLE = "某市小微企业贷款贴息办法"
_QUOTE = "高新技术企业"
_CLAUSE: dict[str, Any] = {
    "clause_id": "d1@1#一、（一）",
    "clause_label": "一、（一）",
    "official_citation": f"《{_TITLE}》（某财规〔2023〕8号）第一部分第（一）项",
    "link": "/d/d1@1#%E4%B8%80%E3%80%81%EF%BC%88%E4%B8%80%EF%BC%89",
    "quote": _QUOTE,
    "start": 60,
    "end": 60 + len(_QUOTE),
}
_TERM_QUOTE = "贴息比例为贷款利息的50%，单户企业每年最高20万元。"

ELIGIBILITY_REQUEST: dict[str, Any] = {
    "document_id": None,
    "profile": "我们在某市开软件公司，是高新技术企业，想贷300万。",
    "facts": {"employees": 25, "credit_bad": False},
    "as_of": "2024-05-01",
}

_HELD: dict[str, Any] = {
    "fact": "qualifications",
    "value": "高新技术企业",
    "from": "高新技术企业",
    "meaning": "资质、称号",
    "shown": "高新技术企业",
    "certainty": "stated",
    "unit": None,
    "level": "国家级",
    "until": None,
    "upper": None,
    "path": ["qualifications", "高新技术企业"],
    "start": 13,
    "end": 19,
}

ELIGIBILITY_RESPONSE: dict[str, Any] = {
    "as_of": "2024-05-01",
    "understood": [_HELD],
    "contradictions": [],
    "unread": [],
    "unused": [],
    "ask": [],
    "policies": [
        {
            "document_id": "d1",
            "version": 1,
            "title": _TITLE,
            "issuer": "某市财政局",
            "source": "贴息办法.txt",
            "validity": "in_force",
            "verdict": "eligible",
            "why": [{"text": "有高新技术企业", **_CLAUSE}],
            "conditions": {
                "op": "leaf",
                "status": "met",
                "kind": "qualification",
                **_CLAUSE,
                "because": "有高新技术企业",
                "discretion_of": None,
                "inferred": None,
                "meant": None,
                "excepted_from": None,
                "facts": ["高新技术企业"],
                "children": [],
            },
            "ask": [],
            "terms": [
                {
                    "kind": "amount",
                    "value": "20",
                    "unit": "万元",
                    "operator": "max",
                    "normalised": [200000],
                    "base_unit": "元",
                    "qualifier": None,
                    "scope": "单户企业每年最高20万元",
                    "relative_to": None,
                    "applies_to": None,
                    "who": None,
                    **_CLAUSE,
                    "clause_label": "二、（一）",
                    "quote": _TERM_QUOTE,
                    "start": 120,
                    "end": 120 + len(_TERM_QUOTE),
                }
            ],
            "schemes": [],
            "notes": [],
            "next_steps": [
                {
                    "kind": "contact",
                    "text": "以上只按文件原文判断，办理前请向某市财政局核实",
                    "actor": "某市财政局",
                    "deadline": None,
                    **dict.fromkeys(_CLAUSE),
                }
            ],
            "unused": [],
        }
    ],
    "total": 1,
    "elsewhere": [],
    "without_conditions": None,
    "warnings": [],
}
