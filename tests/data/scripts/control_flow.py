def collatz(start: Tensor) -> Tensor:
    n = int(start.item())
    steps = 0
    while n != 1:
        if n % 2 == 0:
            n = n // 2
        else:
            n = 3 * n + 1
        steps += 1
        if steps > 1000:
            break
    return torch.tensor(steps)


def table(x: Tensor, rows: int = 3, columns: int = 4):
    total = torch.zeros([rows, columns])
    for i in range(rows):
        for j in range(columns):
            if i == j:
                continue
            total[i, j] = x[i % x.size(0)] * j
    assert total.numel() == rows * columns, "a cell is missing"
    return total, total[:, 1:-1], total[..., None]


def words(tensors: List[Tensor], keys: List[str], args: List[str]):
    text = " ".join(args).strip().lower()
    length = len(text) if len(text) > 0 else -1
    found = [word.upper() for word in text.split(" ")]
    pair = (length, text[0:2]) if length >= 2 else (0, "")
    return "%s has %d characters" % (text, length), found, pair[0] ** 2, length & 255 | 1 << 3
