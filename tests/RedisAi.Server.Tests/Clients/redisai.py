"""Sends commands word by word with redis-py, and prints their replies, as JSON:

    python3 redisai.py PORT < COMMANDS      COMMANDS is an array of commands, each an array of texts and {"base64": ...}

A reply is a text with its kind in front, a number, null, or an array of replies; bytes that cannot be printed are escaped.
"""
import base64
import json
import sys

import redis


def token(value):
    return value if isinstance(value, str) else base64.b64decode(value["base64"])


def shown(reply):
    if isinstance(reply, Exception):
        return f"-{reply}"
    if isinstance(reply, bytes):
        return "$" + "".join(chr(byte) if 32 <= byte < 127 else f"\\x{byte:02x}" for byte in reply)
    if isinstance(reply, list):
        return [shown(item) for item in reply]
    return reply


connection = redis.Connection(port=int(sys.argv[1]))
replies = []
for command in json.load(sys.stdin):
    connection.send_command(*[token(word) for word in command])
    try:
        replies.append(shown(connection.read_response()))
    except redis.ResponseError as error:
        replies.append(shown(error))
connection.disconnect()
json.dump(replies, sys.stdout)
