"""The door to the network: drawings in, predictions out.

schemas                 requests and answers of POST /predict
predictor               the champion in memory, following the registry
micro_batching          drawings that arrive together are predicted together
fast_path               one small drawing is answered before FastAPI's machinery begins
neighbour_cache         the nearest-neighbour indices on disk, made once for all server processes
neighbours              the training examples nearest to a drawing
open_inference_schemas  requests and answers of the Open Inference Protocol
open_inference          its tensors, as JSON and as bytes
"""
