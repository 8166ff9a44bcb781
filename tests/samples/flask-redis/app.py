"""Counts its visitors in Redis, which keeps its name for the count."""
import uuid

import flask
import redis

app = flask.Flask(__name__)
counter = redis.Redis(host="redis", port=6379, decode_responses=True)


@app.get("/")
def visit():
    counter.setnx("kept", uuid.uuid4().hex)
    return f"visits: {counter.incr('visits')}\nkept: {counter.get('kept')}\n"
