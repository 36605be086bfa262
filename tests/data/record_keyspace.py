#!/usr/bin/env python3
"""Records what a Redis server answers to the commands of the keyspace: tests/data/keyspace/replies.jsonl.

Start a server that has nothing in it (`redis-server --port 6390 --save ''`), then run

    python3 tests/data/record_keyspace.py 6390

Each line is [command, reply]; a reply is null, {"text": ...}, {"integer": ...}, {"array": [...]} or {"error": ...}. The
commands are executed in this order, on an empty keyspace. Recorded with Redis 7.0.15.
"""
import json
import pathlib
import socket
import sys

BIG = "9223372036854775807"
SMALL = "-9223372036854775808"

COMMANDS = [
    # Texts.
    "GET a", "SET a 1", "GET a", "get a", "GeT a", "GET", "GET a b", "SET a", "SET a b c", "SET a 2 NX", "GET a", "SET a 3 XX", "GET a",
    "SET b 1 XX", "GET b", "SET b 1 NX", "GET b", "SET a x NX XX", "SET a x XX NX", "SET a 4 GET", "SET new 4 GET", "GET new",
    "SET new 5 NX GET", "GET new", "SET none 5 XX GET", "GET none", "SET a x EX", "SET a x EX abc", "SET a x EX 0", "SET a x EX -1",
    "SET a x PX 0", "SET a x EX 10 PX 10", "SET a x KEEPTTL EX 10", "SET a x EX 10 KEEPTTL", f"SET a x EX {BIG}", f"SET a x PX {BIG}",
    "SET a x EX 100", "TTL a", "SET a y KEEPTTL", "TTL a", "SET a y", "TTL a", "SET a x ex 100 nx", "SET a x px 100000 xx", "TTL a",
    "SETNX a z", "SETNX c z", "GET c", "GETSET c y", "GETSET d y", "GET d", "TTL a", "GETSET a q", "TTL a",
    "MSET m1 1 m2 2", "MGET m1 m2 m3", "MSET m1", "MSET m1 1 m2", "MSET", "MGET", "MSET m1 a m1 b", "GET m1",
    "APPEND s ab", "APPEND s cd", "GET s", "STRLEN s", "STRLEN nothing", "APPEND u \u00e9\u20ac", "STRLEN u", "GET u", "APPEND s", "STRLEN",
    ["SET", "empty", ""], "GET empty", "STRLEN empty", ["SET", "", "empty key"], ["GET", ""], ["SET", "blank key", "a b\nc"], ["GET", "blank key"],
    # Numbers.
    "INCR n", "INCR n", "INCRBY n 40", "DECR n", "DECRBY n 41", "GET n", "INCRBY n -7", "DECRBY n -7", "INCRBY n abc", "INCRBY n 1.5", "INCRBY n +1",
    ["INCRBY", "n", " 1"], ["INCRBY", "n", "01"], ["INCRBY", "n", "-0"], ["INCRBY", "n", ""], "SET n abc", "INCR n", ["SET", "n", " 1"], "INCR n", "SET n 007", "INCR n",
    f"SET n {BIG}", "INCR n", "DECR n", f"INCRBY n {BIG}", f"SET n {SMALL}", "DECR n", f"DECRBY n {SMALL}", f"INCRBY n {SMALL}", "INCRBY n 9223372036854775808",
    "EXPIRE n 100", "SET n 1", "EXPIRE n 100", "INCR n", "TTL n", "APPEND n 0", "TTL n", "GET n",
    "SET f 10.50", "INCRBYFLOAT f 0.1", "INCRBYFLOAT f -5", "SET f 5.0e3", "INCRBYFLOAT f 2.0e2", "INCRBYFLOAT f 0", "INCRBYFLOAT g 1.5", "INCRBYFLOAT g -1.5", "GET g",
    "INCRBYFLOAT f abc", "INCRBYFLOAT f nan", "INCRBYFLOAT f inf", ["INCRBYFLOAT", "f", ""], ["INCRBYFLOAT", "f", " 1"],
    "SET f abc", "INCRBYFLOAT f 1", "INCRBYFLOAT f", "SET f 3", "INCRBYFLOAT f 1.25", "INCRBYFLOAT f 0.001",
    # Hashes.
    "HSET h a 1", "HSET h a 2 b 3 c 4", "HSET h a", "HSET h a 1 b", "HSET h", "HGET h a", "HGET h z", "HGET none a", "HGET h", "HMGET h a z b", "HMGET none a b", "HMGET h",
    "HGETALL h", "HKEYS h", "HVALS h", "HGETALL none", "HKEYS none", "HVALS none", "HEXISTS h a", "HEXISTS h z", "HEXISTS none a", "HLEN h", "HLEN none",
    "HDEL h a z", "HGETALL h", "HSET h a 9", "HGETALL h", "HDEL none a", "HDEL h", "HDEL h a b c", "EXISTS h", "TYPE h",
    "HINCRBY h n 5", "HINCRBY h n -7", "HINCRBY h n abc", "HSET h t text", "HINCRBY h t 1", f"HSET h big {BIG}", "HINCRBY h big 1", f"HINCRBY h big {BIG}", "HINCRBY h n", "HINCRBY none n x", "EXISTS none",
    # Lists.
    "RPUSH l a b c", "LPUSH l x y", "LRANGE l 0 -1", "LRANGE l 1 2", "LRANGE l -2 -1", "LRANGE l -100 100", "LRANGE l 3 1", "LRANGE l 5 9", "LRANGE none 0 -1", "LRANGE l a 1", "LRANGE none a 1", "LRANGE l 0",
    f"LRANGE l {SMALL} {BIG}", "LINDEX l 0", "LINDEX l -1", "LINDEX l 9", "LINDEX l -9", "LINDEX none 0", "LINDEX l x", "LINDEX none x", "LLEN l", "LLEN none",
    "RPOP l", "LPOP l", "LPOP l 2", "LRANGE l 0 -1", "LPOP l 0", "LPOP none", "LPOP none 0", "LPOP none 2", "RPOP l -1", "RPOP l x", "RPOP none x", "RPOP l 100", "EXISTS l", "TYPE l", "LPOP l 1 2", "RPUSH l", "LPOP",
    "RPUSH l 1 2 3 4 5", "RPOP l 2", "LRANGE l 0 -1",
    # Kinds.
    "GET h", "HGET a x", "LLEN a", "RPUSH a x", "INCR h", "APPEND h x", "STRLEN h", "GETSET h x", "SET h x GET", "MGET a h l", "HSET l a b", "LRANGE h 0 -1", "LINDEX h 0", "RPOP h", "HGETALL l", "HINCRBY l a 1", "INCRBYFLOAT l 1",
    "TYPE a", "TYPE h", "TYPE l", "TYPE none", "SETNX h x", "SET h now-a-text", "TYPE h", "MSET l now-a-text", "TYPE l",
    # Keys.
    "DEL a b nothing", "EXISTS c d c nothing", "DEL", "EXISTS", "TYPE", "TYPE a b", "EXPIRE nothing 10", "EXPIRE c 100", "TTL c", "PERSIST c", "PERSIST c", "PERSIST nothing", "TTL c", "TTL nothing", "PTTL nothing", "PTTL c",
    "PEXPIRE c 100000", "TTL c", "PEXPIRE c 1500000", "TTL c", "EXPIRE c abc", "EXPIRE nothing abc", f"EXPIRE c {BIG}", f"PEXPIRE c {BIG}", f"EXPIRE c {SMALL}", "EXPIRE c 0", "EXISTS c", "EXPIRE d -1", "EXISTS d", "EXPIRE c",
    "MSET user:1 a user:2 b user:10 c other d", "KEYS user:?", "KEYS user:*", "KEYS user:[12]", "KEYS user:[^1]", "KEYS nothing*", "KEYS",
    # The rest.
    "PING", "PING hello", "PING a b", "ECHO hello", "ECHO", "ECHO a b", "FOO", "foo a b", ["NOSUCH", "it's", ""], "GETT a",
]


