"""The comparison of two runs as one HTML page."""

from collections.abc import Sequence
from html import escape

from eval.html_report.page import page
from eval.html_report.sections import breakable, chinese
from eval.measures.catalog import MEASURES
from eval.measures.estimates import PairedDifference
from eval.results.compare import ChangedQuestion, Comparison, chance, changed_counts, moved, significant
from eval.results.standing import Verdict
from eval.results.table import shown

_KINDS = {Verdict.RIGHT: "good", Verdict.INCOMPLETE: "middling", Verdict.DOUBTFUL: "soft"}

_COLUMNS = ("A", "B", "B − A", "p", "better", "worse", "questions")


def render(found: Comparison) -> str:
    """Return the page; the second run is what got better or worse."""
    left_out = f", {found.left_out} that only one of them has left out" if found.left_out else ""
    parts = (
        "<h1>Two runs compared</h1>",
        f"<p><span class='key-first'>A</span> {escape(found.name_a)}<br>"
        f"<span class='key-second'>B</span> {escape(found.name_b)}</p>",
        f"<p class='soft'>{found.questions} questions{left_out}. Each figure is over those that both runs are judged "
        "by. p: how likely a difference of this size is by chance, paired randomisation test, two-sided; bold below "
        ".05. Figures of all questions together count none better or worse; of latency the mean is tested.</p>",
        _settings(found),
        _differences(found.differences),
        _changed("Better in B", found.better),
        _changed("Worse in B", found.worse),
    )
    return page(f"{found.name_a} and {found.name_b}", "\n".join(parts))


def _settings(found: Comparison) -> str:
    rows = "".join(
        f"<tr><th scope='row'>{escape(one.name)}</th><td>{_told(one.a)}</td><td>{_told(one.b)}</td></tr>"
        for one in found.settings
    )
    if not rows:
        return "<h2>Settings</h2><p>The manifests name no difference.</p>"
    head = "<thead><tr><th>what differs</th><th>A</th><th>B</th></tr></thead>"
    return f"<h2>Settings</h2><div class='scroll'><table class='manifest'>{head}<tbody>{rows}</tbody></table></div>"


def _told(value: str | None) -> str:
    return "–" if value is None else escape(value)


def _differences(differences: Sequence[PairedDifference]) -> str:
    head = "".join(f"<th class='number'>{name}</th>" for name in _COLUMNS)
    rows = "".join(map(_difference, differences))
    return (
        f"<h2>Figures</h2><div class='scroll'><table class='compared'><thead><tr><th>measure</th>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _difference(one: PairedDifference) -> str:
    known = MEASURES.get(one.measure)
    judged = known is not None and known.unit in ("share", "ms")
    gain = one.difference if known is None or known.higher_is_better else -one.difference
    kind = ("good" if gain > 0 else "bad") if judged and gain and significant(one) else ""
    weight = " value" if significant(one) else ""
    cells = (
        ("", shown(one.measure, one.a)),
        ("", shown(one.measure, one.b)),
        (f"{kind}{weight}", moved(one)),
        (weight.strip(), chance(one)),
        *(("", count) for count in changed_counts(one)),
        ("", str(one.questions)),
    )
    told = "".join(
        # The name of the column is shown on a phone, where the table has no head.
        f"<td class='number {kind}' data-name='{name}'>{escape(text)}</td>"
        for name, (kind, text) in zip(_COLUMNS, cells, strict=True)
    )
    meaning = escape(known.definition if known else one.measure)
    name = f"<abbr title='{meaning}'>{breakable(one.measure)}</abbr>{chinese(one.measure)}"
    return f"<tr><th scope='row'>{name}</th>{told}</tr>"


def _changed(title: str, changed: Sequence[ChangedQuestion]) -> str:
    listed = "".join(map(_question, changed)) or "<p class='soft'>None.</p>"
    return f"<h2>{title} ({len(changed)})</h2><div>{listed}</div>"


def _question(one: ChangedQuestion) -> str:
    verdict = f"<span class='{_KINDS.get(one.verdict_b, 'bad')}'>{escape(one.verdict_b)}</span>"
    if one.verdict_a != one.verdict_b:
        verdict = f"<span class='{_KINDS.get(one.verdict_a, 'bad')}'>{escape(one.verdict_a)}</span> → {verdict}"
    figures = " · ".join(f"{escape(name)} {a:.2f} → {b:.2f}" for name, (a, b) in one.measures.items())
    sides = "".join(
        f"<div class='side'><h3>{name}</h3><p class='said'>{escape(answer) or '–'}</p></div>"
        for name, answer in (("A", one.answer_a), ("B", one.answer_b))
    )
    return (
        f"<details class='question' id='q-{escape(one.query_id)}'><summary><span class='verdict'>{verdict}</span>"
        f"<span class='asked'>{escape(one.question)}</span>"
        f"<span class='about'>{escape(one.query_id)} · {one.worth_a:.2f} → {one.worth_b:.2f}</span></summary>"
        f"<div class='pair'>{sides}<p class='figures'>{figures}</p></div></details>"
    )
