"""Shows what a table of PostgreSQL has kept."""
import pathlib
import uuid

import flask
import psycopg2

app = flask.Flask(__name__)


@app.get("/")
def kept():
    password = pathlib.Path("/run/secrets/db-password").read_text()
    database = psycopg2.connect(host="db", user="postgres", password=password, dbname="example")
    with database, database.cursor() as cursor:
        cursor.execute("create table if not exists kept (id int primary key, name text)")
        cursor.execute("insert into kept values (1, %s) on conflict do nothing", (uuid.uuid4().hex,))
        cursor.execute("select name from kept")
        (name,) = cursor.fetchone()
    database.close()
    return f"kept: {name}\n"