def encode(words):
    parts = [f"*{len(words)}\r\n".encode()]
    for word in words:
        data = word.encode()
        parts.append(f"${len(data)}\r\n".encode() + data + b"\r\n")
    return b"".join(parts)


def read(stream):
    line = stream.readline()[:-2].decode()
    kind, rest = line[0], line[1:]
    if kind == "+":
        return {"text": rest}
    if kind == "-":
        return {"error": rest}
    if kind == ":":
        return {"integer": int(rest)}
    if kind == "$":
        return None if rest == "-1" else {"text": stream.read(int(rest) + 2)[:-2].decode()}
    return None if rest == "-1" else {"array": [read(stream) for _ in range(int(rest))]}


def main():
    connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    stream = connection.makefile("rb")
    connection.sendall(encode(["DBSIZE"]))
    if read(stream) != {"integer": 0}:
        sys.exit("The server is not empty.")

    target = pathlib.Path(__file__).parent / "keyspace" / "replies.jsonl"
    with target.open("w", encoding="utf-8", newline="\n") as file:
        for command in COMMANDS:
            words = command.split(" ") if isinstance(command, str) else command
            connection.sendall(encode(words))
            reply = read(stream)
            if words[0] == "KEYS" and reply and "array" in reply:
                reply["array"].sort(key=lambda item: item["text"])
            file.write(json.dumps([words, reply]) + "\n")


main()
