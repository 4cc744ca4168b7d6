package cli

import (
	"errors"
	"flag"
	"fmt"

	"fakturist/app"
	"fakturist/billing"
)

func backup(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(1, 1); err != nil {
			return err
		}
		if err := c.app.Backup(c, c.args[0]); err != nil {
			return err
		}
		return c.written(c.args[0])
	}
}

// restore puts a backup in the place of the company file; what stood there is kept beside it.
func restore(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(1, 1); err != nil {
			return err
		}
		path := c.companyFile()
		if path == "" {
			return fmt.Errorf("%w: give --company FILE to restore to", errUsage)
		}
		kept, err := app.Restore(c, c.args[0], path, c.options())
		if err != nil {
			return err
		}
		return c.print(map[string]string{"company": path, "kept": kept}, func(t *table) {
			t.row(c.words.say("restore.done", "file", path))
			if kept != "" {
				t.row(c.words.say("restore.kept", "file", kept))
			}
		})
	}
}

// verifyJSON is what verify found.
type verifyJSON struct {
	OK     bool              `json:"ok"`
	Checks []app.VerifyCheck `json:"checks"`
}

func verify(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(0, 0); err != nil {
			return err
		}
		checks, err := c.app.VerifyChecks(c)
		if err != nil {
			return err
		}
		out := verifyJSON{OK: true, Checks: checks}
		for _, check := range checks {
			out.OK = out.OK && check.OK
		}
		if err := c.print(out, func(t *table) { c.verifyTable(t, out) }); err != nil {
			return err
		}
		if !out.OK {
			return quiet{errors.New("the company file does not hold together")}
		}
		return nil
	}
}

func (c *call) verifyTable(t *table, v verifyJSON) {
	for _, check := range v.Checks {
		mark := "✓"
		if !check.OK {
			mark = "✗"
		}
		t.row(mark, c.words.say("check."+check.Name), check.Detail)
	}
}

// runJSON is what one run of everything due did.
type runJSON struct {
	Sent    []deliveryJSON   `json:"sent"`
	Files   []fileReportJSON `json:"files"`
	Matched int              `json:"matched"`
}

// runAll does everything that is due, once. Trouble with one part does not stop the others.
func runAll(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(0, 0); err != nil {
			return err
		}
		done, err := c.app.Run(c)
		if err != nil && (errors.Is(err, app.ErrRehearsal) || hasUnusable(app.Faults(err))) {
			return err
		}
		out := runJSON{Sent: []deliveryJSON{}, Files: []fileReportJSON{}, Matched: done.Booked}
		for _, d := range done.Deliveries {
			out.Sent = append(out.Sent, deliveryOf(d))
		}
		for _, r := range done.Files {
			out.Files = append(out.Files, reportOf(r))
		}
		if failed := c.print(out, func(t *table) { c.runTable(t, out) }); failed != nil {
			return failed
		}
		if faults := append(app.Faults(err), app.Faults(sendOutcome(done.Deliveries))...); len(faults) > 0 {
			return errors.Join(app.ErrPartial, billing.Faults(faults).Err())
		}
		return err
	}
}

func (c *call) runTable(t *table, r runJSON) {
	for _, d := range r.Sent {
		c.deliveryRow(t, d)
	}
	c.reportTable(t, r.Files)
	t.row(c.words.say("run.done", "sent", len(r.Sent), "files", len(r.Files), "matched", r.Matched))
}
