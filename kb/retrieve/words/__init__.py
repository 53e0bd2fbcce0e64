"""The words of a question: typing errors, English, and the plain-words dictionary that staff edit."""
