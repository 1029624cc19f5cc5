"""One step of learning, on the processor or on a graphics card, in bfloat16 where there is that."""
import torch

from objective import views_together

EAGER_STEPS = 3


class Learner:
    """An encoder with its optimiser; `learn` takes views of one shape all along."""

    def __init__(self, encoder, recipe, device):
        self.encoder = encoder.to(device, memory_format=torch.channels_last).train()
        self.recipe, self.device = recipe, device
        # A recorded step reads its rate from the card.
        rate = torch.tensor(recipe["learningRate"], device=device) if device == "cuda" else recipe["learningRate"]
        forms = {"fused": True} if device == "cuda" else {}
        self.optimizer = torch.optim.SGD(
            self.encoder.parameters(), rate, recipe["optimizerMomentum"], weight_decay=recipe["weightDecay"], **forms)
        self.recorded, self.given, self.loss, self.eager = None, None, None, 0

    def learn(self, large, small, rate):
        """The loss, nats: a number on the processor, a tensor on a card, so that nobody waits for it."""
        for group in self.optimizer.param_groups:
            group["lr"] = group["lr"].fill_(rate) if self.device == "cuda" else rate
        if self.device == "cpu":
            return self.step(large, small).item()
        if self.eager < EAGER_STEPS:
            self.eager += 1
            return self.step(large, small)
        if self.recorded is None:
            self.record(large, small)
        for given, views in zip(self.given, (large, small)):
            given.copy_(views)
        self.recorded.replay()
        return self.loss.clone()

    def step(self, large, small):
        with torch.autocast(self.device, torch.bfloat16, cache_enabled=self.device == "cpu"):
            features = self.encoder.features(large, small)
        rows = self.encoder.embed(features.float())
        loss = views_together(rows, self.recipe["batchSize"], len(large), self.recipe["viewTemperature"])
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.detach()

    def record(self, large, small):
        """Hundreds of small kernels take longer to ask for one by one than to run: a step is asked for as one."""
        self.given = large.clone(), small.clone()
        self.optimizer.zero_grad(set_to_none=True)
        self.recorded = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.recorded):
            self.loss = self.step(*self.given)
