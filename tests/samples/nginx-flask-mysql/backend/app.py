"""Shows what a table of MariaDB has kept."""
import pathlib
import uuid

import flask
import pymysql

app = flask.Flask(__name__)


@app.get("/")
def kept():
    password = pathlib.Path("/run/secrets/db-password").read_text()
    with pymysql.connect(host="db", user="root", password=password, database="example", autocommit=True) as database:
        with database.cursor() as cursor:
            cursor.execute("create table if not exists kept (id int primary key, name text)")
            cursor.execute("insert ignore into kept values (1, %s)", (uuid.uuid4().hex,))
            cursor.execute("select name from kept")
            return f"kept: {cursor.fetchone()[0]}\n"
