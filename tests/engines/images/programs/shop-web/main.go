// The shop's web front: it shows what the API at $API_URL answers.
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"programs/serve"
)

func main() {
	api := os.Getenv("API_URL")
	client := &http.Client{Timeout: 5 * time.Second}
	http.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	http.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		answer, err := client.Get(api)
		if err != nil {
			http.Error(w, "the API does not answer: "+err.Error(), http.StatusBadGateway)
			return
		}
		defer answer.Body.Close()
		w.WriteHeader(answer.StatusCode)
		fmt.Fprintf(w, "shop-web uid: %d\nshop-api at: %s\n", os.Getuid(), api)
		io.Copy(w, answer.Body)
	})
	serve.Until(":8080", http.DefaultServeMux)
}
