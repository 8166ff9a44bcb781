package main

import (
	"database/sql"
	"fmt"
	"net"
	"net/url"
	"os"
	"time"

	_ "github.com/lib/pq"
)

// reachDatabase connects to the database's host and port, without a login.
func reachDatabase() error {
	address, err := url.Parse(os.Getenv("DATABASE_URL"))
	if err != nil {
		return fmt.Errorf("DATABASE_URL is not a URL") // the error would repeat the password
	}
	port := address.Port()
	if port == "" {
		port = "5432"
	}
	connection, err := net.DialTimeout("tcp", net.JoinHostPort(address.Hostname(), port), 2*time.Second)
	if err != nil {
		return err
	}
	return connection.Close()
}

// login connects with user and password; without an sslmode of the URL's own it does not ask for TLS.
func login() (*sql.DB, error) {
	address, err := url.Parse(os.Getenv("DATABASE_URL"))
	if err != nil {
		return nil, fmt.Errorf("DATABASE_URL is not a URL")
	}
	query := address.Query()
	if !query.Has("sslmode") {
		query.Set("sslmode", "disable")
		address.RawQuery = query.Encode()
	}
	database, err := sql.Open("postgres", address.String())
	if err != nil {
		return nil, err
	}
	return database, database.Ping()
}

func migrate() error {
	database, err := login()
	if err != nil {
		return err
	}
	defer database.Close()
	_, err = database.Exec("CREATE TABLE IF NOT EXISTS orders (id serial PRIMARY KEY, item text NOT NULL)")
	if err == nil {
		fmt.Println("migrated")
	}
	return err
}

func sendDigest() error {
	database, err := login()
	if err != nil {
		return err
	}
	defer database.Close()
	orders := 0
	if err := database.QueryRow("SELECT count(*) FROM orders").Scan(&orders); err != nil {
		return err
	}
	fmt.Printf("digest of %d orders\n", orders)
	return nil
}
