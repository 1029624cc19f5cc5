"""Views of a photo pulled together: `viewsTogether` of src/core/learning/losses.ts."""
import torch


def views_together(rows, photo_count, large_count, temperature):
    """`rows` [R, D]: unit embeddings, view by view, large views first. A scalar, the mean over all views, nats."""
    logits = rows @ rows[:large_count].T / temperature
    row = torch.arange(len(rows), device=rows.device)[:, None]
    column = row[:large_count].T
    same_photo = row % photo_count == column % photo_count
    positive = (same_photo & (row != column)).to(logits.dtype)
    of_others = torch.logsumexp(logits.masked_fill(same_photo, -torch.inf), 1, keepdim=True)
    losses = torch.logaddexp(of_others, logits) - logits
    return ((losses * positive).sum(1) / positive.sum(1)).mean()
