"""What is loaded before the first question: the lists that ship with the project, the model, the published indexes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from kb.answer.scoring.answerability import bundled_judge
from kb.answer.scoring.attributes import bundled_rules
from kb.index.model import HomeModel
from kb.retrieve.view import View
from kb.retrieve.words.lexicon import bundled_lexicon
from kb.retrieve.words.wordbook import WordBook


def load(view: Callable[[], View], words: WordBook, model: HomeModel) -> None:
    """Load all of it. Raises ModelUnusable, ModelMismatch, HomeDamaged."""
    # While files are compared with their checksums the interpreter is free for the lists.
    with ThreadPoolExecutor(1) as pool:
        opened = pool.submit(view)
        bundled_judge()
        bundled_rules()
        bundled_lexicon()
        words.current()
        model.require_match(opened.result().snapshot)
