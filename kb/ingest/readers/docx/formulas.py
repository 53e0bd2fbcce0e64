"""Formulas (Office Math) as one line of characters."""

from kb.ingest.readers.docx.markup import Element, M

_PROPERTIES = "Pr"


def formula(element: Element) -> str:
    """Return a formula as it would be typed: fractions with /, powers with ^, roots with √."""
    return "".join(_part(child) for child in element)


def _part(element: Element) -> str:
    name = element.tag.removeprefix(M)
    if name == "t":
        return element.text or ""
    if name.endswith(_PROPERTIES):
        return ""
    if name == "f":
        return f"{_grouped(_of(element, 'num'))}/{_grouped(_of(element, 'den'))}"
    if name == "sSup":
        return f"{_grouped(_of(element, 'e'))}^{_grouped(_of(element, 'sup'))}"
    if name == "rad":
        return f"{_of(element, 'deg')}√{_grouped(_of(element, 'e'))}"
    if name == "nary":
        sign = _property(element, "naryPr", "chr", "∫")
        return f"{sign}{_of(element, 'sub')}{_of(element, 'sup')}{_grouped(_of(element, 'e'))}"
    if name == "d":
        inner = _property(element, "dPr", "sepChr", "|").join(formula(part) for part in element.iterfind(M + "e"))
        return _property(element, "dPr", "begChr", "(") + inner + _property(element, "dPr", "endChr", ")")
    return formula(element)


def _of(element: Element, name: str) -> str:
    found = element.find(M + name)
    return "" if found is None else formula(found)


def _property(element: Element, properties: str, name: str, default: str) -> str:
    found = element.find(f"{M}{properties}/{M}{name}")
    return default if found is None else found.get(M + "val", default)


def _grouped(text: str) -> str:
    """Put brackets around what is more than one figure, word or bracketed term."""
    simple = not any(sign in text for sign in "+-−×÷*/=<>≤≥ ")
    return text if simple or (text[:1] in "(（" and text[-1:] in ")）") else f"({text})"
