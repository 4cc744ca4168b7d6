package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
)

// usage tells how a command is used: to stdout when asked for help, else as an error.
func (p *Program) usage(fs *flag.FlagSet, cmd *command, err error) error {
	if errors.Is(err, flag.ErrHelp) {
		if cmd == nil {
			p.help(p.out)
			return err
		}
		fmt.Fprintf(p.out, "fakt %s %s\n\n", cmd.name, cmd.args)
		fs.SetOutput(p.out)
		fs.PrintDefaults()
		return err
	}
	return fmt.Errorf("%w: %w", errUsage, err)
}

func (p *Program) unknown(args []string) error {
	if len(args) == 0 {
		p.help(p.err)
		return fmt.Errorf("%w: no command", errUsage)
	}
	if args[0] == "help" {
		p.help(p.out)
		return flag.ErrHelp
	}
	name := args[0]
	if len(args) > 1 && group(name) {
		name += " " + args[1]
	}
	return fmt.Errorf("%w: unknown command %q; fakt help lists them", errUsage, name)
}

// group tells whether commands begin with a word.
func group(word string) bool {
	for _, c := range commands {
		if strings.HasPrefix(c.name, word+" ") {
			return true
		}
	}
	return false
}

func (p *Program) help(w io.Writer) {
	fmt.Fprintln(w, "fakt [--company FILE] [--today YYYY-MM-DD] [--json] COMMAND …")
	fmt.Fprintln(w)
	for _, c := range commands {
		fmt.Fprintf(w, "  %s\n", strings.TrimSpace(c.name+" "+c.args))
	}
	fmt.Fprintln(w)
	fmt.Fprintln(w, "exit: 0 done, 1 refused, 2 wrong usage, 3 some refused, 4 company file unusable")
}
