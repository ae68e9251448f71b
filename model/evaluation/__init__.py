"""How good is a network, how sure is it, and is that more than chance?

metrics       accuracy, confusion matrix, calibration error
significance  is a difference more than chance?
mistakes      the wrong answers that a network was surest of
verdict       digit, unsure, or not a digit
evaluate      a network measured on examples
calibration   confidence that can be believed: temperature scaling
"""
