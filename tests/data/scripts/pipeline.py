from typing import Dict, List, Optional


def embed(tokens: Tensor, table: Optional[Tensor] = None) -> Tensor:
    if table is None:
        table = redisAI.tensor_get("table")
    return table.index_select(0, tokens)


def rank(query: Tensor, documents: List[Tensor]):
    scores: Dict[str, float] = {}
    futures: List[Future[Tensor]] = []
    for document in documents:
        futures.append(torch.jit.fork(score, query, document))
    for i, future in enumerate(futures):
        scores["document {}".format(i)] = torch.jit.wait(future).item()
    best = ""
    top = -math.inf
    for name, value in scores.items():
        if value > top and not math.isnan(value):
            best, top = name, value
    return best, torch.tensor([top])


def score(query: Tensor, document: Tensor) -> Tensor:
    out = redisAI.model_execute("scorer", [query, document], 1)[0]
    redisAI.tensor_set("last", out)
    return out.sum()
