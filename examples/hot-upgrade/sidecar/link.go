package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
)

// The messages between the processes of two slots, and between a hook and its process: one byte that says which, then a
// file descriptor or text where the kind has one. They travel over a Unix socket that keeps messages apart.
const (
	// The hook asks its process to serve.
	migrate = 'M'
	// It does, or why it cannot.
	migrated, failed = 'D', 'F'
	// A newer version wants to serve; an older one that was restarted wants to stand by.
	takeOver, standBy = 'T', 'S'
	// The listening socket.
	listening = 'L'
	// A connection of a client, with what has been read of its next request.
	client = 'C'
	// The receiver serves from here on: all has been given, or the sender is about to end.
	handedOver = 'E'
	// There is nothing to give: the sender does not serve.
	nothing = 'N'
)

const longestMessage = 64 << 10

// One end of a Unix socket.
type link struct {
	socket *net.UnixConn
	// Messages are sent by several at once.
	mutex sync.Mutex
}

func (l *link) send(kind byte, content []byte) error {
	return l.write(kind, content, nil)
}

// Sends the descriptor itself: the receiver gets one of its own for the same socket, whatever we do with ours.
func (l *link) sendSocket(kind byte, content []byte, socket syscall.Conn) error {
	raw, err := socket.SyscallConn()
	if err != nil {
		return err
	}
	var sent error
	err = raw.Control(func(descriptor uintptr) {
		sent = l.write(kind, content, syscall.UnixRights(int(descriptor)))
	})
	return errors.Join(err, sent)
}

func (l *link) write(kind byte, content, rights []byte) error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	_, _, err := l.socket.WriteMsgUnix(append([]byte{kind}, content...), rights, nil)
	return err
}

// Receives one message; the file is nil when no descriptor came with it, and otherwise the caller's to close.
func (l *link) receive() (kind byte, content []byte, file *os.File, err error) {
	message, rights := make([]byte, longestMessage), make([]byte, syscall.CmsgSpace(4))
	length, rightsLength, _, _, err := l.socket.ReadMsgUnix(message, rights)
	if err != nil {
		return 0, nil, nil, err
	}
	if length == 0 {
		return 0, nil, nil, io.EOF
	}
	file, err = fileOf(rights[:rightsLength])
	return message[0], message[1:length], file, err
}

func (l *link) close() {
	_ = l.socket.Close()
}

func fileOf(rights []byte) (*os.File, error) {
	if len(rights) == 0 {
		return nil, nil
	}
	messages, err := syscall.ParseSocketControlMessage(rights)
	if err != nil {
		return nil, err
	}
	descriptors, err := syscall.ParseUnixRights(&messages[0])
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(descriptors[0]), "socket"), nil
}

// Makes a listener of a descriptor that was sent here.
func listenerOf(file *os.File) (*net.TCPListener, error) {
	if file == nil {
		return nil, fmt.Errorf("a listening socket was announced, and none came")
	}
	defer file.Close()
	listener, err := net.FileListener(file)
	if err != nil {
		return nil, err
	}
	return listener.(*net.TCPListener), nil
}

// Makes a connection of a descriptor that was sent here.
func clientOf(file *os.File) (*net.TCPConn, error) {
	if file == nil {
		return nil, fmt.Errorf("a connection was announced, and none came")
	}
	defer file.Close()
	connection, err := net.FileConn(file)
	if err != nil {
		return nil, err
	}
	return connection.(*net.TCPConn), nil
}
