"""The plain line that an answer begins with, made of what its quotes say and checked against them."""
