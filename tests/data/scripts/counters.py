def visit(tensors: List[Tensor], keys: List[str], args: List[str]):
    """Counts, remembers and answers."""
    user = keys[0]
    count = redis.execute("INCR", "visits:" + user)
    redis.execute("HSET", "user:{}".format(user), "last", args[0])
    redis.execute("RPUSH", "log", ["{} came {}".format(user, str(count))])
    items = redis.asList(redis.execute("LRANGE", "log", "0", "-1"))
    lines: List[str] = []
    for item in items:
        lines.append(str(item))
    return lines, len(lines)


def forget(tensors: List[Tensor], keys: List[str], args: List[str]):
    for key in keys:
        there = redis.execute("EXISTS", key)
        if isinstance(there, int) and there > 0:
            redis.execute("DEL", key)
    return torch.zeros([1], dtype=torch.int64)
