"""Makes the starter encoder: learns without labels from a folder of square images, by the recipe beside this.

    python3 scripts/starter/train.py IMAGES --views 77e6 --checkpoint FILE --out resources/starter

That takes nine minutes on a graphics card, half a day on two cores. PyTorch does the arithmetic, in bfloat16 where the
processor has it or a card is there: the same computation as the app's own engine (test/engines/starter.test.ts), twice
as fast on two cores. Views of every size count; or minutes do (--minutes, for a card that is lent). It goes on from its
checkpoint; the rate stays level for the first half. Photos differ in how far their views are recoloured, from not at all
to the recipe's reach: so both what colour tells and what it does not is learnt.
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
from steps import Learner
from views import draw

LARGE_VIEWS = 2
WARM_UP_STEPS = 500
FALLING_SHARE = 0.5


# A card draws the views of many steps at once: asking for them takes longer than making them.
STEPS_DRAWN_AT_ONCE = {"cpu": 1, "cuda": 32}


def rate(step, progress, peak):
    """Up over the first steps, level, then straight down to nothing; `progress` [0, 1] of the whole run."""
    return peak * min((step + 1) / WARM_UP_STEPS, 1, (1 - progress) / FALLING_SHARE)


class Run:
    def __init__(self, recipe, width, photos, device):
        torch.manual_seed(recipe["seed"])
        self.recipe, self.photos, self.step = recipe, photos.to(device), 0
        self.rng = np.random.default_rng(recipe["seed"])
        self.encoder = Encoder(width, recipe["headSize"], recipe["embeddingSize"])
        self.learner = Learner(self.encoder, recipe, device)
        self.order, self.drawn = np.array([], int), []

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
        """Views of the next steps, for each (large, small), view by view."""
        recipe, steps = self.recipe, STEPS_DRAWN_AT_ONCE[self.learner.device]
        rows = np.concatenate([self.next_rows() for _ in range(steps)])
        photos = self.photos[torch.from_numpy(rows).to(self.photos.device)]
        strengths = self.rng.uniform(size=len(photos))
        jitter = {name: value for name, value in recipe["augmentation"].items() if not name.lower().endswith("scale")}

        def views(count, size, scale):
            drawn = [draw(self.rng, photos, size, scale, jitter, strengths).chunk(steps) for _ in range(count)]
            return [torch.cat(of_step) for of_step in zip(*drawn)]

        large = views(LARGE_VIEWS, recipe["imageSize"], (recipe["augmentation"]["minimumScale"], 1))
        small = views(recipe["smallViewCount"], recipe["smallImageSize"], recipe["augmentation"]["smallScale"])
        return list(zip(large, small))

    def learn(self, progress):
        if not self.drawn:
            self.drawn = self.draw()
        loss = self.learner.learn(*self.drawn.pop(0), rate(self.step, progress, self.recipe["learningRate"]))
        self.step += 1
        return loss

    def save(self, path):
        state = {"encoder": self.encoder.state_dict(), "optimizer": self.learner.optimizer.state_dict(), "step": self.step,
                 "rng": self.rng.bit_generator.state, "order": self.order}
        torch.save(state, f"{path}.part")
        os.replace(f"{path}.part", path)

    def load(self, path):
        state = torch.load(path, weights_only=False)
        self.encoder.load_state_dict(state["encoder"])
        self.learner.optimizer.load_state_dict(state["optimizer"])
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
    budget = parser.add_mutually_exclusive_group(required=True)
    budget.add_argument("--views", type=float, help="how many views to learn from, of every size")
    budget.add_argument("--minutes", type=float, help="or how long; such a run is not gone on with")
    parser.add_argument("--checkpoint", type=pathlib.Path, required=True, help="written every five minutes, gone on from")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder for encoder.safetensors and about.json")
    parser.add_argument("--width", type=int, choices=[32, 64], default=32)
    parser.add_argument("--data-name", default="", help="what the images are, for about.json")
    parser.add_argument("--data-terms", default="", help="whose they are and under what terms, for about.json")
    args = parser.parse_args()
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    recipe = json.loads((pathlib.Path(__file__).parent / "recipe.json").read_text())
    photos, pixels_hash = read_images(args.images, recipe["imageSize"])
    run = Run(recipe, args.width, photos, "cuda" if torch.cuda.is_available() else "cpu")
    if args.checkpoint.exists() and args.views:
        run.load(args.checkpoint)
    print(f"{len(photos)} images, steps of {run.views_a_step} views, from step {run.step}", flush=True)
    first, started, told, losses = run.step, time.time(), time.time(), []

    def progress():
        if args.minutes:
            return (time.time() - started) / (60 * args.minutes)
        return run.step / round(args.views / run.views_a_step)

    while progress() < 1:
        losses.append(run.learn(progress()))
        if time.time() - told > 300 or progress() >= 1:
            told = time.time()
            views_a_second = (run.step - first) * run.views_a_step / (told - started)
            print(f"step {run.step}, loss {float(sum(losses)) / len(losses):.4f}, {views_a_second:.0f} views/s", flush=True)
            losses = []
            run.save(args.checkpoint)
    data = {"name": args.data_name, "terms": args.data_terms, "photoCount": len(photos), "pixelsSha256": pixels_hash}
    about = {"data": data, "width": args.width, "views": run.step * run.views_a_step, "madeBy": "scripts/starter/train.py"}
    write_starter(args.out, run, about)


if __name__ == "__main__":
    main()
