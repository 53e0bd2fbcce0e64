"""What an applicant is: the published schema of facts, the words for its values, and structured facts read by it."""
