"""What becomes of an applicant as plain values, in the shape of `POST /v1/eligibility`."""

from collections.abc import Iterable
from decimal import Decimal

from kb.clauses.citation import official_citation, stable_link
from kb.rules.applicant.schema import FIELDS, LOAN_FIELDS, STATUSES, SUFFIXES, Field
from kb.rules.applicant.schema_examples import EXAMPLES
from kb.rules.applicant.shown import fact_words, meaning_of, path_of, plain_value
from kb.rules.types import Ask, Condition, Fact, Judged, PolicyFact, Term
from kb.rules.verdict.answers import form_of
from kb.rules.verdict.reports import EligibilityReport, Elsewhere, NextStep, PolicyReport, WithoutConditions
from kb.rules.verdict.why import Reason, reasons_for
from kb.types import Clause, ClauseTree, Span, Version

Record = dict[str, object]


def eligibility(found: EligibilityReport) -> Record:
    """Return a report on an applicant."""
    applicant = found.applicant
    return {
        "as_of": found.day.isoformat(),
        "understood": [understood(fact) for fact in applicant.facts],
        "contradictions": [
            {"fact": one.name, "between": [understood(one), understood(other)]}
            for one, other in applicant.contradictions
        ],
        "unread": list(applicant.unread),
        "unused": [understood(fact) for fact in found.unused],
        "ask": [ask(one) for one in found.ask],
        "policies": [policy(one) for one in found.policies],
        "total": found.total,
        "elsewhere": [elsewhere(one) for one in found.elsewhere],
        "without_conditions": _without(found.without_conditions) if found.without_conditions else None,
        "warnings": list(found.warnings),
    }


def understood(fact: Fact) -> Record:
    """Return one fact of an applicant, with where it came from and where it stands among the structured facts."""
    return {
        "fact": fact.name,
        "value": plain_value(fact.value),
        "from": fact.words,
        "meaning": meaning_of(fact.name),
        "shown": fact_words(fact),
        "certainty": fact.certainty.value,
        "unit": fact.unit,
        "level": fact.level,
        "until": fact.until.isoformat() if fact.until else None,
        "upper": None if fact.upper is None else plain_value(fact.upper),
        "path": list(path_of(fact)),
        "start": fact.span.start if fact.span else None,
        "end": fact.span.end if fact.span else None,
    }


def ask(one: Ask) -> Record:
    """Return a question with what each of its choices stands for."""
    form = form_of(one)
    return {
        "fact": one.fact,
        "question": one.question,
        "path": list(form.path),
        "input": form.input,
        "unit": form.unit,
        "multiple": form.multiple,
        "choices": [
            {"label": choice.label, "value": choice.value, "other": choice.is_other} for choice in form.choices
        ],
        "clause_label": one.address or None,
    }


def policy(found: PolicyReport) -> Record:
    """Return a policy with its verdict."""
    version, tree, judgment = found.version, found.tree, found.judgment
    places = _Places(version, tree)
    return {
        **places.document(),
        "validity": found.validity.value,
        "verdict": judgment.verdict.value,
        "why": [_reason(one, places) for one in reasons_for(judgment.conditions)] if judgment.conditions else [],
        "conditions": _judged(judgment.conditions, places) if judgment.conditions else None,
        "ask": [ask(one) for one in judgment.ask],
        "terms": [_term(term, places) for term in judgment.terms],
        "schemes": [{"name": one.name, "verdict": one.verdict.value, "asked": one.asked} for one in found.schemes],
        "notes": list(judgment.notes),
        "next_steps": [_next_step(step, places) for step in found.next_steps],
        "unused": [understood(fact) for fact in judgment.unused],
    }


def elsewhere(found: Elsewhere) -> Record:
    """Return a policy of another place."""
    return {
        "document_id": found.version.document_id,
        "version": found.version.version,
        "title": found.version.metadata.title,
        "reason": found.reason,
    }


