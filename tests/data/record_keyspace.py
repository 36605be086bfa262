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
    # What was added later, from an empty keyspace.
    "FLUSHDB", "DBSIZE", "RANDOMKEY", "FLUSHALL ASYNC", "FLUSHALL sync", "FLUSHALL x", "FLUSHDB ASYNC SYNC",
    "SETEX a 100 x", "TTL a", "SETEX a 0 x", "SETEX a x y", "PSETEX a 100000 y", "GET a", "PSETEX a -1 y", "SET a x EX 10 FOO", "SET a x EX abc FOO", "SET a x EX 10 EX 20", "TTL a",
    "SET a x EXAT 4102444800", "EXPIRETIME a", "PEXPIRETIME a", "SET a x PXAT 4102444800123", "EXPIRETIME a", "PEXPIRETIME a", "SET a x EXAT 0", "SET a x EXAT 1", "GET a",
    "SET a 1 EX 100", "GETEX a", "TTL a", "GETEX a PERSIST", "TTL a", "GETEX a EX 50", "TTL a", "GETEX a EX 10 PX 10", "GETEX a KEEPTTL", "GETEX a EX", "GETEX a EX 0", "GETEX none EX 0", "GETEX none FOO", "GETDEL a", "GETDEL a",
    "MSETNX a 1 b 2", "MSETNX c 1 b 2", "EXISTS c", "MSETNX a", "SET t Hello", "GETRANGE t 0 1", "GETRANGE t -3 -1", "GETRANGE t 0 -100", "GETRANGE t 3 1", "GETRANGE t -1 -3", "GETRANGE none 0 1", "GETRANGE t x 1", "SUBSTR t 1 2", "SUBSTR t",
    "SETRANGE t 1 ipp", "GET t", "SETRANGE t 7 x", "GET t", ["SETRANGE", "t", "9", ""], ["SETRANGE", "none", "9", ""], "EXISTS none", "SETRANGE t -1 x", "SETRANGE t x y", "SETRANGE t 536870912 x", "SETRANGE new 2 x", "STRLEN new",
    "EXPIRE t 100 XX", "EXPIRE t 100 GT", "EXPIRE t 100 NX", "EXPIRE t 50 NX", "EXPIRE t 50 GT", "EXPIRE t 50 LT", "TTL t", "EXPIRE t 60 XX GT", "TTL t", "EXPIRE t 1 NX XX", "EXPIRE t 1 GT LT", "EXPIRE t 1 FOO", "EXPIRE t x FOO",
    "EXPIREAT t 4102444800", "EXPIRETIME t", "PEXPIREAT t 4102444800123", "PEXPIRETIME t", "EXPIREAT t x", "EXPIREAT t 9223372036854775807", "EXPIREAT t 1", "EXISTS t", "EXPIRETIME t", "PEXPIRETIME b",
    "SET r 1 EX 100", "RENAME r s", "TTL s", "EXISTS r", "RENAME r s", "RENAME s s", "RENAMENX s s", "RENAMENX none x", "SET r 2", "RENAMENX r s", "RENAMENX r u", "GET u", "RENAME u s", "TTL s", "RENAME u",
    "COPY s v", "GET v", "COPY u v", "COPY s v", "COPY s v REPLACE", "COPY s s", "COPY s v FOO", "COPY s v DB", "COPY s v DB x", "UNLINK v none", "TOUCH s none s", "DBSIZE", "UNLINK", "TOUCH",
    "SCAN 0 MATCH s", "SCAN 0 TYPE hash", "SCAN x", "SCAN 0 COUNT 0", "SCAN 0 COUNT x", "SCAN 0 FOO", "SCAN 0 MATCH", "HSCAN none 0", "SSCAN none 0", "HSCAN none x", "SSCAN s 0", "HSCAN s 0", "HSCAN none 0 FOO",
    "OBJECT ENCODING s", "OBJECT ENCODING none", "OBJECT ENCODING", "OBJECT FOO", "OBJECT", "MEMORY USAGE none", "MEMORY USAGE s SAMPLES -1", "MEMORY USAGE s SAMPLES x", "MEMORY USAGE s FOO", "MEMORY USAGE", "MEMORY FOO", "MEMORY",
    "HSETNX h a 1", "HSETNX h a 2", "HGET h a", "HMSET h b 2 c 3", "HMSET h b", "HMSET h b 2 c", "HSTRLEN h b", "HSTRLEN h z", "HSTRLEN none a", "HSCAN h 0", "HSCAN h 0 MATCH b", "HSCAN h 0 TYPE x", "HSETNX h a",
    "HINCRBYFLOAT h f 1.5", "HINCRBYFLOAT h f -0.25", "HINCRBYFLOAT h f x", "HINCRBYFLOAT h f inf", "HSET h t text", "HINCRBYFLOAT h t 1", "HINCRBYFLOAT none f x", "EXISTS none", "HINCRBYFLOAT s f 1",
    "RPUSHX l x", "LPUSHX l x", "EXISTS l", "RPUSH l a b c b a", "RPUSHX l d", "LPUSHX l z y", "LRANGE l 0 -1", "LSET l 0 A", "LSET l -1 Z", "LSET l 9 x", "LSET l x y", "LSET none 0 x", "LSET s 0 x",
    "LINSERT l BEFORE b n", "LINSERT l after b m", "LINSERT l AFTER none x", "LINSERT none AFTER a x", "LINSERT l near a x", "LRANGE l 0 -1", "LREM l 1 b", "LREM l -1 a", "LREM l 0 none", "LREM l x a", "LREM none 1 a", f"LREM l {SMALL} a", "LRANGE l 0 -1",
    "LPOS l n", "LPOS l none", "LPOS none a", "RPUSH p a b c 1 2 3 c c", "LPOS p c RANK 2", "LPOS p c RANK -1", "LPOS p c COUNT 2", "LPOS p c RANK -1 COUNT 2", "LPOS p c COUNT 0 MAXLEN 3", "LPOS p d COUNT 0", "LPOS p c RANK 0", "LPOS p c COUNT -1", "LPOS p c MAXLEN -1", "LPOS p c FOO 1", "LPOS p c RANK",
    "LTRIM p 1 3", "LRANGE p 0 -1", "LTRIM p x 1", "LTRIM none 0 1", "LTRIM p 5 1", "EXISTS p", "RPOPLPUSH l q", "LRANGE q 0 -1", "RPOPLPUSH none q", "RPOPLPUSH l s", "LMOVE l q LEFT RIGHT", "LMOVE q q RIGHT LEFT", "LRANGE q 0 -1", "LMOVE l q UP LEFT", "LMOVE l q LEFT", "LMOVE none q LEFT LEFT",
    "SADD x a b c", "SADD x a d", "SADD x", "SADD s a", "SCARD x", "SCARD none", "SISMEMBER x a", "SISMEMBER x z", "SMISMEMBER x a z b", "SMISMEMBER none a", "SMEMBERS x", "SMEMBERS none", "SREM x a z", "SREM none a", "SREM x", "SSCAN x 0 MATCH b", "TYPE x",
    "SADD y c d e", "SINTER x y", "SUNION x y", "SDIFF x y", "SDIFF y x", "SINTER x none", "SUNION x none", "SDIFF none x", "SINTER x s", "SINTER none s", "SINTER",
    "SINTERSTORE z x y", "SMEMBERS z", "SUNIONSTORE z x y", "SMEMBERS z", "SDIFFSTORE z x y", "SMEMBERS z", "SDIFFSTORE z x x", "EXISTS z", "SINTERSTORE s x y", "TYPE s", "SUNIONSTORE z",
    "SMOVE x y b", "SMOVE x y none", "SMOVE none y b", "SMOVE x l b", "SMOVE none l b", "SMOVE x x c", "SMOVE x x none", "SMEMBERS y", "SRANDMEMBER x 10", "SRANDMEMBER x 0", "SRANDMEMBER none", "SRANDMEMBER none 2", "SRANDMEMBER x y", "SRANDMEMBER x 1 2", f"SRANDMEMBER x {SMALL}",
    "SPOP x 0", "SPOP none", "SPOP none 2", "SPOP x -1", "SPOP x y", "SPOP x 1 2", "SPOP y 10", "EXISTS y", "SPOP l", "SRANDMEMBER l",
    # The rest.
    "PING", "PING hello", "PING a b", "ECHO hello", "ECHO", "ECHO a b", "FOO", "foo a b", ["NOSUCH", "it's", ""], "GETT a",
]

# Their replies are recorded sorted.
UNORDERED = {"KEYS", "SMEMBERS", "SINTER", "SUNION", "SDIFF", "SPOP", "SRANDMEMBER"}


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
            if words[0] in UNORDERED and reply and "array" in reply:
                reply["array"].sort(key=lambda item: item["text"])
            file.write(json.dumps([words, reply]) + "\n")


main()
