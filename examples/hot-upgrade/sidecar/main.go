// A sidecar that serves HTTP and can be upgraded hot: the next version of it, in the other slot, takes over its listening
// socket and its open connections, and no request fails. It depends on nothing but Go's standard library and Linux.
//
//	sidecar            serves: the container's entrypoint
//	sidecar migrate    the container's postStart hook: returns once the process in this container serves
package main

import (
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

// The hook blocks the kubelet for the whole pod, so it must end.
const migrateWithin = 25 * time.Second

func main() {
	settings := readSettings()
	var err error
	switch command := strings.Join(os.Args[1:], " "); command {
	case "":
		err = run(settings)
	case "migrate":
		err = requestMigration(settings, migrateWithin)
	default:
		err = fmt.Errorf("unknown command %q: say nothing, or migrate", command)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Serves until SIGTERM, which comes when the slot is emptied or filled anew, or when the pod is deleted.
func run(settings settings) error {
	slot := newSlot(settings)
	if err := slot.openDoor(); err != nil {
		return err
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	<-stop
	slot.leave()
	return nil
}

// What the process is told from outside.
type settings struct {
	// Of this slot and of its twin, as they were when the container started: environment variables that come from
	// annotations do not change in a running container. "0": idle.
	version, twinVersion string
	// A volume that both slots mount.
	folder string
	// Where HTTP is served.
	address string
	// What this program calls itself in answers.
	release string
}

func readSettings() settings {
	release, _ := os.ReadFile(variable("RELEASE_FILE", "/etc/sidecar-release"))
	return settings{
		version:     variable("SIDECARSET_VERSION", "1"),
		twinVersion: variable("SIDECARSET_VERSION_ALT", "0"),
		folder:      variable("HANDOVER_FOLDER", "/handover"),
		address:     variable("ADDRESS", ":8080"),
		release:     strings.TrimSpace(string(release)),
	}
}

func variable(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}
