"""Processes that work in a folder of their own: what trainings and sweeps have in common.

json_file           JSON on disk, replaced as a whole
folders             the folders of jobs, numbered
path_redaction      error messages without the server's paths
subprocess_options  threads, priority and process group of a worker
processes           starts and watches one worker process for each job folder
"""
