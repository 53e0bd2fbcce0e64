"""What there is in the place of a clause that there is not."""

from collections.abc import Sequence

from kb.clauses.address import Address, AddressBook, Step, format_address, parse_address
from kb.types import ClauseTree

_MOST_LISTED = 3
# These are counted within an article.
_WITHIN = frozenset({"款", "项", "目"})


def nearby(tree: ClauseTree, book: AddressBook, address: str) -> str:
    """Say which clauses there are nearest to an absent one: below as much of its address as there is, of its kind.

    Raises ClauseReferenceError where the text is no address.
    """
    steps = parse_address(address).steps
    for known in range(len(steps) - 1, 0, -1):
        holder = _only(book, steps[:known])
        if holder is not None:
            return _below(tree, book, holder, steps[known])
    alike = book.counted_in(steps[0].unit)
    articles = book.counted_in("条") if steps[0].unit in _WITHIN else []
    if articles:
        there = _from_to([tree.clauses[one].address for one in articles])
        return f"{steps[0].unit}要写明是哪一条的，如{_example(tree, book, articles, steps[0])}；它有{there}"
    if alike:
        return _beside(tree, book, alike, steps[0])
    top = [tree.clauses[one].address for one in book.below(None) if tree.clauses[one].label]
    return f"顶层有{_from_to(top)}" if top else "它没有编号的条款"


def _example(tree: ClauseTree, book: AddressBook, articles: Sequence[int], wanted: Step) -> str:
    """Return a clause counted as the wanted one is: of the first article that has such clauses, the last of them."""
    for article in articles:
        alike = book.counted_in(wanted.unit, article)
        if alike:
            return tree.clauses[alike[-1]].address
    return f"{tree.clauses[articles[0]].address}第一款"


def nearest(tree: ClauseTree, book: AddressBook, address: str) -> tuple[str, ...]:
    """Return the addresses of the clauses on both sides of an absent one, or of the one that would hold it.

    Raises ClauseReferenceError where the text is no address.
    """
    steps = parse_address(address).steps
    for known in range(len(steps) - 1, 0, -1):
        holder = _only(book, steps[:known])
        if holder is not None:
            return (tree.clauses[holder].address,)
    alike = book.counted_in(steps[0].unit)
    if steps[0].unit in _WITHIN and (articles := book.counted_in("条")):
        return tuple(tree.clauses[one].address for one in (*articles[:1], *articles[1:][-1:]))
    before = [one for one in alike if book.step_of(one).number < steps[0].number]
    after = [one for one in alike if book.step_of(one).number > steps[0].number]
    return tuple(tree.clauses[one].address for one in (*before[-1:], *after[:1]))


def article_read_otherwise(address: str, found: str) -> str | None:
    """Return the article of which an address names a 款 that the address found for it does not: its 项 was taken.

    None where each 款 was read as one, or where no article is named.
    """
    wanted, steps = parse_address(address).steps, parse_address(found).steps
    article = next((place for place, step in enumerate(steps) if step.unit == "条"), None)
    paragraphs = {step.number for step in steps if step.unit in ("款", "段")}
    if article is None or all(step.number in paragraphs or step.number == (1,) for step in wanted if step.unit == "款"):
        return None
    return format_address(Address(steps[: article + 1]))


def paragraphs_of(tree: ClauseTree, book: AddressBook, article: str) -> int:
    """Return how many 款 an article has; the first is its own text."""
    holder = _only(book, parse_address(article).steps)
    return 1 + sum(book.unit_of(one) == "款" for one in book.below(holder))


def _only(book: AddressBook, steps: tuple[Step, ...]) -> int | None:
    try:
        found = book.find(format_address(Address(steps)))
    except ValueError:
        return None
    return found[0] if len(found) == 1 else None


def _below(tree: ClauseTree, book: AddressBook, holder: int, wanted: Step) -> str:
    name = tree.clauses[holder].address
    below = book.below(holder)
    paragraphs = [one for one in below if book.unit_of(one) == "款"]
    if wanted.unit == "款" and "条" in name:
        # The first 款 is the article's own text.
        count = len(paragraphs) + 1
        items = [tree.clauses[one].address for one in below if one not in paragraphs]
        return f"{name}只有{count}款" + (f"，其下有{_from_to(items)}" if items else "")
    alike = book.counted_in(wanted.unit, holder) or below
    if not alike:
        return f"{name}之下不再分款项"
    return f"{name}之下只有{_from_to([tree.clauses[one].address for one in alike])}"


def _beside(tree: ClauseTree, book: AddressBook, alike: Sequence[int], wanted: Step) -> str:
    """Return from where to where clauses are counted, and those on both sides of one that is left out between."""
    addresses = [tree.clauses[one].address for one in alike]
    numbers = [book.step_of(one).number for one in alike]
    before = [address for address, number in zip(addresses, numbers, strict=True) if number < wanted.number]
    after = [address for address, number in zip(addresses, numbers, strict=True) if number > wanted.number]
    if before and after:
        return f"它有{_from_to(addresses)}，{before[-1]}之后是{after[0]}"
    return f"它只有{_from_to(addresses)}"


def _from_to(addresses: Sequence[str]) -> str:
    if len(addresses) <= _MOST_LISTED - 1:
        return "和".join(addresses)
    return f"{addresses[0]}到{addresses[-1]}"
