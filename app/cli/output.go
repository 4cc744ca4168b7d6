package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"fakturist/app"
	"fakturist/billing"
)

// maxInput is the most we read of a file somebody hands us.
const maxInput = 64 << 20

// print writes the result: as one JSON document, or as a table for people.
func (c *call) print(result any, fill func(t *table)) error {
	if c.opt.json {
		return writeJSON(c.p.out, result)
	}
	t := &table{}
	fill(t)
	return t.write(c.p.out)
}

func writeJSON(w io.Writer, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// say tells people what goes on; with --json it goes to stderr.
func (c *call) say(sentence string) {
	w := c.p.out
	if c.opt.json {
		w = c.p.err
	}
	fmt.Fprintln(w, sentence)
}

// table is rows of short cells; a cell that looks like an amount is set to the right.
type table struct {
	rows [][]string
}

func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

func (t *table) write(w io.Writer) error {
	widths := t.widths()
	var b strings.Builder
	for _, row := range t.rows {
		var line strings.Builder
		for i, cell := range row {
			if i > 0 {
				line.WriteString("  ")
			}
			gap := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if looksLikeAmount(cell) {
				line.WriteString(gap + cell)
			} else {
				line.WriteString(cell + gap)
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (t *table) widths() []int {
	var widths []int
	for _, row := range t.rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	return widths
}

func looksLikeAmount(s string) bool {
	if s == "" || !strings.Contains(s, ".") || strings.Count(s, ".") > 1 {
		return false
	}
	return strings.Trim(s, "-0123456789.") == ""
}

// read reads a whole file, or stdin for "-". What cannot be read is a refusal that names the file (file-unreadable).
func (c *call) read(path string) ([]byte, error) {
	b, err := c.readAll(path)
	if err != nil {
		var faults billing.Faults
		faults.Add("file-unreadable", path, "file", path, "what", err.Error())
		return nil, errors.Join(faults.Err(), err)
	}
	return b, nil
}

func (c *call) readAll(path string) ([]byte, error) {
	var r io.Reader = c.p.in
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		r = f
	}
	b, err := io.ReadAll(io.LimitReader(r, maxInput+1))
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", path, err)
	}
	if len(b) > maxInput {
		return nil, fmt.Errorf("read %q: more than %d bytes", path, maxInput)
	}
	return b, nil
}

// write writes a file whole or not at all; "-" is stdout.
func (c *call) write(path string, b []byte) error {
	if path == "-" {
		_, err := c.p.out.Write(b)
		return err
	}
	return app.WriteFile(path, b)
}

// written says which files were written; what went to stdout speaks for itself.
func (c *call) written(paths ...string) error {
	if len(paths) == 1 && paths[0] == "-" {
		return nil
	}
	return c.print(map[string][]string{"files": paths}, func(t *table) {
		for _, p := range paths {
			t.row(p)
		}
	})
}

// progress draws a bar on a terminal while many things are done, and nothing elsewhere.
func (c *call) progress(done, all int) {
	if !c.p.terminal() || c.opt.json || all < 2 {
		return
	}
	const width = 30
	full := done * width / all
	fmt.Fprintf(c.p.err, "\r[%s%s] %d/%d", strings.Repeat("█", full), strings.Repeat("·", width-full), done, all)
	if done == all {
		fmt.Fprint(c.p.err, "\r"+strings.Repeat(" ", width+20)+"\r")
	}
}

// watch draws the bar for as many signals of a kind as there are things to do; stop ends it.
func (c *call) watch(all int, counts func(billing.Signal) bool) (stop func()) {
	done := 0
	c.progress(done, all)
	end := c.app.Subscribe(func(change billing.Signal) {
		if counts(change) && done < all {
			done++
			c.progress(done, all)
		}
	})
	return func() {
		end()
		c.progress(all, all)
	}
}

// terminal tells whether stderr is one.
func (p *Program) terminal() bool {
	f, ok := p.err.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
