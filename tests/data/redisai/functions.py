def bar(tensors: List[Tensor], keys: List[str], args: List[str]):
    return tensors[0] + tensors[1]

def pair(tensors: List[Tensor], keys: List[str], args: List[str]):
    return tensors[0], tensors[1]

def at(tensors: List[Tensor], keys: List[str], args: List[str]):
    return tensors[int(args[0])]

def two(a: Tensor, b: Tensor):
    return a + b

def many(a: Tensor, b: List[Tensor]):
    return a + b[0] + b[1]

def number(a: Tensor, b: float):
    return a * b
