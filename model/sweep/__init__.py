"""Hyperparameter search: many settings are tried, hopeless ones stopped early, the best registered.

search_space  which values of which settings are tried
committee     several networks as one
plan          which settings train, and by successive halving for how long
trial         a chunk of one trial's training, wherever it runs
record        a sweep on disk, and its lock
workers       processes of this machine, or a Dask cluster
sweep         all of it together; the best is registered
table         what came out, as text and as CSV
"""
