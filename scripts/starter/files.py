"""Reading images, and weights as safetensors under the names that src/core/learner/safetensors.ts reads."""
import hashlib
import json
import os
import pathlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
from PIL import Image


def read_images(folder, size):
    """
    All images below `folder`, in the order of their paths, at S x S: uint8 [N, S, S, 3], and a hash of the pixels. Those
    of a file.npy as they are.
    """
    if pathlib.Path(folder).suffix == ".npy":
        pixels = np.load(folder)
        return torch.from_numpy(pixels), hashlib.sha256(pixels).hexdigest()
    paths = sorted(path for path in pathlib.Path(folder).rglob("*") if path.suffix.lower() in {".jpg", ".jpeg", ".png"})
    if len(paths) < 2:
        raise SystemExit(f"{folder} holds {len(paths)} images; learning takes at least two.")

    def read(path):
        with Image.open(path) as image:
            image = image.convert("RGB")
            return np.asarray(image if image.size == (size, size) else image.resize((size, size)))

    pixels = np.zeros((len(paths), size, size, 3), np.uint8)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for row, image in enumerate(pool.map(read, paths)):
            pixels[row] = image
    return torch.from_numpy(pixels), hashlib.sha256(pixels).hexdigest()


def write_safetensors(path, tensors, metadata):
    header, parts, offset = {"__metadata__": metadata}, [], 0
    for name, tensor in tensors.items():
        part = tensor.detach().cpu().contiguous().float().numpy().astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + len(part)]}
        offset += len(part)
        parts.append(part)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    pathlib.Path(path).write_bytes(len(text).to_bytes(8, "little") + text + b"".join(parts))


def encoder_tensors(encoder):
    """Without PyTorch's own counters. The projection is the library's to make; here it leaves the first features be."""
    tensors = {name: value for name, value in encoder.state_dict().items() if not name.endswith("num_batches_tracked")}
    embedding_size = encoder.head[3].weight.shape[0]
    tensors["fc.weight"] = torch.eye(embedding_size, encoder.feature_size)
    tensors["fc.bias"] = torch.zeros(embedding_size)
    return tensors
