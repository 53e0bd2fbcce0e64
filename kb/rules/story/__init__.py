"""What an owner tells in running words, read into an applicant's facts."""
