// Fakturist is the window program: invoicing over one company file. What it does stands in app, what it shows in ui.
package main

import (
	"log/slog"
	"os"

	"fyne.io/fyne/v2/app"

	"fakturist/app/window"
	"fakturist/ui"
)

func main() {
	session, options := window.Begin(os.Args[1:])
	ui.Run(app.NewWithID("no.fakturist.Fakturist"), session, options)
	if err := session.Close(); err != nil {
		slog.Error("close company file", "error", err)
		os.Exit(1)
	}
}
