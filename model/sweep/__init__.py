"""Hyperparameter search: many settings are tried, the hopeless given up early, the best registered.

search_space        which values of which settings are tried
successive_halving  the better ones go on, for longer
trial               a part of one trial's training, wherever it runs
record              a sweep on disk
planning            the plan of a sweep: which settings train, and for how long
workers             processes of this machine, or a Dask cluster
committee           several networks as one
lock                one process at a time works in a sweep's folder
sweep               all of it together; the best is registered
table               what came out, as text and as CSV
"""
