"""Inkling's server: turns drawings into predictions, trains challengers and serves the champion.

Read `main.py` first: it wires everything. Each folder's `__init__.py` names its files in reading order. From the ground
up, each needs only those before it:

    errors       what can go wrong with a request, each with its status
    settings     what the environment can set
    openapi      what all schemas share
    mnist        MNIST in memory, once it is asked for
    jobs         processes that work in a folder of their own
    auth         who may pass
    drawings     a request's drawing -> the picture that the network sees
    pages        the HTML pages
    server       what every request passes
    corrections  the inbox of drawings with the digit that was meant
    races        small networks that learn side by side
    registry     model versions: registered, examined, promoted, rolled back
    prediction   the door to the network
    training     the studio's trainings
    explanation  POST /explain
    sweeps       the studio's hyperparameter searches
    routes       the HTTP interface, one file a noun
    main         create_app(settings)
    __main__     `python -m app`
"""
