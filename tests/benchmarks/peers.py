"""Requests a second beside LitServe and Gradio, with the same network behind each.

    python -m tests.benchmarks.peers [ROUNDS]        (needs `pip install litserve gradio`; three rounds take a minute)

All answer the same 784 pixels with the same 784-800-800-10 network in NumPy and one BLAS thread, each as its own
documentation has it written; Gradio is asked through its direct `/run/predict`, without its queue.
"""

import json
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from model.checkpoints.checkpoint import load_checkpoint
from tests.benchmarks.servers import inkling, load, questions, serving, weights
from tests.soak.trainings import free_port

CONNECTIONS = 64


def network(folder: str):
    """The network, and what each peer's handler does with the numbers it was given."""
    forward = load_checkpoint(Path(folder)).network.forward

    def answer(pixels):
        logits = forward(np.array([pixels], np.float32)).outputs[0]
        shares = np.exp(logits - logits.max())
        shares /= shares.sum()
        label = int(shares.argmax())
        return {"label": label, "confidence": float(shares[label]), "probabilities": shares.tolist()}

    return answer


def gradio(folder: str, port: int) -> None:
    """Serves with Gradio."""
    import gradio as gr

    answer = network(folder)
    demo = gr.Interface(lambda question: answer(question["pixels"]), gr.JSON(), gr.JSON(), api_name="predict")
    demo.queue(default_concurrency_limit=None)
    demo.launch(server_port=port, server_name="127.0.0.1", quiet=True)


def main(rounds: int) -> None:
    """Measures all in turn and prints the ratios."""
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        folder = Path(place)
        body, where = questions(folder)["pixels"], weights(folder / "weights")
        wrapped = folder / "gradio.json"
        wrapped.write_text(json.dumps({"data": [json.loads(body.read_text())]}))
        servers = {"Inkling": (stack.enter_context(inkling(where, folder / "data")), body)}
        for peer, path, its_body in (("litserve", "/predict", body), ("gradio", "/gradio_api/run/predict", wrapped)):
            port = free_port()
            command = [sys.executable, "-m", "tests.benchmarks.peers", peer, str(where / "v0001"), str(port)]
            address = stack.enter_context(serving(command, port))
            servers[peer] = (address.removesuffix("/predict") + path, its_body)
        found: dict[str, list[float]] = {name: [] for name in servers}
        for _ in range(rounds):
            for name, (address, its_body) in servers.items():
                found[name].append(load(address, its_body, CONNECTIONS, 4.0)["per_second"])
    rates = {name: statistics.median(each) for name, each in found.items()}
    for name, goal in (("litserve", 4), ("gradio", 15)):
        print(
            f"Inkling {rates['Inkling']:,.0f} requests a second, {name} {rates[name]:,.0f}: "
            f"{rates['Inkling'] / rates[name]:.1f} times (goal {goal})"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["litserve"]:
        from tests.benchmarks.peer_litserve import serve

        serve(sys.argv[2], int(sys.argv[3]))
    elif sys.argv[1:2] == ["gradio"]:
        gradio(sys.argv[2], int(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
