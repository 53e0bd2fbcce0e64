"""What all demands of a policy come to together, what is still to be asked, and what to do next."""
