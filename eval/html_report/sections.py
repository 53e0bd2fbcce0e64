"""The parts of a run's report that are plain tables: headline, verdicts, settings."""

import math
from collections.abc import Iterable, Iterator, Mapping
from html import escape

from eval.html_report.svg import Figure, interval
from eval.measures.catalog import MEASURES
from eval.replies import Reply
from eval.results.standing import Verdict, verdict_counts
from eval.results.table import ordered, shown
from eval.runs.failures import failures
from eval.runs.finished import FinishedRun, flat
from eval.scored import Estimate

# What a reader looks at first: of measures in one line the first that was measured.
_HEADLINE = (
    ("evidence@5", "R@5"),
    ("evidence@1", "nDCG@10"),
    ("citation_precision", "RR@10"),
    ("key_facts", "R@10"),
    ("quotes_verbatim",),
    ("figure_faithfulness",),
    ("refusal_f1",),
    ("false_refusals",),
    ("wrong_answers",),
    ("eligibility_accuracy",),
    ("latency_p50_ms",),
    ("latency_p95_ms",),
)
# All others are found by what they are about, in the order in which a question is worked on.
_PARTS: Mapping[str, tuple[str, ...]] = {
    "Found": ("evidence@", "R@", "nDCG@", "RR@", "Judged@"),
    "Answered": ("citation", "quotes", "key_facts", "figure_", "eligibility", "deciding", "missing"),
    "Refused": ("refusal", "false_refusals", "answered_unanswerable"),
    "Sure": ("wrong_answers", "aurc", "ece"),
    "Length, faults, gold, time": ("",),
}
_KINDS = {Verdict.RIGHT: "right", Verdict.INCOMPLETE: "incomplete", Verdict.DOUBTFUL: "doubtful"}


def opening(run: FinishedRun) -> str:
    """Return the heading: what was asked of what, on which day, and what became of the questions."""
    scored = run.figures.scored
    counts = verdict_counts(scored)
    answerable = sum(row.answerable for row in scored)
    dataset = run.manifest.get("dataset")
    path = dataset.get("path") if isinstance(dataset, Mapping) else None
    asked = f"{len(scored)} questions ({answerable} answerable)"
    day = run.manifest.get("as_of")
    about = [escape(asked), escape(f"of {path}") if path else "", _whole(f"as of {day}") if day else ""]
    return (
        f"<h1>{escape(run.name)}</h1>\n<p class='soft'>{' '.join(filter(None, about))}</p>\n"
        f"<div class='verdicts' role='img' aria-label='{escape(_told(counts))}'>{''.join(_bars(counts))}</div>\n"
        f"<ul class='legend'>{''.join(_legend(counts))}</ul>{_failures(run.replies.values())}"
    )


def _whole(words: str) -> str:
    """Return words as markup that is not broken between lines."""
    return f"<span class='whole'>{escape(words)}</span>"


def _failures(replies: Iterable[Reply]) -> str:
    """Return why requests failed and how often they were tried."""
    told = failures(replies).told()
    return f"\n<p class='bad'>{escape(told[0].upper() + told[1:])}.</p>" if told else ""


def _told(counts: Mapping[Verdict, int]) -> str:
    return ", ".join(f"{count} {one}" for one, count in counts.items())


def _bars(counts: Mapping[Verdict, int]) -> Iterator[str]:
    for one, count in reversed(tuple(counts.items())):
        yield f"<span class='v-{_KINDS.get(one, 'wrong')}' style='flex:{count}' title='{count} {escape(one)}'></span>"


def _legend(counts: Mapping[Verdict, int]) -> Iterator[str]:
    for one, count in reversed(tuple(counts.items())):
        yield f"<li><i class='v-{_KINDS.get(one, 'wrong')}'></i>{count} {escape(one)}</li>"


def headline(estimates: Mapping[str, Estimate]) -> str:
    """Return the table of the figures to look at first, with their intervals and what they mean."""
    rows = "".join(_figure_row(name, estimates[name]) for name in headline_names(estimates))
    return f"<h2>Headline</h2>\n{_table(rows)}\n<p class='soft'>95 % intervals by bootstrap over questions.</p>"


def headline_names(estimates: Mapping[str, Estimate]) -> list[str]:
    """Return the measures to look at first, as far as they were measured."""
    there = _measured(estimates)
    names = [next((name for name in line if name in there), None) for line in _HEADLINE]
    return [name for name in names if name is not None]


