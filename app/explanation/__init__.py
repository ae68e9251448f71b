"""POST /explain: what one network computes for one drawing; each part of the answer is a file.

request     the request's fields
rounding    seven significant digits
networks    the network to explain: the champion, a classroom network, or a snapshot
question    the drawing and that network, changed as the request says
forgetting  what a step on this drawing does to other digits
layers      what every unit computes, and the strongest connections
lens        the preprocessing from ink to 784 numbers, step by step
unit        one unit's sum, term by term
activation  the activation function's curve, with a layer's units on it
bias        the answer with and without biases
why         attribution and occlusion of pixels, and the smallest counterfactuals
blame       the unit whose weights are shown
step        losses, gradients, and what one step of gradient descent would change
valley      the loss against one weight, and its way down
dropout     the answer in thirty draws of dropout
evolution   the answer while a network learned, moment by moment
pixels      the gradient by the pixels, and where it leads
parts       the answer, part by part
"""
