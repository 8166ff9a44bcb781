// The voting application's result page: the counts of PostgreSQL's table, a line each.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"

	"programs/ballots"
	"programs/serve"
)

func main() {
	http.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		counts, err := tally()
		if err != nil {
			log.Print(err)
			http.Error(w, "the votes cannot be read", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintf(w, "a: %d\nb: %d\n", counts["a"], counts["b"])
	})
	port := os.Getenv("PORT")
	if port == "" {
		port = "80"
	}
	serve.Until(":"+port, http.DefaultServeMux)
}

func tally() (map[string]int, error) {
	database, err := ballots.Open()
	if err != nil {
		return nil, err
	}
	defer database.Close()
	rows, err := database.Query("SELECT vote, count(*) FROM votes GROUP BY vote")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	counts := map[string]int{}
	for rows.Next() {
		vote, count := "", 0
		if err := rows.Scan(&vote, &count); err != nil {
			return nil, err
		}
		counts[vote] = count
	}
	return counts, rows.Err()
}
