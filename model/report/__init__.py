"""The report on a version: its examination, told as text for a terminal and as a page with pictures."""
