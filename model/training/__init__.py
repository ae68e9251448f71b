"""The epoch loop, and a whole training written down.

options        hyperparameters as command-line options
diagnostics    how strong the gradient is in each layer, and how many units are dead
teachers       trained networks whose answers are learned from beside the labels
averaging      the mean of the weights of networks of one descent
learner        what one process does in a step: gradients, then its share of the update
data_parallel  several processes, one network
trainer        the epoch loop, a generator of reports
recipe         a whole training, from settings to a version
growing        a training that keeps its network at a dozen moments
race           small networks learn side by side
time_estimate  how long a training will take on this machine
"""
