"""For test/engines/torchvision.test.ts: loads exported weights into torchvision's own models and prints their features.

Arguments: model, weights (safetensors), images (float32 [B, 3, S, S], raw), S. Prints JSON: keys that torchvision misses
or does not know, and the features [B, F] before the classifier, where torchvision has the same layers.
"""
import json
import sys

import numpy
import torch
import torchvision

name, weights_path, images_path, side = sys.argv[1:]


def read_safetensors(path):
    with open(path, "rb") as file:
        size = int.from_bytes(file.read(8), "little")
        head = json.loads(file.read(size))
        body = file.read()
    head.pop("__metadata__", None)
    return {
        key: torch.from_numpy(numpy.frombuffer(body[slice(*at["data_offsets"])], "<f4").copy()).reshape(at["shape"])
        for key, at in head.items()
    }


weights = read_safetensors(weights_path)
# Ours alone: the projection to embeddings, and the head of learning.
projection = {key for key in weights if key.startswith(("fc.", "head."))}
model = getattr(torchvision.models, name)(weights=None)
found = model.load_state_dict({key: value for key, value in weights.items() if key not in projection}, strict=False)
model.eval()
with torch.no_grad():
    x = torch.from_numpy(numpy.fromfile(images_path, "<f4").copy()).reshape(-1, 3, int(side), int(side))
    if hasattr(model, "layer4"):
        x = model.maxpool(model.relu(model.bn1(model.conv1(x))))
        x = model.layer4(model.layer3(model.layer2(model.layer1(x))))
    else:
        x = model.features(x)
    features = x.mean((2, 3)).flatten().tolist()
detector = None
if name == "resnet50":
    body = torchvision.models.detection.fasterrcnn_resnet50_fpn(weights=None, weights_backbone=None).backbone.body
    known = {key: value for key, value in weights.items() if key in body.state_dict()}
    body.load_state_dict(known, strict=False)
    trained = [key for key in body.state_dict() if not key.endswith("num_batches_tracked")]
    detector = [key for key in trained if key not in known]
missing = [key for key in found.missing_keys if not key.endswith("num_batches_tracked")]
print(json.dumps({"missing": missing, "unexpected": found.unexpected_keys, "features": features, "detectorMissing": detector}))
