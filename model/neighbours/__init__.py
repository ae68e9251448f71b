"""The training examples that a network takes to be like a drawing: nearest neighbours in its last hidden layer.

index   the training examples' places in that layer, compressed
search  the nearest of them
"""
