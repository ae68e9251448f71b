"""Middleware and server plumbing that all requests share; nothing in here knows of digits.

schemas              the answer of the health routes
runtime_tuning       GC freeze, malloc thresholds, thread switch interval
listening            the address, taken before it is printed
workers              several server processes, which share what they have imported
open_files           a limit on connections, for each of them is one
shutdown             the signal on which event streams end
log_flood            a limit on how often the log says the same
logging_config       log lines as JSON, with the request's id
metrics              requests and their latency, for Prometheus
request_log          middleware: counts, times and logs each request
answer_head          the headers of every answer, and the limit on a head's size
head_requests        HEAD wherever there is a GET
body_limit           the limit on the size of a request's body
addresses            visitors' addresses, as limits count them
other_origins        middleware: other sites' pages that may ask
known_hosts          no requests under another site's name
load_shedding        503 beyond the limits on concurrent requests
turns                work in threads, turn by turn
rate_limits          how often one address may send a correction or try a token
content_encoding     gzip and deflate bodies of requests, gzip answers
json_bodies          JSON of requests: counted, parsed and validated, in a thread if it is large
error_handlers       errors -> JSON, or a page
http_protocol        time-outs for slow requests and slow readers
"""
