package billing

import (
	"fmt"
	"sort"
	"strings"
)

// Fault is one thing wrong with a document or an input. The user's sentence is made elsewhere from Code and Args.
type Fault struct {
	Code    string            // stable; a rule of EN 16931, Peppol or Norway carries its own id (BR-CO-10)
	Path    string            // the field, such as "lines[0].quantity"; empty when the whole is meant
	Args    map[string]string // values the sentence may name
	Warning bool              // a warning is shown and does not stop anything
}

// Faults are all faults found at once, in the order they were found.
type Faults []Fault

// Add notes a fault; args are name, value pairs.
func (f *Faults) Add(code, path string, args ...string) { *f = append(*f, newFault(code, path, args)) }

// Warn notes a warning; args are name, value pairs.
func (f *Faults) Warn(code, path string, args ...string) {
	w := newFault(code, path, args)
	w.Warning = true
	*f = append(*f, w)
}

func newFault(code, path string, args []string) Fault {
	fault := Fault{Code: code, Path: path}
	for i := 0; i+1 < len(args); i += 2 {
		if fault.Args == nil {
			fault.Args = map[string]string{}
		}
		fault.Args[args[i]] = args[i+1]
	}
	return fault
}

// Fatal are the faults that stop.
func (f Faults) Fatal() Faults { return f.filter(false) }

// Warnings are the faults that do not stop.
func (f Faults) Warnings() Faults { return f.filter(true) }

func (f Faults) filter(warning bool) Faults {
	var out Faults
	for _, fault := range f {
		if fault.Warning == warning {
			out = append(out, fault)
		}
	}
	return out
}

// Err is nil when nothing fatal was found, else the faults as an error (*FaultError).
func (f Faults) Err() error {
	if len(f.Fatal()) == 0 {
		return nil
	}
	return &FaultError{Faults: f}
}

// Codes lists the codes in order, for tests and logs.
func (f Faults) Codes() []string {
	codes := make([]string, len(f))
	for i, fault := range f {
		codes[i] = fault.Code
	}
	return codes
}

// FaultError is a refusal with every reason at once.
type FaultError struct{ Faults Faults }

// Error names codes and paths for the log; it holds no values, since those may be names and amounts.
func (e *FaultError) Error() string {
	var parts []string
	for _, f := range e.Faults.Fatal() {
		parts = append(parts, strings.TrimSpace(f.Code+" "+f.Path))
	}
	return "refused: " + strings.Join(parts, ", ")
}

// SortedArgs gives the arguments as name, value pairs in the order of their names, as a catalogue of sentences takes them.
func (f Fault) SortedArgs() []any {
	names := make([]string, 0, len(f.Args))
	for n := range f.Args {
		names = append(names, n)
	}
	sort.Strings(names)
	var out []any
	for _, n := range names {
		out = append(out, n, f.Args[n])
	}
	return out
}

// at makes the path of an element of a list: at("lines", 0, "price") is "lines[0].price".
func at(list string, i int, field string) string {
	p := fmt.Sprintf("%s[%d]", list, i)
	if field != "" {
		p += "." + field
	}
	return p
}
