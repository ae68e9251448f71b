"""Inkling's server: turns drawings into predictions, trains challengers and serves the champion.

Read `main.py` first; it wires everything. The layers, lowest first:

    errors, settings, tokens, stopping, training_status    what can go wrong, what can be set, how a training stands
    schemas, drawings, model_registry, messages    requests and answers; pictures; versions on disk; the page's words
    predictor, training_job, training_worker   the champion in memory; jobs, and the child process that runs one
    error_handlers, middleware, dependencies, api_reference
    routes/                                    one file a noun, each thin
    main, __main__                             `create_app(settings)`; `python -m app`
"""
