"""Counts its visitors in Redis, and says which of its copies answers."""
import socket
import uuid

import flask
import redis

app = flask.Flask(__name__)
counter = redis.Redis(host="redis", port=6379, decode_responses=True)


@app.get("/")
def visit():
    counter.setnx("kept", uuid.uuid4().hex)
    return f"{socket.gethostname()}: {counter.incr('visits')}\nkept: {counter.get('kept')}\n"
