"""What a language model may get past the checks: a fake one, corrupted drafts, injected orders."""
