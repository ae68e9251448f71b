"""What LitServe serves for `peers`: it wants a class that its worker process can import."""

import litserve

from tests.benchmarks.peers import network


class Digits(litserve.LitAPI):
    """Pixels in, an answer out, batching as LitServe recommends."""

    def __init__(self, folder: str) -> None:
        super().__init__(max_batch_size=16, batch_timeout=0.002)
        self.folder = folder

    def setup(self, device):  # noqa: ARG002  # LitServe calls it so
        self.answer = network(self.folder)

    def decode_request(self, request):
        return request["pixels"]

    def predict(self, x):
        return [self.answer(pixels) for pixels in x]

    def encode_response(self, output):
        return output


def serve(folder: str, port: int) -> None:
    """Serves until it is stopped."""
    server = litserve.LitServer(Digits(folder), accelerator="cpu")
    server.run(port=port, host="127.0.0.1", generate_client_file=False, log_level="warning")
