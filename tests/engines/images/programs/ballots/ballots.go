// Package ballots is the voting application's table in PostgreSQL.
package ballots

import (
	"database/sql"
	"os"

	_ "github.com/lib/pq"
)

// Open logs in at $DATABASE_URL, by default at the host "db" as the original does, and makes the table.
func Open() (*sql.DB, error) {
	address := os.Getenv("DATABASE_URL")
	if address == "" {
		address = "postgres://postgres:postgres@db/postgres?sslmode=disable"
	}
	database, err := sql.Open("postgres", address)
	if err != nil {
		return nil, err
	}
	_, err = database.Exec("CREATE TABLE IF NOT EXISTS votes (id text PRIMARY KEY, vote text NOT NULL)")
	return database, err
}
