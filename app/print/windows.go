//go:build windows

package print

import (
	"context"
	"errors"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// System is the printing of this machine.
func System() Printer { return shell{} }

// shell lets the program that opens PDFs print on the default printer.
type shell struct{}

// Printers is the default printer alone: choosing another is done in the dialog of the program that prints.
func (shell) Printers(context.Context) ([]string, error) { return []string{Default}, nil }

// swHide starts a program without showing its window (winuser.h).
const swHide = 0

// Print asks for the verb "print". Sides and copies are set in the printer's own settings: the verb takes none.
func (shell) Print(_ context.Context, file string, _ Options) (string, error) {
	full, err := filepath.Abs(file)
	if err != nil {
		return "", &Error{Reason: CodeFailed, Answer: err.Error(), Err: err}
	}
	verb, err := windows.UTF16PtrFromString("print")
	if err != nil {
		return "", &Error{Reason: CodeFailed, Answer: err.Error(), Err: err}
	}
	path, err := windows.UTF16PtrFromString(full)
	if err != nil {
		return "", &Error{Reason: CodeFailed, Answer: err.Error(), Err: err}
	}
	err = windows.ShellExecute(0, verb, path, nil, nil, swHide)
	switch {
	case err == nil:
		return "", nil
	case errors.Is(err, windows.ERROR_NO_ASSOCIATION):
		return "", &Error{Reason: CodeNoSystem, Answer: err.Error(), Err: err}
	}
	return "", &Error{Reason: CodeFailed, Answer: err.Error(), Err: err}
}
