package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"fakturist/app"
	"fakturist/billing"
)

// errorJSON is how a refusal is told with --json.
type errorJSON struct {
	Error struct {
		Code    string      `json:"code"`
		Message string      `json:"message"`
		Faults  []faultJSON `json:"faults"`
	} `json:"error"`
}

// faultJSON is one reason. EHF faults carry the rule's own id as code.
type faultJSON struct {
	Code    string `json:"code"`
	Path    string `json:"path"`
	Message string `json:"message"`
}

// quiet is an error whose story was printed already: only its exit code counts.
type quiet struct{ error }

// unusable are the faults that mean the company file cannot be used at all.
var unusable = []string{app.FaultFileMissing, app.FaultFileLocked, app.FaultFileNewer, app.FaultFileDamaged, app.FaultFileDenied}

// fail tells every reason of an error on stderr and gives the exit code.
func (c *call) fail(err error) int {
	var told quiet
	if errors.As(err, &told) {
		return exitRefused
	}
	faults := app.Faults(err).Fatal()
	code, exit := classify(err, faults)
	message := c.words.sentence("error."+code, nil)
	if len(faults) == 0 {
		message = err.Error()
	}
	if c.opt.json {
		c.failJSON(code, message, faults)
		return exit
	}
	fmt.Fprintf(c.p.err, "fakt: %s\n", message)
	for _, f := range faults {
		fmt.Fprintf(c.p.err, "  %s\n", c.words.faultLine(f))
	}
	return exit
}

func (c *call) failJSON(code, message string, faults billing.Faults) {
	var e errorJSON
	e.Error.Code, e.Error.Message = code, message
	e.Error.Faults = []faultJSON{}
	for _, f := range faults {
		e.Error.Faults = append(e.Error.Faults, faultJSON{f.Code, f.Path, c.words.fault(f)})
	}
	if err := writeJSON(c.p.err, e); err != nil {
		fmt.Fprintln(c.p.err, message)
	}
}

// classify gives the code of an error and its exit code.
func classify(err error, faults billing.Faults) (string, int) {
	switch {
	case errors.Is(err, errUsage), errors.Is(err, app.ErrRehearsal):
		return "usage", exitUsage
	case slices.ContainsFunc(faults, func(f billing.Fault) bool { return slices.Contains(unusable, f.Code) }):
		return "company-unusable", exitUnusable
	case errors.Is(err, app.ErrPartial):
		return "partial", exitPartial
	case errors.Is(err, errNotSent):
		return "not-sent", exitRefused
	case len(faults) > 0:
		return "refused", exitRefused
	case errors.Is(err, billing.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		return "not-found", exitRefused
	}
	return "failed", exitRefused
}
