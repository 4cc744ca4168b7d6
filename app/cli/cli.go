// Package cli is the command line of fakt: it reads arguments and JSON, calls the use cases of package app and writes JSON
// or short tables. It holds no rules of its own and no SQL; sentences come from assets/translation and from its own words.
//
// Names, JSON fields and exit codes are what other people's scripts hang on: add, never rename.
package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"fakturist/app"
	"fakturist/billing"
	"fakturist/billing/cal"
)

// The exit codes.
const (
	exitDone     = 0
	exitRefused  = 1 // nothing changed
	exitUsage    = 2
	exitPartial  = 3 // some of a batch refused, the rest done
	exitUnusable = 4 // the company file is locked, damaged, newer or not there
)

// errUsage is wrapped by everything wrong with the arguments themselves.
var errUsage = errors.New("wrong usage")

// Program is fakt with its surroundings.
type Program struct {
	in    io.Reader
	out   io.Writer
	err   io.Writer
	env   func(string) string
	clock billing.Clock
}

// New makes a program that reads and writes there, on the real clock and environment.
func New(in io.Reader, out, err io.Writer) *Program {
	return &Program{in: in, out: out, err: err, env: os.Getenv, clock: app.Now}
}

// options are the flags of every command.
type options struct {
	company string
	today   dayFlag
	json    bool
	verbose bool
}

func (o *options) register(fs *flag.FlagSet) {
	fs.StringVar(&o.company, "company", o.company, "company `file`; else FAKT_COMPANY, else the last one opened")
	fs.Var(&o.today, "today", "the clock's `day`, for rehearsal")
	fs.BoolVar(&o.json, "json", o.json, "the result as one JSON document")
	fs.BoolVar(&o.verbose, "verbose", o.verbose, "log what happens to stderr")
}

// dayFlag is a flag that takes a day.
type dayFlag struct{ day cal.Date }

// String is the day.
func (d *dayFlag) String() string { return d.day.String() }

// Set reads the day.
func (d *dayFlag) Set(s string) error {
	day, err := cal.Parse(s)
	if err != nil {
		return err
	}
	if day.IsZero() || day.Year < 1990 || day.Year > 2200 {
		return fmt.Errorf("date %q: not a day of the form YYYY-MM-DD", s)
	}
	d.day = day
	return nil
}

// body is a command whose flags were read.
type body func(c *call) error

// command is one line of the table of commands.
type command struct {
	name    string // "invoice issue"
	args    string // as shown by help
	company bool   // wants an open company file
	prepare func(fs *flag.FlagSet) body
}

// call is one run of a command.
type call struct {
	context.Context
	p       *Program
	opt     options
	args    []string
	app     *app.Company // open when the command wants it
	words   words
	started time.Time
}

// Run does what args say and returns the exit code.
func (p *Program) Run(ctx context.Context, args []string) int {
	c := &call{Context: ctx, p: p, words: wordsFor(p.env), started: p.clock()}
	err := p.run(c, args)
	if err == nil {
		return exitDone
	}
	if errors.Is(err, flag.ErrHelp) {
		return exitDone
	}
	return c.fail(err)
}

func (p *Program) run(c *call, args []string) error {
	c.opt.json = hasFlag(args, "json") // so that a fault in the arguments is told as JSON too
	fs := newFlags("fakt")
	c.opt.register(fs)
	if err := fs.Parse(args); err != nil {
		return p.usage(fs, nil, err)
	}
	cmd, rest := find(fs.Args())
	if cmd == nil {
		return p.unknown(fs.Args())
	}
	fs = newFlags(cmd.name)
	c.opt.register(fs)
	do := cmd.prepare(fs)
	rest, err := parse(fs, rest)
	if err != nil {
		return p.usage(fs, cmd, err)
	}
	c.args = rest
	p.log(c.opt.verbose)
	defer c.close()
	if cmd.company {
		if err := c.ensureOpen(); err != nil {
			return err
		}
	}
	err = do(c)
	if errors.Is(err, errUsage) {
		return fmt.Errorf("%w; it is used so: fakt %s", err, strings.TrimSpace(cmd.name+" "+cmd.args))
	}
	return err
}

// close closes what the command opened. Everything it did is committed by then, so a file that does not close well is told
// and changes nothing.
func (c *call) close() {
	if c.app == nil {
		return
	}
	if err := c.app.Close(); err != nil {
		slog.Error("close company file", "error", err)
	}
}

func (p *Program) log(verbose bool) {
	level := slog.LevelError // what befell a delivery is told with it; stderr stays readable for programs
	if verbose {
		level = slog.LevelInfo
	}
	slog.SetDefault(slog.New(slog.NewTextHandler(p.err, &slog.HandlerOptions{Level: level})))
}

func newFlags(name string) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	return fs
}

// hasFlag finds a flag among arguments before they are read properly.
func hasFlag(args []string, name string) bool {
	for _, a := range args {
		if a == "-"+name || a == "--"+name {
			return true
		}
	}
	return false
}

// parse reads flags wherever they stand among the arguments; "--" ends them.
func parse(fs *flag.FlagSet, args []string) ([]string, error) {
	var rest []string
	for len(args) > 0 {
		before := len(args)
		if err := fs.Parse(args); err != nil {
			return nil, err
		}
		read := before - fs.NArg()
		if read > 0 && args[read-1] == "--" {
			return append(rest, fs.Args()...), nil
		}
		args = fs.Args()
		if len(args) > 0 {
			rest = append(rest, args[0])
			args = args[1:]
		}
	}
	return rest, nil
}

// find is the command that the first one or two words name.
func find(words []string) (*command, []string) {
	for n := min(2, len(words)); n > 0; n-- {
		name := strings.Join(words[:n], " ")
		for i := range commands {
			if commands[i].name == name {
				return &commands[i], words[n:]
			}
		}
	}
	return nil, nil
}

// ensureOpen opens the company file the arguments, the environment or habit names.
func (c *call) ensureOpen() error {
	if c.app != nil {
		return nil
	}
	path := c.companyFile()
	if path == "" {
		return fmt.Errorf("%w: no company file: give --company FILE or make one with init", errUsage)
	}
	company, err := app.Open(c, path, c.options())
	if err != nil {
		return err
	}
	c.app = company
	return nil
}

func (c *call) companyFile() string {
	if c.opt.company != "" {
		return c.opt.company
	}
	if path := c.p.env("FAKT_COMPANY"); path != "" {
		return path
	}
	return app.LastCompany()
}

// options are those of the company file. FAKT_WAIT says how long to wait for another program's lock, such as "30s".
func (c *call) options() app.Options {
	wait, err := time.ParseDuration(c.p.env("FAKT_WAIT"))
	if err != nil {
		wait = 0
	}
	return app.Options{Clock: c.p.clock, Today: c.opt.today.day, Wait: wait, Passphrase: func() string { return c.p.env("FAKT_PASSPHRASE") }}
}

// want refuses a wrong number of arguments; most < 0 is any number.
func (c *call) want(least, most int) error {
	if len(c.args) < least || most >= 0 && len(c.args) > most {
		return fmt.Errorf("%w: %d arguments are too %s", errUsage, len(c.args), few(len(c.args) < least))
	}
	return nil
}

func few(yes bool) string {
	if yes {
		return "few"
	}
	return "many"
}
