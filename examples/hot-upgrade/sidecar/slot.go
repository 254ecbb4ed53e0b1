package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"
)

const (
	// Requests that take longer than this are answered after the handover.
	handOverWithin = 20 * time.Second
	// Less than terminationGracePeriodSeconds, behind which the kubelet kills.
	leaveWithin = 20 * time.Second
	tryEvery    = 50 * time.Millisecond
)

// The process of one slot. Of two that are linked, both hold the listening socket and exactly one serves: when the one
// that serves goes, in good order or not, the other goes on with it.
type slot struct {
	settings settings
	server   *server

	mutex    sync.Mutex
	listener *net.TCPListener
	twin     *link
	leaving  bool
	// One migration at a time.
	migrating sync.Mutex
}

func newSlot(settings settings) *slot {
	return &slot{settings: settings, server: newServer(settings)}
}

// The Unix socket at which a version is found. The names of slots say nothing about which is newer; versions do.
func doorOf(settings settings, version string) *net.UnixAddr {
	return &net.UnixAddr{Net: "unixpacket", Name: filepath.Join(settings.folder, version+".sock")}
}

// Lets hook and twin in, from now on.
func (s *slot) openDoor() error {
	address := doorOf(s.settings, s.settings.version)
	// A container that was restarted finds the socket of its predecessor.
	_ = os.Remove(address.Name)
	door, err := net.ListenUnix("unixpacket", address)
	if err != nil {
		return err
	}
	go func() {
		for {
			socket, err := door.AcceptUnix()
			if err != nil {
				return
			}
			go s.attend(&link{socket: socket})
		}
	}()
	return nil
}

func (s *slot) attend(visitor *link) {
	kind, _, _, err := visitor.receive()
	switch {
	case err != nil:
		visitor.close()
	case kind == migrate:
		defer visitor.close()
		if err := s.migrate(time.Now().Add(migrateWithin)); err != nil {
			_ = visitor.send(failed, []byte(err.Error()))
		} else {
			_ = visitor.send(migrated, nil)
		}
	case kind == takeOver || kind == standBy:
		s.welcome(visitor, kind == takeOver)
	}
}

// Shares the listening socket with the twin, and hands everything over if it is the newer one.
func (s *slot) welcome(twin *link, givesWay bool) {
	s.mutex.Lock()
	if !s.server.isServing() || s.leaving {
		s.mutex.Unlock()
		_ = twin.send(nothing, nil)
		twin.close()
		return
	}
	s.twin = twin
	listener := s.listener
	s.mutex.Unlock()
	if err := twin.sendSocket(listening, nil, listener); err == nil && givesWay {
		s.giveClients(twin)
		_ = twin.send(handedOver, nil)
	}
	s.follow(twin)
}

func (s *slot) giveClients(twin *link) {
	s.server.hand(func(c *connection) error {
		alreadyRead, _ := c.reader.Peek(c.reader.Buffered())
		return twin.sendSocket(client, alreadyRead, c.tcp)
	}, handOverWithin)
}

// Takes over from the twin, or begins anew where there is none. Nothing happens to a process that serves already.
func (s *slot) migrate(deadline time.Time) error {
	s.migrating.Lock()
	defer s.migrating.Unlock()
	var last error
	for time.Now().Before(deadline) {
		if s.isInPlace() {
			return nil
		}
		if last = s.meetTwin(deadline); last == nil {
			return nil
		}
		// Nobody there: the port is free, unless the twin is on its way out or in.
		if last = s.beginAnew(); last == nil {
			return nil
		}
		time.Sleep(tryEvery)
	}
	return fmt.Errorf("version %s could neither take over from %s nor listen: %w", s.settings.version, s.settings.twinVersion, last)
}

// It serves, or stands by for a newer twin that does.
func (s *slot) isInPlace() bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.server.isServing() || s.twin != nil
}

func (s *slot) beginAnew() error {
	listener, err := net.Listen("tcp", s.settings.address)
	if err != nil {
		return err
	}
	s.serve(listener.(*net.TCPListener))
	return nil
}

