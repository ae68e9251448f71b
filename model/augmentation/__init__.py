"""What an epoch learns from: digits deformed, drawn anew, and drawings that are no digit.

deformation     turned, slanted, stretched and re-inked digits
writing_styles  slashes, flags, bars and tails that MNIST hardly has
pen_digits      people's drawings as strokes, inked afresh in every epoch
letters         letters as strokes
non_digits      scribbles, letters, shapes, noise: what is no digit
epoch_loader    one epoch's examples, made while the one before is learned
"""
