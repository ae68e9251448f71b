"""The studio's hyperparameter searches: jobs that model.sweep works on.

schemas  requests and answers
worker   the process that sweeps
jobs     sweeps as jobs: started, listed, cancelled, resumed
"""
