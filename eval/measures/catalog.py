"""Every measure by its name: what it is, how to read it, and which way is better."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """What a figure means."""

    name: str
    title: str
    definition: str
    higher_is_better: bool
    unit: str
    """share (0 to 1), count, characters, ms; "of gold": a share of the data set's questions, no merit of a system."""
    chinese: str = ""
    of_set: bool = False
    """Whether it is computed of all questions together: F1, areas, percentiles. Others are means over questions."""


def _share(
    name: str, title: str, chinese: str, definition: str, *, better: bool = True, of_set: bool = False
) -> Measure:
    return Measure(name, title, definition, better, "share", chinese, of_set)


_ALL = (
    *(
        _share(
            f"R@{k}",
            f"Recall@{k}",
            f"前{k}条召回率",
            f"Share of a question's relevant clauses among the first {k} units (passages rolled up to clauses).",
        )
        for k in (1, 5, 10)
    ),
    _share("nDCG@10", "nDCG@10", "前10条折损累计增益", "Normalised discounted cumulative gain of the first 10 units."),
    _share("RR@10", "Reciprocal rank@10", "前10条倒数排名", "1 / rank of the first relevant unit; 0 beyond the tenth."),
    _share("Judged@10", "Judged@10", "前10条已评判的比例", "Share of the first 10 units that have a judgment."),
    *(
        _share(
            f"evidence@{k}",
            f"Evidence in top {k}",
            f"前{k}段含有的依据",
            f"Share of the evidence sentences that stand whole in one of the first {k} passages (500 characters each).",
        )
        for k in (1, 5, 10)
    ),
    _share(
        "evidence@1500c",
        "Evidence in 1,500 characters",
        "前1500字含有的依据",
        "Share of the evidence sentences that stand whole in a passage, reading passages until 1,500 characters.",
    ),
    _share(
        "citation_precision",
        "Citations on evidence",
        "引用的准确率",
        "Of an answer's citations, the share that hold an evidence sentence or lie within the evidence.",
    ),
    _share(
        "citation_recall",
        "Evidence cited",
        "依据被引用的比例",
        "Share of the evidence sentences that stand whole in a cited quote.",
    ),
    _share(
        "quotes_verbatim",
        "Quotes verbatim",
        "引文逐字一致的比例",
        "Of an answer's quotes, the share that stand verbatim in a source.",
    ),
    _share(
        "key_facts", "Key facts in answer", "答出的要点", "Share of the key facts that stand in the answer's own text."
    ),
    _share(
        "figure_faithfulness",
        "Figures faithful",
        "数字有出处的比例",
        "Of the numbers, amounts, dates of an answer's text, the share that a cited quote or the question states, "
        "or that a calculation shown gives from such.",
    ),
    _share(
        "refusal_precision",
        "Refusal precision",
        "拒答的准确率",
        "Of the refusals, the share to questions that the documents do not answer.",
        of_set=True,
    ),
    _share(
        "refusal_recall", "Refusal recall", "拒答的召回率", "Share of the unanswerable questions that were refused."
    ),
    _share(
        "refusal_f1",
        "Refusal F1",
        "拒答F1",
        "Harmonic mean of refusal precision and recall.",
        of_set=True,
    ),
    _share(
        "false_refusals",
        "False refusals",
        "误拒的比例",
        "Share of the answerable questions that were refused; failed requests are left out.",
        better=False,
    ),
    _share(
        "answered_unanswerable",
        "Answered though unanswerable",
        "不该答而答的比例",
        "Share of the unanswerable questions that were not refused; a failed request is no refusal.",
        better=False,
    ),
    _share(
        "wrong_answers",
        "Wrong answers",
        "答错的比例",
        "Of the answers given, the share to unanswerable questions or without a citation on the evidence; those whose "
        "gold is doubtful are left out.",
        better=False,
    ),
    _share(
        "aurc",
        "Area under risk-coverage",
        "风险—覆盖曲线下面积",
        "Mean share of wrong answers over all coverages reached, the surest answers first.",
        better=False,
        of_set=True,
    ),
    _share(
        "ece",
        "Expected calibration error",
        "置信度校准误差",
        "Mean gap between confidence and share right over 10 bins of equally many answers.",
        better=False,
        of_set=True,
    ),
    _share(
        "eligibility_accuracy",
        "Eligibility accuracy",
        "资格判断的准确率",
        "Share of the profiles whose verdict is an accepted one.",
    ),
    _share(
        "deciding_clauses_cited",
        "Deciding clauses cited",
        "决定性条款被引用的比例",
        "Share of the clauses that decide a profile that stand among the conditions returned.",
    ),
    _share(
        "missing_facts_asked",
        "Missing facts asked",
        "缺失信息被追问的比例",
        "Share of the facts that a profile lacks that were asked for.",
    ),
    _share(
        "unneeded_questions",
        "Questions not needed",
        "不需要的追问",
        "Share of the questions asked of a profile that ask for no fact that it lacks.",
        better=False,
    ),
    _share(
        "long_answers",
        "Long answers",
        "过长的回答",
        "Share of the answers of more than 300 characters; lists and failed requests are left out.",
        better=False,
    ),
    _share(
        "over_cited",
        "Over-cited answers",
        "引用过多的回答",
        "Share of the answers with more than 5 citations; lists and failed requests are left out.",
        better=False,
    ),
    Measure(
        "doubtful_gold",
        "Doubtful gold",
        "Share of the questions whose evidence or clause stands nowhere in the documents: mend the data set.",
        False,
        "of gold",
        "依据存疑的比例",
    ),
    _share("errors", "Errors", "出错的比例", "Share of the questions that got no usable reply.", better=False),
    Measure("citations", "Citations an answer", "Citations of a reply.", False, "count", "每个回答的引用数"),
    Measure(
        "answer_chars",
        "Answer length",
        "Characters of an answer without white space.",
        False,
        "characters",
        "回答字数",
    ),
    Measure(
        "latency_mean_ms",
        "Mean latency",
        "What a question took in the mean; failed requests are left out.",
        False,
        "ms",
        "平均耗时",
    ),
    Measure(
        "latency_p50_ms",
        "Latency p50",
        "Half of the questions took at most this; failed requests are left out.",
        False,
        "ms",
        "耗时中位数",
        True,
    ),
    Measure(
        "latency_p95_ms",
        "Latency p95",
        "95 % of the questions took at most this; failed requests are left out.",
        False,
        "ms",
        "耗时95分位",
        True,
    ),
)

MEASURES: Mapping[str, Measure] = {measure.name: measure for measure in _ALL}
"""The measures in the order of reports."""
