"""The studio's hyperparameter searches: jobs that model.sweep works on.

schemas  requests and answers
worker   the process that sweeps
jobs     starts sweeps, and tells how they stand
"""
