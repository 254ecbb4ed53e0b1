// What the idle slot of the sidecar runs. It has the sidecar's command and hook, because both slots are made from one
// container definition, and does nothing but wait to be told to end.
package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	// The hook, `sidecar migrate`: there is nothing to migrate.
	if len(os.Args) > 1 {
		return
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	<-stop
}
