"""The same 20 steps in PyTorch, for test/engines/pytorch.test.ts: reads weights and batches, prints as JSON
the losses and the batch norms' running statistics after the last step.

An independent transcription: torchvision's ResNet-18 layers, non-parametric softmax (Wu et al. 2018, eq. 2), bank
momentum, SGD with momentum and weight decay; in double precision.
"""
import sys

import torch
from torch import nn
from torch.nn import functional as F

from run_file import print_trajectory, read_run


class Block(nn.Module):
    def __init__(self, inside, outside, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inside, outside, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outside)
        self.conv2 = nn.Conv2d(outside, outside, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outside)
        self.downsample = None
        if stride != 1 or inside != outside:
            self.downsample = nn.Sequential(nn.Conv2d(inside, outside, 1, stride, bias=False), nn.BatchNorm2d(outside))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class Encoder(nn.Module):
    def __init__(self, width, embedding_size):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        inside = width
        for stage in range(4):
            outside = width << stage
            blocks = nn.Sequential(Block(inside, outside, 1 if stage == 0 else 2), Block(outside, outside, 1))
            setattr(self, f"layer{stage + 1}", blocks)
            inside = outside
        self.fc = nn.Linear(inside, embedding_size)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return F.normalize(self.fc(x.mean((2, 3))))


def main(path):
    head, tensors = read_run(path)
    torch.set_num_threads(1)
    model = Encoder(head["width"], head["embeddingSize"])
    bank = tensors.pop("bank").clone()
    images = tensors.pop("images")
    model.load_state_dict({**model.state_dict(), **tensors})
    model.double().train()
    bank, images = bank.double(), images.double()
    optimizer = torch.optim.SGD(model.parameters(), head["learningRate"], momentum=0.9, weight_decay=5e-4)
    losses = []
    for rows in head["batches"]:
        embeddings = model(images[rows])
        loss = F.cross_entropy(embeddings @ bank.T / head["temperature"], torch.tensor(rows))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        bank[rows] = F.normalize(head["bankMomentum"] * bank[rows] + (1 - head["bankMomentum"]) * embeddings.detach())
        losses.append(loss.item())
    print_trajectory(losses, model)


main(sys.argv[1])
