"""The studio's trainings: jobs in a folder, each worked on by a process of its own.

status           the status of a training, on disk
presets          settings that go well together
schemas          requests and answers
form             the admin page's form, read from model.config
setting_changes  settings changed while a training runs
curve            loss, accuracy and gradients step by step, in a file of bounded size
weight_images    the first layer's weights as pictures
snapshots        the network after some of its epochs, twenty at most
progress         what the worker writes into the job's folder
worker           the process that trains, one for each job
speed_worker     the process that measures this machine's speed
time_estimate    how long a training would take
jobs             trainings as jobs: started, listed, paused, changed, resumed
news             the status of a training, handed on to all who watch it
"""
