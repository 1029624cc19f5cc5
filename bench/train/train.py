"""PyTorch eager's side of `npm run bench -- train`: prints images per second.

ResNet-18 (torchvision's layers; half: every width halved) to a 128-d unit embedding, full non-parametric softmax over
3,000 bank rows, SGD with momentum and weight decay, images already on hand (no augmentation: in its favour).
Forms: "plain" as it comes, "channels-last", "bfloat16" (channels-last under autocast).
"pipeline DIR" takes the images from JPEG files by torchvision, with the augmentation of the authors' code.
"""
import os
import pathlib
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, inside, outside, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inside, outside, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outside)
        self.conv2 = nn.Conv2d(outside, outside, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outside)
        same = stride == 1 and inside == outside
        self.downsample = None if same else nn.Sequential(nn.Conv2d(inside, outside, 1, stride, bias=False), nn.BatchNorm2d(outside))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


def encoder(width):
    layers = [nn.Conv2d(3, width, 7, 2, 3, bias=False), nn.BatchNorm2d(width), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    inside = width
    for stage in range(4):
        outside = width * 2**stage
        layers += [Block(inside, outside, 1 if stage == 0 else 2), Block(outside, outside, 1)]
        inside = outside
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inside, 128))


class Photos(torch.utils.data.Dataset):
    def __init__(self, folder, image_size):
        from torchvision import transforms

        self.paths = sorted(path for path in pathlib.Path(folder).rglob("*") if path.suffix.lower() in {".jpg", ".jpeg", ".png"})
        self.augment = transforms.Compose([
            transforms.RandomResizedCrop(image_size, scale=(0.2, 1)),
            transforms.RandomGrayscale(0.2),
            transforms.ColorJitter(0.4, 0.4, 0.4, 0.4),
            transforms.RandomHorizontalFlip(),
            transforms.ToTensor(),
            transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
        ])

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        from PIL import Image

        with Image.open(self.paths[index]) as image:
            return self.augment(image.convert("RGB"))


def batches(folder, image_size, batch_size):
    loader = torch.utils.data.DataLoader(Photos(folder, image_size), batch_size, shuffle=True, drop_last=True, num_workers=len(os.sched_getaffinity(0)), persistent_workers=True)
    while True:
        yield from loader


def main(backbone, image_size, batch_size, seconds, what, form, folder=None):
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    torch.manual_seed(1)
    layout = torch.contiguous_format if form == "plain" else torch.channels_last
    model = encoder(32 if backbone.endswith("half") else 64).to(device, memory_format=layout)
    images = torch.randn(batch_size, 3, image_size, image_size, device=device).to(memory_format=layout)
    bank = F.normalize(torch.randn(3000, 128, device=device))
    classes = torch.arange(batch_size, device=device)
    optimizer = torch.optim.SGD(model.parameters(), 0.01, momentum=0.9, weight_decay=5e-4)
    photos = batches(folder, image_size, batch_size) if what == "pipeline" else None

    def embed(seen):
        with torch.autocast(device, torch.bfloat16, enabled=form == "bfloat16"):
            return F.normalize(model(seen).float())

    def train():
        seen = images if photos is None else next(photos).to(device, memory_format=layout)
        loss = F.cross_entropy(embed(seen) @ bank.T / 0.07, classes)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

    def forward():
        with torch.no_grad():
            return embed(images).sum().item()

    step = forward if what == "forward" else train
    model.train(what != "forward")
    step(), step()
    started, count = time.perf_counter(), 0
    while time.perf_counter() - started < seconds:
        step()
        count += 1
    print(count * batch_size / (time.perf_counter() - started))


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), *sys.argv[5:])
