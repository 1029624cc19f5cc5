"""Makes the starter encoder: learns without labels from a folder of square images, by the recipe beside this.

    python3 scripts/starter/train.py IMAGES --views 12e6 --checkpoint FILE --out resources/starter

PyTorch does the arithmetic, in bfloat16 where the processor has it: the same computation as the app's own engine
(test/engines/starter.test.ts), twice as fast. Views of every size count. It goes on from its checkpoint; the rate stays
level for the first half of the views. Photos differ in how far their views are recoloured, from not at all to the recipe's
reach: so both what colour tells and what it does not is learnt.
"""
import argparse
import json
import os
import pathlib
import time

import numpy as np
import torch

from encoder import Encoder
from files import encoder_tensors, read_images, write_safetensors
from objective import views_together
from views import draw

LARGE_VIEWS = 2
WARM_UP_STEPS = 500
FALLING_SHARE = 0.5


def rate(step, steps, peak):
    """Up over the first steps, level, then straight down to nothing."""
    falling = FALLING_SHARE * steps
    return peak * min((step + 1) / WARM_UP_STEPS, 1, (steps - step) / falling)


class Run:
    def __init__(self, recipe, width, photos):
        torch.manual_seed(recipe["seed"])
        self.recipe, self.photos, self.step = recipe, photos, 0
        self.rng = np.random.default_rng(recipe["seed"])
        self.encoder = Encoder(width, recipe["headSize"], recipe["embeddingSize"]).to(memory_format=torch.channels_last)
        self.optimizer = torch.optim.SGD(
            self.encoder.parameters(), recipe["learningRate"], recipe["optimizerMomentum"], weight_decay=recipe["weightDecay"])
        self.order = np.array([], int)

    @property
    def views_a_step(self):
        return self.recipe["batchSize"] * (LARGE_VIEWS + self.recipe["smallViewCount"])

    def next_rows(self):
        size = self.recipe["batchSize"]
        if len(self.order) < size:
            self.order = self.rng.permutation(len(self.photos))
        rows, self.order = self.order[:size], self.order[size:]
        return rows

    def draw(self):
        recipe, photos = self.recipe, self.photos[torch.from_numpy(self.next_rows())]
        strengths = self.rng.uniform(size=len(photos))
        jitter = {name: value for name, value in recipe["augmentation"].items() if not name.lower().endswith("scale")}

        def views(count, size, scale):
            drawn = [draw(self.rng, photos, size, scale, jitter, strengths) for _ in range(count)]
            return torch.cat(drawn) if drawn else None

        large = views(LARGE_VIEWS, recipe["imageSize"], (recipe["augmentation"]["minimumScale"], 1))
        return large, views(recipe["smallViewCount"], recipe["smallImageSize"], recipe["augmentation"]["smallScale"])

    def learn(self, steps):
        for group in self.optimizer.param_groups:
            group["lr"] = rate(self.step, steps, self.recipe["learningRate"])
        large, small = self.draw()
        with torch.autocast("cpu", torch.bfloat16):
            features = self.encoder.train().features(large, small)
        rows = self.encoder.embed(features.float())
        loss = views_together(rows, self.recipe["batchSize"], len(large), self.recipe["viewTemperature"])
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.step += 1
        return loss.item()

    def save(self, path):
        state = {"encoder": self.encoder.state_dict(), "optimizer": self.optimizer.state_dict(), "step": self.step,
                 "rng": self.rng.bit_generator.state, "order": self.order}
        torch.save(state, f"{path}.part")
        os.replace(f"{path}.part", path)

    def load(self, path):
        state = torch.load(path)
        self.encoder.load_state_dict(state["encoder"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.rng.bit_generator.state = state["rng"]
        self.step, self.order = state["step"], state["order"]


def write_starter(folder, run, about):
    recipe = {**run.recipe, "backbone": "resnet18-half" if about["width"] == 32 else "resnet18"}
    folder.mkdir(parents=True, exist_ok=True)
    write_safetensors(folder / "encoder.safetensors", encoder_tensors(run.encoder), {"recipe": json.dumps(recipe)})
    (folder / "about.json").write_text(json.dumps({**about, "recipe": recipe}, indent=2) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("images", type=pathlib.Path)
    parser.add_argument("--views", type=float, required=True, help="how many views to learn from, of every size")
    parser.add_argument("--checkpoint", type=pathlib.Path, required=True, help="written every five minutes, gone on from")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder for encoder.safetensors and about.json")
    parser.add_argument("--width", type=int, choices=[32, 64], default=32)
    parser.add_argument("--data-name", default="", help="what the images are, for about.json")
    parser.add_argument("--data-terms", default="", help="whose they are and under what terms, for about.json")
    args = parser.parse_args()
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    recipe = json.loads((pathlib.Path(__file__).parent / "recipe.json").read_text())
    photos, pixels_hash = read_images(args.images, recipe["imageSize"])
    run = Run(recipe, args.width, photos)
    if args.checkpoint.exists():
        run.load(args.checkpoint)
    steps = round(args.views / run.views_a_step)
    print(f"{len(photos)} images, {steps} steps of {run.views_a_step} views, from step {run.step}", flush=True)
    first, started, told, losses = run.step, time.time(), time.time(), []
    while run.step < steps:
        losses.append(run.learn(steps))
        if time.time() - told > 300 or run.step == steps:
            told = time.time()
            views_a_second = (run.step - first) * run.views_a_step / (told - started)
            print(f"step {run.step}, loss {np.mean(losses):.4f}, {views_a_second:.0f} views/s", flush=True)
            losses = []
            run.save(args.checkpoint)
    data = {"name": args.data_name, "terms": args.data_terms, "photoCount": len(photos), "pixelsSha256": pixels_hash}
    about = {"data": data, "width": args.width, "views": run.step * run.views_a_step, "madeBy": "scripts/starter/train.py"}
    write_starter(args.out, run, about)


if __name__ == "__main__":
    main()
