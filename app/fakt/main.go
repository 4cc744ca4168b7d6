// Command fakt is Fakturist without a window: the same use cases on the same company file, for cron, other programs, tests
// and servers. It links no graphics.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"fakturist/app/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.New(os.Stdin, os.Stdout, os.Stderr).Run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}
