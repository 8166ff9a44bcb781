// The voting application's worker: it moves votes from Redis's list into PostgreSQL's table, one for each voter.
package main

import (
	"database/sql"
	"encoding/json"
	"log"
	"os"
	"os/signal"
	"syscall"
	"time"

	"programs/ballots"
	"programs/redis"
)

func main() {
	go func() {
		stop := make(chan os.Signal, 1)
		signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
		<-stop
		os.Exit(0)
	}()
	for {
		log.Print(work())
		time.Sleep(time.Second)
	}
}

// work ends with an error alone: a connection that was lost, or could not be had.
func work() error {
	database, err := ballots.Open()
	if err != nil {
		return err
	}
	defer database.Close()
	address := os.Getenv("REDIS_ADDR")
	if address == "" {
		address = "redis:6379"
	}
	queue, err := redis.Dial(address, os.Getenv("REDIS_PASSWORD"))
	if err != nil {
		return err
	}
	defer queue.Close()
	log.Print("connected")
	for {
		ballot, err := queue.Do("BLPOP", "votes", "1")
		if err != nil {
			return err
		}
		if ballot == "" {
			continue
		}
		if err := count(database, ballot); err != nil {
			return err
		}
	}
}

func count(database *sql.DB, ballot string) error {
	var content struct {
		Voter string `json:"voter_id"`
		Vote  string `json:"vote"`
	}
	if err := json.Unmarshal([]byte(ballot), &content); err != nil {
		log.Printf("not a ballot: %v", err)
		return nil
	}
	log.Printf("vote %s by %s", content.Vote, content.Voter)
	_, err := database.Exec("INSERT INTO votes VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET vote = $2", content.Voter, content.Vote)
	return err
}
