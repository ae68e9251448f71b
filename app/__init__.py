"""Inkling's server: turns drawings into predictions, trains challengers and serves the champion.

Read `services.py` and `main.py` first: they wire everything. Each folder's `__init__.py` names its files in reading
order. From the ground up, each needs only those before it:

    errors       the errors that answer a request, each with its status
    setting_values, settings     the settings, read from the environment
    openapi      shared parts of all schemas
    content_negotiation  which of our encodings, languages and forms a client prefers
    root_path    everything under a path of the host
    mnist        MNIST in memory, loaded on first use
    jobs         processes that work in a folder of their own
    drawings     a request's drawing -> the picture that the network sees
    pages        the HTML pages
    server       middleware and plumbing that all requests share
    auth         access control for the admin
    database     the one database, SQLite or PostgreSQL
    corrections  the inbox of drawings with the digit that was meant
    races        small networks that learn side by side, each race in a process
    registry     model versions: registered, examined, promoted, rolled back
    prediction   the door to the network
    training     the studio's trainings
    explanation  POST /explain
    sweeps       the studio's hyperparameter searches
    rooms        rooms of classes, with a wall and pupils who draw
    services     what lives as long as the server, made from the settings
    routes       the HTTP interface, one file a noun
    main         create_app(settings)
    __main__     `python -m app`
    command      `inkling`: both programs of the package, by one name
"""
