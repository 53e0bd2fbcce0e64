"""What a check of a home found, as plain values and as lines."""

from collections.abc import Iterator

from kb.doctor.findings import Checkup, Finding, Severity

Record = dict[str, object]
_WORDS = {Severity.FAULT: "问题", Severity.NOTE: "提示"}


def checkup(found: Checkup) -> Record:
    """Return a check as `kb --json doctor` gives it."""
    return {
        "home": str(found.home),
        "healthy": not found.faults,
        "checked": dict(found.checked),
        "findings": [_finding(one) for one in found.findings],
        "repaired": list(found.repaired),
        "seconds": round(found.seconds, 3),
    }


def lines(found: Checkup) -> Iterator[str]:
    """Yield a check as people read it: what was done, what was looked at, what is wrong, what to do."""
    for done in found.repaired:
        yield f"已修复：{done}"
    counts = found.checked
    if counts:
        yield (
            f"检查了 {found.home}：第 {counts['generation']} 代，{counts['documents']} 份文件，"
            f"{counts['versions']} 个版本，{counts['clauses']} 条，{counts['passages']} 段，"
            f"{counts['sources']} 个原件，{counts['segments']} 个索引段（{found.seconds:.1f} 秒）"
        )
    for severity in Severity:
        for one in (one for one in found.findings if one.severity is severity):
            yield f"{_WORDS[severity]}：{one.problem}"
            yield f"  怎么办：{one.remedy}"
    yield f"结论：发现 {len(found.faults)} 个问题" if found.faults else "结论：没有发现问题"


def _finding(one: Finding) -> Record:
    return {
        "code": one.code,
        "severity": one.severity.value,
        "place": one.place,
        "problem": one.problem,
        "remedy": one.remedy,
        "repairable": one.mending is not None,
    }
