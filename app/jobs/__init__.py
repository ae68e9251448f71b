"""Jobs: work that a process of its own does in a folder of its own; what trainings and sweeps have in common.

json_file           JSON on disk, replaced as a whole
folders             the folders of jobs, numbered
path_redaction      error messages without the server's paths
worker_lock         tells whether a job's process lives
subprocess_options  threads, priority and process group of a worker
processes           starts and watches one worker process for each job folder
folder_jobs         the jobs of one kind: listed, looked up, started one at a time, resumed
drawing_files       people's drawings, laid into a job's folder
"""
