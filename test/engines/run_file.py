"""What the scripts of trajectory.ts read and print: a line of JSON (settings, names and shapes of tensors) and the tensors;
losses and running statistics as JSON."""
import json

import torch


def read_run(path):
    """Settings, and tensors by name."""
    with open(path, "rb") as file:
        head = json.loads(file.readline())
        data = torch.frombuffer(bytearray(file.read()), dtype=torch.float32)
    tensors = {}
    for name, shape in head["tensors"]:
        count = int(torch.tensor(shape).prod())
        tensors[name], data = data[:count].reshape(shape), data[count:]
    return head, tensors


def print_trajectory(losses, model):
    statistics = {key: value.tolist() for key, value in model.state_dict().items() if key.endswith(("running_mean", "running_var"))}
    print(json.dumps({"losses": losses, "statistics": statistics}))
