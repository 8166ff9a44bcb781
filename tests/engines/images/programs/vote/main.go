// The voting application's front: POST vote=a or vote=b at / puts the vote into Redis's list "votes".
package main

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"html"
	"log"
	"net/http"
	"os"

	"programs/redis"
	"programs/serve"
)

func main() {
	http.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { show(w, r, "") })
	http.HandleFunc("POST /{$}", func(w http.ResponseWriter, r *http.Request) {
		vote := r.FormValue("vote")
		if err := push(voter(w, r), vote); err != nil {
			log.Print(err)
			http.Error(w, "the vote was not taken", http.StatusInternalServerError)
			return
		}
		show(w, r, vote)
	})
	serve.Until(":80", http.DefaultServeMux)
}

func show(w http.ResponseWriter, r *http.Request, vote string) {
	name, _ := os.Hostname()
	voter(w, r)
	fmt.Fprintf(w, "<title>%[1]s vs %[2]s!</title>\n<form method=post><button name=vote value=a>%[1]s</button><button name=vote value=b>%[2]s</button></form>\n",
		html.EscapeString(option("OPTION_A", "Cats")), html.EscapeString(option("OPTION_B", "Dogs")))
	fmt.Fprintf(w, "<p>vote: %s\n<p>Processed by container ID %s\n", html.EscapeString(vote), name)
}

func option(name, otherwise string) string {
	if text := os.Getenv(name); text != "" {
		return text
	}
	return otherwise
}

// voter is who the cookie says, or somebody new who is given one.
func voter(w http.ResponseWriter, r *http.Request) string {
	if cookie, err := r.Cookie("voter_id"); err == nil {
		return cookie.Value
	}
	cookie := &http.Cookie{Name: "voter_id", Value: rand.Text()}
	http.SetCookie(w, cookie)
	r.AddCookie(cookie)
	return cookie.Value
}

func push(voter, vote string) error {
	client, err := redis.Dial(option("REDIS_ADDR", "redis:6379"), os.Getenv("REDIS_PASSWORD"))
	if err != nil {
		return err
	}
	defer client.Close()
	ballot, err := json.Marshal(map[string]string{"voter_id": voter, "vote": vote})
	if err != nil {
		return err
	}
	_, err = client.Do("RPUSH", "votes", string(ballot))
	return err
}
