package main

import (
	"os"
	"strings"

	"programs/redis"
)

func cache() (*redis.Client, error) {
	return redis.Dial(os.Getenv("CACHE_ADDR"), os.Getenv("CACHE_PASSWORD"))
}

// pingCache asks Redis for a PONG; a Redis that only wants a password first has answered as well.
func pingCache() error {
	client, err := cache()
	if err != nil {
		return err
	}
	defer client.Close()
	_, err = client.Do("PING")
	if err != nil && strings.HasPrefix(err.Error(), "NOAUTH") {
		return nil
	}
	return err
}

func countRequest() (string, error) {
	client, err := cache()
	if err != nil {
		return "", err
	}
	defer client.Close()
	return client.Do("INCR", "requests")
}
