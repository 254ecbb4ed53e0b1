package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// A connection of a client, and what has been read from it beyond the last request.
type connection struct {
	tcp    *net.TCPConn
	reader *bufio.Reader
	// Between two requests: nothing of the next one has come yet.
	waiting bool
}

// Serves HTTP/1.1 over connections that can leave between two requests. net/http's own server cannot let go of a
// connection that waits for its next request.
type server struct {
	settings settings

	mutex    sync.Mutex
	listener *net.TCPListener
	serving  bool
	// Where connections go instead of waiting for their next request; nil: they stay.
	give func(*connection) error
	// Connections close behind the request that they are at.
	closing bool
	open    map[*connection]bool
	// What could not be given away, because nobody was there to take it.
	stranded []*connection
	// One for each connection that is attended to, and one while connections are accepted.
	busy int
	// Told when nothing is busy any more.
	idle *sync.Cond
}

func newServer(settings settings) *server {
	s := &server{settings: settings, open: map[*connection]bool{}}
	s.idle = sync.NewCond(&s.mutex)
	return s
}

// Serves, from now on, what arrives at the listener and what was left behind by a handover that came to nothing.
func (s *server) resume(listener *net.TCPListener) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.serving || s.closing {
		return
	}
	s.listener, s.serving, s.give = listener, true, nil
	_ = listener.SetDeadline(time.Time{})
	s.begin(func() { s.accept(listener) })
	for _, left := range s.stranded {
		s.begin(func() { s.attend(left) })
	}
	s.stranded = nil
}

// Accepts nothing any more, and hands each connection to give as soon as it waits for its next request; those that wait
// go at once. The listener stays open, so that clients that connect meanwhile wait in the kernel's queue.
//
// Returns once no connection is left, or after the time given: slow requests are then still being answered, and their
// connections are given away afterwards.
func (s *server) hand(give func(*connection) error, within time.Duration) {
	s.mutex.Lock()
	s.serving, s.give = false, give
	s.interrupt()
	s.mutex.Unlock()
	s.drain(within)
}

// Ends: connections close behind the request that they are at.
func (s *server) close(within time.Duration) {
	s.mutex.Lock()
	s.serving, s.closing = false, true
	s.interrupt()
	if s.listener != nil {
		_ = s.listener.Close()
	}
	s.mutex.Unlock()
	s.drain(within)
}

func (s *server) isServing() bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.serving
}

// Makes whoever waits look up. The caller holds the mutex.
func (s *server) interrupt() {
	past := time.Unix(1, 0)
	if s.listener != nil {
		_ = s.listener.SetDeadline(past)
	}
	for open := range s.open {
		if open.waiting {
			_ = open.tcp.SetReadDeadline(past)
		}
	}
}

// Does work in the background, which drain waits for. The caller holds the mutex.
func (s *server) begin(work func()) {
	s.busy++
	go func() {
		work()
		s.mutex.Lock()
		defer s.mutex.Unlock()
		s.busy--
		s.idle.Broadcast()
	}()
}

func (s *server) drain(within time.Duration) {
	deadline := time.Now().Add(within)
	defer time.AfterFunc(within, s.idle.Broadcast).Stop()
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for s.busy > 0 && time.Now().Before(deadline) {
		s.idle.Wait()
	}
}

func (s *server) accept(listener *net.TCPListener) {
	for {
		tcp, err := listener.AcceptTCP()
		if err == nil {
			s.take(tcp, nil)
		} else if !s.isServing() || errors.Is(err, net.ErrClosed) {
			return
		} else {
			time.Sleep(10 * time.Millisecond)
		}
	}
}

// Attends to a connection that was accepted here, or accepted elsewhere and given to us.
func (s *server) take(tcp *net.TCPConn, alreadyRead []byte) {
	reader := bufio.NewReader(io.MultiReader(bytes.NewReader(alreadyRead), tcp))
	if len(alreadyRead) > 0 {
		// Into the buffer, from where it goes along if the connection is given away once more.
		_, _ = reader.Peek(1)
	}
	c := &connection{tcp: tcp, reader: reader}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.begin(func() { s.attend(c) })
}

func (s *server) attend(c *connection) {
	for s.await(c) {
		if err := s.answer(c); err != nil {
			s.drop(c)
			return
		}
	}
}

// Waits for the next request. Returns false when there will be none: the client left, or the connection was given away.
func (s *server) await(c *connection) bool {
	s.mutex.Lock()
	leaving := s.give != nil || s.closing
	c.waiting = true
	s.open[c] = true
	s.mutex.Unlock()
	var err error
	if !leaving {
		_, err = c.reader.Peek(1)
	}
	s.mutex.Lock()
	c.waiting = false
	_ = c.tcp.SetReadDeadline(time.Time{})
	give, closing := s.give, s.closing
	s.mutex.Unlock()
	switch {
	case !leaving && err == nil:
		return true
	case give != nil && (leaving || isTimeout(err)):
		s.giveAway(c, give)
	case !closing && isTimeout(err):
		// The handover was called off before this connection had left.
		return s.await(c)
	default:
		s.drop(c)
	}
	return false
}

func (s *server) giveAway(c *connection, give func(*connection) error) {
	err := give(c)
	s.mutex.Lock()
	if err == nil {
		s.mutex.Unlock()
		s.drop(c)
		return
	}
	defer s.mutex.Unlock()
	if s.give == nil && !s.closing {
		s.begin(func() { s.attend(c) })
	} else {
		s.stranded = append(s.stranded, c)
	}
}

func (s *server) drop(c *connection) {
	s.mutex.Lock()
	delete(s.open, c)
	s.mutex.Unlock()
	_ = c.tcp.Close()
}

// Answers one request: who we are, after as long as the client asks for.
func (s *server) answer(c *connection) error {
	request, err := http.ReadRequest(c.reader)
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, request.Body); err != nil {
		return err
	}
	milliseconds, _ := strconv.Atoi(request.URL.Query().Get("waitMs"))
	time.Sleep(time.Duration(milliseconds) * time.Millisecond)
	s.mutex.Lock()
	last := request.Close || s.closing
	s.mutex.Unlock()
	if err := s.respond(c.tcp, last); err != nil {
		return err
	}
	if last {
		return io.EOF
	}
	return nil
}

func (s *server) respond(tcp *net.TCPConn, last bool) error {
	body, err := json.Marshal(map[string]string{"release": s.settings.release, "version": s.settings.version})
	if err != nil {
		return err
	}
	response := http.Response{
		StatusCode:    http.StatusOK,
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        http.Header{"Content-Type": {"application/json"}},
		ContentLength: int64(len(body)),
		Body:          io.NopCloser(bytes.NewReader(body)),
		Close:         last,
	}
	writer := bufio.NewWriter(tcp)
	if err := response.Write(writer); err != nil {
		return err
	}
	return writer.Flush()
}

func isTimeout(err error) bool {
	var network net.Error
	return errors.As(err, &network) && network.Timeout()
}
