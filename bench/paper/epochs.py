"""The paper's CIFAR-10 row at its own length, on a graphics card: 200 epochs of the full non-parametric softmax.

    python3 bench/paper/epochs.py PIXELS.npy LABELS.npy --train-rows 50000 [--epochs 200] [--at-most-minutes M]

An independent transcription of Wu et al. 2018 (section 4.1 and the authors' CIFAR-10 code): ResNet-18 with the 3x3 stem, 128
dimensions, SGD with momentum 0.9 and weight decay 5e-4, 128 images a step, rate 0.03, divided by ten at 120 and 160
epochs, bank momentum 0.5. Of PIXELS uint8 [N, 32, 32, 3] the first rows are learnt from, the others are held out; kNN by
the 200 nearest, weight exp(similarity / temperature). Differs: bfloat16; crops and colour as scripts/starter/views.py
draws them. Where the minutes would not do, there are fewer epochs, and the row says so.
"""
import argparse
import pathlib
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "scripts" / "starter"))
from encoder import Block  # noqa: E402
from views import DEVIATION, MEAN, draw  # noqa: E402

NEIGHBOURS, BATCH, WIDTH, EMBEDDING = 200, 128, 64, 128
JITTER = {"brightness": 0.4, "contrast": 0.4, "saturation": 0.4, "hue": 0.4, "grayscaleShare": 0.2}
RATE, BANK_MOMENTUM, EAGER_STEPS, EPOCHS_TIMED = 0.03, 0.5, 3, 3


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        stages = [nn.Conv2d(3, WIDTH, 3, 1, 1, bias=False), nn.BatchNorm2d(WIDTH), nn.ReLU()]
        inside = WIDTH
        for stage in range(4):
            outside = WIDTH << stage
            stages += [Block(inside, outside, 1 if stage == 0 else 2), Block(outside, outside, 1)]
            inside = outside
        self.stages, self.fc = nn.Sequential(*stages), nn.Linear(inside, EMBEDDING)

    def forward(self, images):
        with torch.autocast(images.device.type, torch.bfloat16, cache_enabled=False):
            features = self.stages(images).mean((2, 3))
        return F.normalize(self.fc(features.float()))


class Learner:
    """The bank and the encoder; a step is recorded once and then asked for as one."""

    def __init__(self, count, device, temperature):
        self.encoder = Encoder().to(device, memory_format=torch.channels_last).train()
        self.bank = F.normalize(torch.rand(count, EMBEDDING, device=device) * 2 - 1)
        self.rate, self.temperature = torch.tensor(RATE, device=device), temperature
        self.optimizer = torch.optim.SGD(
            self.encoder.parameters(), self.rate, 0.9, weight_decay=5e-4, **({"fused": True} if device == "cuda" else {}))
        self.done, self.recorded, self.given, self.loss = 0, None, None, None

    def learn(self, images, rows):
        self.done += 1
        if not images.is_cuda or self.done <= EAGER_STEPS:
            return self.step(images, rows)
        if self.recorded is None:
            self.given, self.recorded = (images.clone(), rows.clone()), torch.cuda.CUDAGraph()
            self.optimizer.zero_grad(set_to_none=True)
            with torch.cuda.graph(self.recorded):
                self.loss = self.step(*self.given)
        for given, value in zip(self.given, (images, rows)):
            given.copy_(value)
        self.recorded.replay()
        return self.loss

    def step(self, images, rows):
        embeddings = self.encoder(images)
        loss = F.cross_entropy(embeddings @ self.bank.T / self.temperature, rows)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        kept = BANK_MOMENTUM * self.bank[rows] + (1 - BANK_MOMENTUM) * embeddings.detach()
        self.bank.index_copy_(0, rows, F.normalize(kept))
        return loss.detach()


def views_of(rng, pixels, batches):
    """All images once, [batches][128]: the last few that fill no step are left out."""
    rows = rng.permutation(len(pixels))[: batches * BATCH]
    places = torch.from_numpy(rows).to(pixels.device)
    images = draw(rng, pixels[places], 32, (0.2, 1), JITTER, np.ones(len(rows)))
    return list(zip(images.split(BATCH), places.split(BATCH)))


def epochs_of_views(pixels, batches):
    """Epoch after epoch, the next one drawn while one is learnt; in the first, while the step is recorded, nothing is."""
    rng = np.random.default_rng(1)
    yield views_of(rng, pixels, batches)
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(views_of, rng, pixels, batches)
        while True:
            views, coming = coming.result(), pool.submit(views_of, rng, pixels, batches)
            yield views


@torch.no_grad()
def embed(encoder, pixels):
    encoder.eval()
    mean, deviation = MEAN.to(pixels.device), DEVIATION.to(pixels.device)
    parts = [((part.permute(0, 3, 1, 2).float() / 255 - mean) / deviation) for part in pixels.split(1000)]
    return torch.cat([encoder(part.to(memory_format=torch.channels_last)) for part in parts])


def knn(bank, classes, queries, answers, temperature):
    right = 0
    for rows, wanted in zip(queries.split(1000), answers.split(1000)):
        similarity, nearest = (rows @ bank.T).topk(min(NEIGHBOURS, len(bank)))
        votes = F.one_hot(classes[nearest], 10) * (similarity / temperature).exp()[:, :, None]
        right += (votes.sum(1).argmax(1) == wanted).sum().item()
    return 100 * right / len(queries)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pixels")
    parser.add_argument("labels")
    parser.add_argument("--train-rows", type=int, required=True)
    parser.add_argument("--epochs", type=int, default=200)
    parser.add_argument("--at-most-minutes", type=float, default=1e9)
    parser.add_argument("--temperature", type=float, default=0.07)
    args = parser.parse_args()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(1)
    torch.backends.cudnn.benchmark = True
    pixels, labels = (torch.from_numpy(np.load(path)).to(device) for path in (args.pixels, args.labels))
    (seen, held_out), (classes, answers) = (
        (each[: args.train_rows], each[args.train_rows :]) for each in (pixels, labels.long()))
    learner = Learner(len(seen), device, args.temperature)
    epochs, batches, started = args.epochs, len(seen) // BATCH, time.time()
    for epoch, views in enumerate(epochs_of_views(seen, batches)):
        if epoch == epochs:
            break
        learner.rate.fill_(RATE * 0.1 ** ((epoch >= 0.6 * epochs) + (epoch >= 0.8 * epochs)))
        loss = sum(learner.learn(*each) for each in views).item() / batches
        minutes = (time.time() - started) / 60
        if epoch == EPOCHS_TIMED:
            epochs = min(epochs, int(args.at_most_minutes / minutes * (EPOCHS_TIMED + 1)))
        if epoch % 10 == 3 or epoch == epochs - 1:
            rows, queries = (embed(learner.encoder, part) for part in (seen, held_out))
            learner.encoder.train()
            by_rows, by_bank = (knn(each, classes, queries, answers, args.temperature) for each in (rows, learner.bank))
            print(f"epoch {epoch + 1} of {epochs}: loss {loss:.3f}, kNN {by_rows:.1f} % (by the bank {by_bank:.1f} %), {minutes:.1f} min", flush=True)


main()
