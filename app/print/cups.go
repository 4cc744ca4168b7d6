//go:build !windows

package print

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
)

// System is the printing of this machine.
func System() Printer { return cups{} }

// cups prints by lp and asks lpstat, as CUPS and the older System V printing have them.
type cups struct{}

// Printers asks for the printers and, first, the default one. Without lpstat there are none.
func (cups) Printers(ctx context.Context) ([]string, error) {
	out, err := run(ctx, "lpstat", "-e")
	if errors.Is(err, exec.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		out, err = run(ctx, "lpstat", "-a") // one that does not know -e; without printers it fails too
	}
	if err != nil {
		var failed *Error
		if errors.As(err, &failed) && failed.Reason == CodeFailed {
			return nil, nil
		}
		return nil, err
	}
	var names []string
	for line := range strings.Lines(out) {
		if fields := strings.Fields(line); len(fields) > 0 && sound(fields[0]) {
			names = append(names, fields[0])
		}
	}
	return defaultFirst(ctx, names), nil
}

// defaultFirst moves the default printer to the front; without one the order stays.
func defaultFirst(ctx context.Context, names []string) []string {
	out, err := run(ctx, "lpstat", "-d")
	if err != nil {
		return names
	}
	_, standard, _ := strings.Cut(out, ":")
	standard = strings.TrimSpace(standard)
	for i, n := range names {
		if n == standard {
			return append(append([]string{n}, names[:i]...), names[i+1:]...)
		}
	}
	return names
}

// sound tells whether a name can be one of a printer: CUPS takes no blanks, "/" and "#", and "-" begins an option.
func sound(name string) bool {
	return name != "" && name[0] != '-' && !strings.ContainsFunc(name, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || r == '/' || r == '#'
	})
}

// Print asks lp to print at full size, so that fold marks and windows stay where they belong.
func (cups) Print(ctx context.Context, file string, o Options) (string, error) {
	if o.Printer != Default && !sound(o.Printer) {
		return "", &Error{Reason: CodeNoPrinter, Answer: o.Printer}
	}
	full, err := filepath.Abs(file)
	if err != nil {
		return "", &Error{Reason: CodeFailed, Answer: err.Error(), Err: err}
	}
	var args []string
	if o.Printer != Default {
		args = append(args, "-d", o.Printer)
	}
	sides := "one-sided"
	if o.Duplex {
		sides = "two-sided-long-edge"
	}
	args = append(args, "-n", strconv.Itoa(max(1, o.Copies)), "-o", "sides="+sides, "-o", "print-scaling=none")
	if title := strings.TrimSpace(o.Title); title != "" {
		args = append(args, "-t", title)
	}
	out, err := run(ctx, "lp", append(args, full)...) // a whole path begins no option
	if errors.Is(err, exec.ErrNotFound) {
		return "", &Error{Reason: CodeNoSystem, Err: err}
	}
	if err != nil {
		var failed *Error
		if errors.As(err, &failed) && strings.Contains(failed.Answer, "does not exist") {
			failed.Reason = CodeNoPrinter
		}
		return "", err
	}
	return job(out), nil
}

// job is "Kontor-12" of "request id is Kontor-12 (1 file(s))".
func job(answer string) string {
	if _, after, ok := strings.Cut(answer, "request id is "); ok {
		if fields := strings.Fields(after); len(fields) > 0 {
			return fields[0]
		}
	}
	return ""
}

// run starts a program with its answers in English and gives what it writes.
func run(ctx context.Context, name string, args ...string) (string, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	var out, told bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &told
	cmd.WaitDelay = patience / 10
	if err := cmd.Run(); err != nil {
		e := &Error{Reason: CodeFailed, Answer: strings.TrimSpace(told.String()), Err: err}
		if ctx.Err() != nil {
			e.Reason, e.Err = CodeSlow, ctx.Err()
		}
		return "", e
	}
	return out.String(), nil
}
