// Package print hands a PDF to a printer of the system.
//
// On Linux and macOS that is CUPS through its programs lp and lpstat, started with arguments and never through a shell. On
// Windows the program that opens PDFs prints; which it is, and whether it asks first, is the system's business. The package
// imports nothing of ours: what is printed, and what follows from it, is the caller's.
package print

import (
	"context"
	"time"
)

// Default names the printer the system would choose by itself.
const Default = "default"

// Options say how a file is printed.
type Options struct {
	Printer string // as Printers names it
	Duplex  bool   // on both sides, turned over the long edge; false: on one side, whatever the printer is set to
	Copies  int    // 0: 1
	Title   string // in the printer's queue; empty: the file's name
}

// Printer is a way to paper.
type Printer interface {
	// Printers are the printers there are, the default one first. None is not an error.
	Printers(ctx context.Context) ([]string, error)
	// Print hands a PDF over and gives the job's name where the system tells one. Its error is an *Error.
	Print(ctx context.Context, file string, o Options) (job string, err error)
}

// patience is how long the system may take to put a file into its queue.
const patience = time.Minute

// Codes of an Error.
const (
	CodeNoSystem  = "print-no-system"  // there is nothing to print with
	CodeNoPrinter = "print-no-printer" // nobody knows the printer
	CodeFailed    = "print-failed"     // the system said no
	CodeSlow      = "print-slow"       // the system did not answer
)

// Error is why nothing was printed.
type Error struct {
	Reason string // one of the codes
	Answer string // what the system said
	Err    error
}

// Code is the fault code a user's sentence is made from.
func (e *Error) Code() string { return e.Reason }

// Detail is what the system said, as it came.
func (e *Error) Detail() string { return e.Answer }

func (e *Error) Error() string {
	if e.Answer == "" {
		return e.Reason
	}
	return e.Reason + ": " + e.Answer
}

func (e *Error) Unwrap() error { return e.Err }
