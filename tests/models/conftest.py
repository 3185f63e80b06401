import numpy as np

from tests.built_models import reader, settings

__all__ = ["reader", "settings", "torch_scores"]


def torch_scores(network, pixels):
    """What a torch network gives for an array, as an array."""
    import torch

    torch.set_flush_denormal(True)  # CRAFT's tiny activations make some CPUs several times slower
    try:
        with torch.inference_mode():
            return network(torch.from_numpy(np.ascontiguousarray(pixels, dtype=np.float32))).numpy()
    finally:
        torch.set_flush_denormal(False)  # it is a state of the thread, and other tests live in it
