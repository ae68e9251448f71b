"""What every request passes, whatever it asks for; nothing in here knows of digits.

schemas              whether the server lives, and is ready
runtime_tuning       garbage collection, malloc and thread switching
shutdown             event streams end when the server is asked to stop
logging_config       the log's lines, as JSON with the request's id
metrics              requests and their latency, for Prometheus
request_log          counts, times and logs each request
middleware           the limit on bodies, the security headers
load_shedding        too many requests at once are answered 503
rate_limits          how often one address may do what fills something up
content_encoding     a request's body that came as gzip or deflate
fast_json            bodies of many numbers, by a quicker parser
validation_messages  what is wrong with a request, in sentences
error_handlers       errors -> JSON, or a page
http_protocol        time-outs for slow requests and slow readers
"""