class _Places:
    """Where the words of one version stand."""

    def __init__(self, version: Version, tree: ClauseTree) -> None:
        self._version = version
        self._clauses: dict[str, Clause] = {clause.address: clause for clause in tree.clauses}

    def document(self) -> Record:
        metadata = self._version.metadata
        return {
            "document_id": self._version.document_id,
            "version": self._version.version,
            "title": metadata.title,
            "issuer": "、".join(one.value for one in metadata.issuers) or None,
            "source": self._version.source_name,
        }

    def quoted(self, address: str, span: Span) -> Record:
        """Return a verbatim quote of a clause."""
        clause = self._clauses.get(address)
        metadata, key = self._version.metadata, self._version.key
        return {
            "clause_id": f"{key}#{address}",
            "clause_label": address,
            "official_citation": official_citation(metadata, clause, self._version.of) if clause else None,
            "link": stable_link(key, address),
            "quote": span.of(self._version.text),
            "start": span.start,
            "end": span.end,
        }


def _reason(reason: Reason, places: _Places) -> Record:
    return {"text": reason.text, **places.quoted(reason.address, reason.span)}


def _judged(judged: Judged, places: _Places) -> Record:
    condition = judged.condition
    return {
        "op": condition.operation.value,
        "status": judged.status.value,
        "kind": condition.kind.value,
        **places.quoted(condition.address, condition.span),
        "because": judged.because,
        **_about(condition),
        "facts": [fact_words(fact) for fact in judged.facts],
        "children": [_judged(child, places) for child in judged.children],
    }


def _about(condition: Condition) -> Record:
    return {
        "discretion_of": condition.discretion_of,
        "inferred": condition.inferred,
        "meant": condition.meant,
        "excepted_from": condition.excepted_from,
    }


def _term(term: Term, places: _Places) -> Record:
    return {
        **_fact(term.fact),
        "applies_to": term.applies_to,
        "who": term.who,
        **places.quoted(term.address, term.fact.sentence),
    }


def _fact(fact: PolicyFact) -> Record:
    return {
        "kind": fact.kind.value,
        "value": fact.value,
        "unit": fact.unit,
        "operator": fact.operator.value,
        "normalised": [plain_value(one) if isinstance(one, Decimal) else one.isoformat() for one in fact.normalised],
        "base_unit": fact.base_unit,
        "qualifier": fact.qualifier,
        "scope": fact.scope,
        "relative_to": fact.relative_to,
    }


def _next_step(step: NextStep, places: _Places) -> Record:
    where: Record = dict.fromkeys(("clause_id", "clause_label", "official_citation", "link", "quote", "start", "end"))
    if step.address is not None and step.span is not None:
        where = places.quoted(step.address, step.span)
    return {"kind": step.kind, "text": step.text, "actor": step.actor, "deadline": step.deadline, **where}


def _without(found: WithoutConditions) -> Record:
    places = _Places(found.version, found.tree)
    return {
        **places.document(),
        "validity": found.validity.value,
        "headings": list(found.headings),
        "terms": [
            {**_fact(fact), "applies_to": None, "who": None, **places.quoted(address, fact.sentence)}
            for fact, address in _addressed(found)
        ],
    }


def _addressed(found: WithoutConditions) -> Iterable[tuple[PolicyFact, str]]:
    for fact in found.facts:
        yield fact, found.tree.clauses[found.tree.at(fact.span.start)].address


def facts_schema() -> Record:
    """Return the published schema of an applicant's facts, with an example of each."""
    return {
        "facts": [_field(field, LOAN_FIELDS if field.name == "loan" else ()) for field in FIELDS],
        "statuses": list(STATUSES),
        "suffixes": {suffix: {"times": times, "unit": unit} for suffix, (times, unit) in SUFFIXES.items()},
        "unknown": "null：不知道；没有写的也当作不知道。列出的资质、身份当作全部，一项也没有写 []。",
        "others": "没有列出的名称：中文的当作一种情况（是、否），其他的列在 unread 里，不影响结论。",
        "example": {name: EXAMPLES[name] for name in ("region", "entity", "qualifications", "revenue_wan", "loan")},
    }


def _field(field: Field, parts: tuple[Field, ...]) -> Record:
    return {
        "name": field.name,
        "form": field.form.value,
        "meaning": field.meaning,
        "unit": field.unit,
        "choices": list(field.choices),
        "aliases": list(field.aliases),
        "example": EXAMPLES.get(field.name),
        "fields": [_field(part, ()) for part in parts],
    }
