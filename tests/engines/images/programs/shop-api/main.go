// The shop's API: it serves, or runs "migrate up" or "send-digest" and exits with 0 or 1.
package main

import (
	"log"
	"net/http"
	"os"
	"slices"

	"programs/serve"
)

func main() {
	command := os.Args[1:]
	switch {
	case len(command) == 0:
		serve.Until(":8080", routes())
	case slices.Equal(command, []string{"migrate", "up"}):
		exitWith(migrate())
	case slices.Equal(command, []string{"send-digest"}):
		exitWith(sendDigest())
	default:
		log.Fatalf("unknown command %q: migrate up, send-digest, or none to serve", command)
	}
}

func exitWith(err error) {
	if err != nil {
		log.Print(err)
		os.Exit(1)
	}
}

func routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /ready", ready)
	mux.HandleFunc("GET /metrics", metrics)
	mux.HandleFunc("GET /{$}", page)
	return mux
}
