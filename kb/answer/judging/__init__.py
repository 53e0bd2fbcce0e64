"""Whether what was found answers the question, and what to say is missing where it does not."""
