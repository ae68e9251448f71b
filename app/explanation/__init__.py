"""POST /explain: one drawing, and what one network makes of it. One part of the answer, one file."""