def every_figure(estimates: Mapping[str, Estimate]) -> str:
    """Return the table of all figures, by what they are about."""
    rows = []
    left = _measured(estimates)
    for part, beginnings in _PARTS.items():
        names = [name for name in left if name.startswith(beginnings)]
        left = [name for name in left if name not in names]
        if names:
            rows.append(f"<tr class='part'><th colspan='6' scope='colgroup'>{part}</th></tr>")
            rows += [_figure_row(name, estimates[name]) for name in names]
    return f"<h2>All figures</h2>\n{_table(''.join(rows))}"


def _measured(estimates: Mapping[str, Estimate]) -> list[str]:
    return ordered([name for name in estimates if math.isfinite(estimates[name].value)])


def _table(rows: str) -> str:
    return (
        "<table class='figures'><thead><tr><th>measure</th><th class='number'>value</th>"
        "<th class='number'>95 % interval</th><th class='drawn'></th><th class='number of'>questions</th>"
        f"<th class='meaning'>meaning</th></tr></thead>\n<tbody>{rows}</tbody></table>"
    )


def _figure_row(name: str, one: Estimate) -> str:
    known = MEASURES.get(name)
    share = known is not None and known.unit == "share"
    drawn = interval(one.value, one.low, one.high) if share else ""
    better = "" if known is None or known.higher_is_better or not share else " Less is better."
    return (
        f"<tr><th scope='row'>{breakable(name)}{chinese(name)}</th>"
        f"<td class='number value'>{shown(name, one.value)}</td>"
        f"<td class='number'>{shown(name, one.low)} – {shown(name, one.high)}</td><td class='drawn'>{drawn}</td>"
        f"<td class='number of'>{one.questions}</td>"
        f"<td class='meaning'>{escape(known.definition if known else '')}{better}</td></tr>"
    )


def chinese(name: str) -> str:
    """Return the Chinese name of a measure as markup to stand below the other; none where it has none."""
    known = MEASURES.get(name)
    return f"<span class='chinese' lang='zh'>{escape(known.chinese)}</span>" if known and known.chinese else ""


def breakable(name: str) -> str:
    """Return a name as markup that may be broken behind its underscores."""
    return escape(name).replace("_", "_<wbr>")


def plots(figures: tuple[Figure, ...]) -> str:
    """Return the plots in a grid."""
    drawn = "\n".join(
        f"<figure><h3>{escape(one.title)}</h3>{one.drawing}<figcaption>{one.caption}</figcaption></figure>"
        for one in figures
    )
    return f"<h2>Plots</h2>\n<div class='plots'>{drawn}</div>" if figures else ""


def questions() -> str:
    """Return the frame that the script fills with the questions."""
    kinds = "".join(
        f"<label>{title}<select name='{name}'><option value=''>all</option></select></label>"
        for name, title in (("persona", "Persona"), ("type", "Type"), ("verdict", "Verdict"))
    )
    orders = "".join(
        f"<option value='{name}'>{title}</option>"
        for name, title in (
            ("worst", "worst first"),
            ("asked", "as asked"),
            ("slowest", "slowest"),
            ("surest", "surest"),
        )
    )
    return (
        "<h2>Questions</h2>\n<p class='soft'>The number behind each is what the answer is worth, from 0 to 1: the mean "
        "of the evidence found and cited, the citations on evidence and the key facts; of an unanswerable question, "
        "whether it was refused.</p>\n<form class='filters' id='filters' hidden>"
        "<label>Text<input type='search' name='words' placeholder='question, answer or id'></label>"
        f"{kinds}<label>Order<select name='order'>{orders}</select></label>"
        "<label class='check'><input type='checkbox' name='wrong'>only wrong</label></form>\n"
        "<p class='soft' id='count' aria-live='polite'></p>\n<div id='questions'></div>\n"
        "<noscript><p>The questions are shown by a script, and scripts are off.</p></noscript>"
    )


def manifest(run: FinishedRun) -> str:
    """Return everything that the run says of itself."""
    rows = "".join(
        f"<tr><th scope='row'>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in flat(run.manifest)
    )
    return f"<h2>How it was run</h2>\n<div class='scroll'><table class='manifest'><tbody>{rows}</tbody></table></div>"