// Returns nil once this process serves, or stands by.
func (s *slot) meetTwin(deadline time.Time) error {
	if s.settings.twinVersion == "0" {
		return fmt.Errorf("there is no twin")
	}
	socket, err := net.DialUnix("unixpacket", nil, doorOf(s.settings, s.settings.twinVersion))
	if err != nil {
		return err
	}
	twin := &link{socket: socket}
	_ = socket.SetReadDeadline(deadline)
	if err := s.request(twin); err != nil {
		twin.close()
		return err
	}
	_ = socket.SetReadDeadline(time.Time{})
	go s.follow(twin)
	return nil
}

func (s *slot) request(twin *link) error {
	isNewer := numberOf(s.settings.version) > numberOf(s.settings.twinVersion)
	wish := byte(standBy)
	if isNewer {
		wish = takeOver
	}
	if err := twin.send(wish, nil); err != nil {
		return err
	}
	kind, _, file, err := twin.receive()
	if err != nil {
		return err
	}
	if kind != listening {
		return fmt.Errorf("version %s does not serve", s.settings.twinVersion)
	}
	listener, err := listenerOf(file)
	if err != nil {
		return err
	}
	s.mutex.Lock()
	s.listener, s.twin = listener, twin
	s.mutex.Unlock()
	if !isNewer {
		return nil
	}
	// New clients are served from here on; those of the twin come one by one.
	s.server.resume(listener)
	return s.receiveAll(twin)
}

// Takes the connections of the twin until it says that these were all. A twin that dies meanwhile has given what it could.
func (s *slot) receiveAll(twin *link) error {
	for {
		kind, content, file, err := twin.receive()
		if err != nil || kind == handedOver {
			return nil
		}
		if kind == client {
			s.admit(content, file)
		}
	}
}

func (s *slot) admit(alreadyRead []byte, file *os.File) {
	tcp, err := clientOf(file)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	s.server.take(tcp, alreadyRead)
}

// Stays with the twin until it goes. What it then still had comes to us, and if we stood by, we serve.
func (s *slot) follow(twin *link) {
	for {
		kind, content, file, err := twin.receive()
		if err != nil {
			break
		}
		// Once all was handed over, a twin speaks only when it ends: what it says means that we serve.
		s.goOn()
		if kind == client {
			s.admit(content, file)
		}
	}
	s.mutex.Lock()
	isCurrent := s.twin == twin
	if isCurrent {
		s.twin = nil
	}
	s.mutex.Unlock()
	twin.close()
	if isCurrent {
		s.goOn()
	}
}

// Serves with the listener that it holds, unless it does so already or is about to end.
func (s *slot) goOn() {
	s.mutex.Lock()
	listener, leaving := s.listener, s.leaving
	s.mutex.Unlock()
	if listener != nil && !leaving {
		s.server.resume(listener)
	}
}

func (s *slot) serve(listener *net.TCPListener) {
	s.mutex.Lock()
	s.listener = listener
	s.mutex.Unlock()
	s.server.resume(listener)
}

// Ends in good order: what it serves goes to the twin, where there is one; otherwise requests are answered to their end.
func (s *slot) leave() {
	s.mutex.Lock()
	s.leaving = true
	twin := s.twin
	s.mutex.Unlock()
	_ = os.Remove(doorOf(s.settings, s.settings.version).Name)
	if twin != nil && s.server.isServing() {
		_ = twin.send(handedOver, nil)
		s.giveClients(twin)
		return
	}
	s.server.close(leaveWithin)
}

func numberOf(version string) uint64 {
	number, _ := strconv.ParseUint(version, 10, 64)
	return number
}

// The hook: asks the process of this container to serve, and waits until it does. The two start at the same time, so the
// process may not be there yet.
func requestMigration(settings settings, within time.Duration) error {
	deadline := time.Now().Add(within + time.Second)
	for {
		socket, err := net.DialUnix("unixpacket", nil, doorOf(settings, settings.version))
		if err == nil {
			return awaitMigration(&link{socket: socket}, deadline)
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("the sidecar has not started: %w", err)
		}
		time.Sleep(tryEvery)
	}
}

func awaitMigration(process *link, deadline time.Time) error {
	defer process.close()
	_ = process.socket.SetDeadline(deadline)
	if err := process.send(migrate, nil); err != nil {
		return err
	}
	kind, content, _, err := process.receive()
	if err != nil {
		return err
	}
	if kind != migrated {
		return fmt.Errorf("%s", content)
	}
	return nil
}
