"""One drawing and all that happened on its way through a network: what it saw, computed, and would learn.

sheet                the whole sheet that a drawing stands on
lens                 every step from ink to 784 numbers, with switches
doctor               what is unlike MNIST about a drawing
connections          the strongest connections of a layer
saturation           where units stand on the curve of their activation
unit                 a unit's sum, term by term
silence              units switched off by hand
weight_update        one step's update of a layer, and of one unit's weights
bias                 a network without its biases
two_layers           two linear layers are one, unless something non-linear stands between
attribution          each pixel's share of the answer
occlusion            the same, by blanking patches out
counterfactual       the smallest change that flips the answer
pixel_steps          the gradient down to the pixels: fooled, and dreaming
divergence           when a step was so long that the loss grew without bound
private_copy         a network that is taught one drawing, step by step
loss_along_gradient  the loss along the gradient's direction
loss_along_weight    the loss along one weight, all others kept
mc_dropout           the answer again and again, with dropout
"""
