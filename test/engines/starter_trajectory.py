"""For test/engines/starter.test.ts: twenty steps by scripts/starter's own encoder and objective, in double precision."""
import pathlib
import sys

import torch

from run_file import print_trajectory, read_run

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "scripts" / "starter"))
from encoder import Encoder  # noqa: E402
from objective import views_together  # noqa: E402


def main(path):
    head, tensors = read_run(path)
    torch.set_num_threads(2)
    views = [(tensors.pop(f"large {step}").double(), tensors.pop(f"small {step}").double()) for step in range(head["steps"])]
    encoder = Encoder(head["width"], head["headSize"], head["embeddingSize"])
    projection = {"fc.weight", "fc.bias"}
    found = encoder.load_state_dict({name: value for name, value in tensors.items() if name not in projection}, strict=False)
    assert not found.unexpected_keys, found.unexpected_keys
    assert all(name.endswith("num_batches_tracked") for name in found.missing_keys), found.missing_keys
    encoder.double().train()
    optimizer = torch.optim.SGD(encoder.parameters(), head["learningRate"], momentum=0.9, weight_decay=head["weightDecay"])
    losses = []
    for large, small in views:
        rows = encoder.embed(encoder.features(large, small))
        loss = views_together(rows, head["photoCount"], len(large), head["viewTemperature"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    print_trajectory(losses, encoder)


main(sys.argv[1])
