import torch
from typing import List, Tuple


def scale(image, mean: float = 0.5, spread: float = 0.25):
    return (image.float().div(255) - mean) / spread


def pre_process(tensors: List[Tensor], keys: List[str], args: List[str]):
    image = tensors[0]
    if image.dim() == 2:
        image = torch.stack([image, image, image], dim=-1)
    elif image.dim() != 3:
        raise ValueError("An image has two or three dimensions.")
    return scale(image).permute(2, 0, 1).unsqueeze(0).contiguous()


def post_process(logits: Tensor) -> Tuple[Tensor, Tensor]:
    best = torch.softmax(logits, dim=-1).topk(5)
    return best[0], best[1].to(torch.int32)
