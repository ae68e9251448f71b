"""The studio's hyperparameter searches: jobs that model.sweep works on.

schemas   requests and answers
worker    the process that sweeps
estimate  how long a sweep will take
jobs      sweeps as jobs: started, listed, cancelled, resumed
"""
