"""A multi-layer perceptron in plain NumPy, to be read folder by folder. In this order each needs only those before it:

     1. arrays, errors  the numbers and the words for their shapes; what can go wrong
     2. files, validation, threads    a file replaced in one step; JSON checked as it is read; BLAS's threads
        memory                        freed memory is kept
        validation_messages           what is wrong with JSON, in sentences
        project, cpus   the project's folder; the processors that may be used
     3. data            MNIST and its relatives: examples and labels
     4. preprocessing   from a drawing to 784 numbers
     5. nn              the course: forward pass, loss, backpropagation, gradient descent, dropout
     6. config          every hyperparameter, with its meaning and bounds
     7. augmentation    what one epoch gets to see
     8. evaluation      how good is it, how sure is it, and is it a digit at all?
     9. checkpoints     on disk, whole and half-done
    10. progress, training    the epoch loop, and what it reports meanwhile
    11. exams           how good is it with other people's pens, brushes and cameras?
    12. neighbours      which examples does it take to be alike?
    13. explanation     one drawing, and all that happened on its way through a network
    14. export          a version to take home
    15. report          all that was measured of a version, on one page
    16. sweep           many settings tried, the best one registered
    17. cli, __main__   the command line: `python -m model`

Each folder's `__init__.py` names its files in reading order. The package knows no web, prints nothing outside the
command line, and has no hidden randomness: a function that needs some takes a `numpy.random.Generator`.
"""

__version__ = "1.0.0"
"""Of model and app; it stands here and nowhere else."""
