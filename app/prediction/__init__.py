"""The door to the network: drawings in, predictions out.

schemas                 requests and answers of POST /predict
counter                 the counter of predictions in /metrics
predictor               the champion in memory, following the registry
micro_batching          drawings that arrive together are predicted together
neighbour_cache         the nearest-neighbour indices on disk, made once for all server processes
neighbours              the training examples nearest to a drawing
service                 decode, predict, complete: the only caller of the predictor
encoding                predictions, as the JSON of POST /predict
fast_path               one small drawing is answered before FastAPI's machinery begins
open_inference_schemas  requests and answers of the Open Inference Protocol
open_inference          its tensors, as JSON and as bytes
"""
