"""A multi-layer perceptron in plain NumPy, to be read folder by folder. In this order each needs only those before it:

     1. arrays, errors  the numbers and the words for their shapes; what can go wrong
     2. data            MNIST and its relatives: examples and labels
     3. preprocessing   from a drawing to 784 numbers
     4. nn              the course: forward pass, loss, backpropagation, gradient descent, dropout
     5. config          every hyperparameter, with its meaning and bounds
     6. augmentation    what one epoch gets to see
     7. evaluation      how good is it, how sure is it, and is it a digit at all?
     8. checkpoints     on disk, whole and half-done
     9. progress, training    the epoch loop, and what it reports meanwhile
    10. exams           how good is it with other people's pens, brushes and cameras?
    11. neighbours      which examples does it take to be alike?
    12. explanation     one drawing, and all that happened on its way through a network
    13. export          a version to take home
    14. report          all that was measured of a version, on one page
    15. sweep           many settings tried, the best one registered
    16. cli, __main__   the command line: `python -m model`

Each folder's `__init__.py` names its files in reading order. The package knows no web, prints nothing outside the
command line, and has no hidden randomness: a function that needs some takes a `numpy.random.Generator`.
"""
