// Package redis speaks as much of Redis's protocol as the example applications need.
package redis

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// Client is one connection, for one goroutine.
type Client struct {
	connection net.Conn
	answers    *bufio.Reader
}

// Dial connects to HOST:PORT and logs in where a password is given.
func Dial(address, password string) (*Client, error) {
	connection, err := net.DialTimeout("tcp", address, 2*time.Second)
	if err != nil {
		return nil, err
	}
	client := &Client{connection, bufio.NewReader(connection)}
	if password != "" {
		if _, err := client.Do("AUTH", password); err != nil {
			client.Close()
			return nil, err
		}
	}
	return client, nil
}

func (c *Client) Close() { c.connection.Close() }

// Do sends a command and gives the answer: a text, the last element of a list, or "" for nothing.
func (c *Client) Do(words ...string) (string, error) {
	var command strings.Builder
	fmt.Fprintf(&command, "*%d\r\n", len(words))
	for _, word := range words {
		fmt.Fprintf(&command, "$%d\r\n%s\r\n", len(word), word)
	}
	c.connection.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.WriteString(c.connection, command.String()); err != nil {
		return "", err
	}
	return c.answer()
}

func (c *Client) answer() (string, error) {
	line, err := c.answers.ReadString('\n')
	if err != nil {
		return "", err
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return "", errors.New("an empty answer")
	}
	rest := line[1:]
	switch line[0] {
	case '+', ':':
		return rest, nil
	case '-':
		return "", errors.New(rest)
	case '$':
		return c.text(rest)
	case '*':
		return c.last(rest)
	}
	return "", fmt.Errorf("an answer that is not Redis's: %q", line)
}

func (c *Client) text(length string) (string, error) {
	size, err := strconv.Atoi(length)
	if err != nil || size < 0 {
		return "", err
	}
	content := make([]byte, size+2)
	if _, err := io.ReadFull(c.answers, content); err != nil {
		return "", err
	}
	return string(content[:size]), nil
}

func (c *Client) last(length string) (string, error) {
	count, err := strconv.Atoi(length)
	if err != nil {
		return "", err
	}
	element := ""
	for range count {
		if element, err = c.answer(); err != nil {
			return "", err
		}
	}
	return element, nil
}
