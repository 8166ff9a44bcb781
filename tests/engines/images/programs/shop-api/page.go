package main

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
)

var served atomic.Int64

func ready(w http.ResponseWriter, _ *http.Request) {
	if err := reachDatabase(); err != nil {
		http.Error(w, "database: "+err.Error(), http.StatusServiceUnavailable)
		return
	}
	if err := pingCache(); err != nil {
		http.Error(w, "cache: "+err.Error(), http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ready")
}

func metrics(w http.ResponseWriter, _ *http.Request) {
	fmt.Fprintf(w, "# TYPE shop_requests_total counter\nshop_requests_total %d\n", served.Load())
}

// page tells, a line each, what the surroundings gave this process.
func page(w http.ResponseWriter, _ *http.Request) {
	served.Add(1)
	fmt.Fprintf(w, "log level: %s\n", os.Getenv("LOG_LEVEL"))
	fmt.Fprintf(w, "shop-api uid: %d gid: %d\n", os.Getuid(), os.Getgid())
	for _, folder := range []string{"/var/cache/shop", "/tmp", "/"} {
		fmt.Fprintf(w, "%s: %s\n", folder, access(folder))
	}
	fmt.Fprintf(w, "stripe key sha256: %s\n", fingerprint(os.Getenv("STRIPE_KEY")))
	count, err := countRequest()
	if err != nil {
		count = err.Error()
	}
	fmt.Fprintf(w, "requests: %s\n", count)
	config, err := os.ReadFile("/etc/shop/api.toml")
	if err != nil {
		config = []byte(err.Error() + "\n")
	}
	fmt.Fprintf(w, "config:\n%s", config)
}

func access(folder string) string {
	probe := filepath.Join(folder, ".probe-"+strconv.Itoa(os.Getpid()))
	if err := os.WriteFile(probe, []byte("probe"), 0o600); err != nil {
		return "not writable"
	}
	os.Remove(probe)
	return "writable"
}

func fingerprint(secret string) string {
	if secret == "" {
		return "none"
	}
	return fmt.Sprintf("%x", sha256.Sum256([]byte(secret)))
}
