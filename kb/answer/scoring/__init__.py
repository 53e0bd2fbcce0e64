"""How well a sentence answers a question: what can be seen of both, and the learned weights for it."""
