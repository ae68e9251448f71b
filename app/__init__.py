"""Inkling's server: turns drawings into predictions, trains challengers and serves the champion.

Read `main.py` first; it wires everything. The layers, lowest first:

    errors, settings, tokens, stopping, training_status    what can go wrong, what can be set, how a training stands
    schemas                                    the shapes of requests and answers
    pictures, drawings, model_registry, messages    what is asked about; versions on disk; the page's words
    predictor, training_job, training_worker, pages    the champion in memory; jobs, and what runs one; templates
    dependencies, error_handlers               what routes ask for; errors -> answers
    connection, middleware, capacity, short_way     what every request goes through
    api_reference, hyperparameters             what the developer's page and the admin's form are read from
    routes/                                    one file a noun, each thin
    main, __main__                             `create_app(settings)`; `python -m app`
"""
