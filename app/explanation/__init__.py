"""POST /explain: one drawing, and what one network makes of it; a part of the answer is a file.

request     what is asked
numbers     seven significant digits
networks    which network is looked into: the champion, a classroom network, a snapshot
question    the drawing before that network, changed as asked
others      what a step on this drawing does to other digits
layers      what every unit computes
lens        the steps from ink to 784 numbers, with and without each
unit        one unit's sum, term by term
activation  the activation's curve, with a layer's units on it
bias        the answer with and without biases
why         which pixels spoke for the answer, and how little would flip it
step        loss, gradients, and what one step would change
dropout     the answer in thirty draws
parts       the answer, part by part
"""
