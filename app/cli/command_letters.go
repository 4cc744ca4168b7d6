package cli

import (
	"flag"
	"fmt"
	"strings"

	"fakturist/billing"
)

// letterJSON is a letter on the pile.
type letterJSON struct {
	ID        int64       `json:"id"`
	Invoice   string      `json:"invoice"`
	Name      string      `json:"name"`
	PostCode  string      `json:"postCode"`
	City      string      `json:"city"`
	Country   string      `json:"country"`
	Pages     int         `json:"pages"`
	LaidAt    string      `json:"laidAt"`
	PrintedAt string      `json:"printedAt,omitempty"` // empty: not yet
	Warnings  []faultJSON `json:"warnings,omitempty"`
}

// outboxPile lists the letters to be printed and posted.
func outboxPile(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(0, 0); err != nil {
			return err
		}
		rows, err := c.app.Pile(c)
		if err != nil {
			return err
		}
		out := make([]letterJSON, len(rows))
		for i, r := range rows {
			a := r.To.Address
			out[i] = letterJSON{ID: r.DeliveryID, Invoice: r.Invoice, Name: r.To.Name, PostCode: a.PostCode, City: a.City, Country: a.CountryCode(),
				Pages: r.Pages, LaidAt: moment(r.LaidAt), PrintedAt: moment(r.PrintedAt), Warnings: c.faultsOf(r.Warnings)}
		}
		return c.print(out, func(t *table) {
			for _, l := range out {
				when := c.words.say("pile.waits")
				if l.PrintedAt != "" {
					when = c.words.say("pile.printed", "time", l.PrintedAt)
				}
				t.row(fmt.Sprint(l.ID), l.Invoice, l.Name, strings.TrimSpace(l.PostCode+" "+l.City), fmt.Sprint(l.Pages), when)
			}
		})
	}
}

// printFlags are how letters are printed where that differs from the settings.
type printFlags struct {
	fs             *flag.FlagSet
	out            *string
	sort, envelope *string
	printer        *string
	duplex, marks  *bool
	again, posted  *bool
	copies         *int
}

func newPrintFlags(fs *flag.FlagSet) *printFlags {
	return &printFlags{fs: fs,
		out:      fs.String("o", "", "PDF `file` to write"),
		sort:     fs.String("sort", "", "`order`: postcode or name"),
		envelope: fs.String("envelope", "", "`kind` to fold for: c5, e65 or c65"),
		printer:  fs.String("printer", "", "`name` of the printer; \"default\" is the system's own"),
		duplex:   fs.Bool("duplex", false, "on both sides, each letter beginning on a front page"),
		marks:    fs.Bool("fold-marks", false, "mark where to fold"),
		copies:   fs.Int("copies", 1, "`number` of copies"),
		again:    fs.Bool("again", false, "letters that were printed before as well"),
		posted:   fs.Bool("posted", false, "tick the letters off as posted"),
	}
}

// over lays what was said over what the settings say.
func (f *printFlags) over(how billing.Printing) (billing.Printing, error) {
	how.Printer, how.File, how.Again, how.Copies = *f.printer, *f.out, *f.again, *f.copies
	f.fs.Visit(func(given *flag.Flag) {
		switch given.Name {
		case "sort":
			how.Sort = billing.LetterSort(*f.sort)
		case "envelope":
			how.Envelope = billing.Envelope(*f.envelope)
		case "duplex":
			how.Duplex = *f.duplex
		case "fold-marks":
			how.FoldMarks = *f.marks
		}
	})
	switch {
	case how.Sort != billing.SortByPostCode && how.Sort != billing.SortByName:
		return how, fmt.Errorf("%w: %q is no order", errUsage, how.Sort)
	case how.Envelope != billing.EnvelopeC5 && how.Envelope != billing.EnvelopeE65 && how.Envelope != billing.EnvelopeC65:
		return how, fmt.Errorf("%w: %q is no envelope", errUsage, how.Envelope)
	case how.Copies < 1 || how.Copies > 99:
		return how, fmt.Errorf("%w: %d copies", errUsage, how.Copies)
	}
	return how, nil
}

// outboxPrint writes the letters that were not printed yet into one PDF and prints it, when a printer is named.
func outboxPrint(fs *flag.FlagSet) body {
	flags := newPrintFlags(fs)
	return func(c *call) error {
		ids, err := c.ids()
		if err != nil {
			return err
		}
		how, err := c.app.Printing(c)
		if err != nil {
			return err
		}
		if how, err = flags.over(how); err != nil {
			return err
		}
		done, err := c.app.PrintLetters(c, ids, how)
		if err != nil {
			return err
		}
		c.warn(done.Warnings)
		if *flags.posted {
			if err := c.app.MarkPosted(c, done.Letters); err != nil {
				return err
			}
		}
		return c.print(map[string]any{"file": done.Path, "letters": len(done.Letters), "pages": done.Pages, "ids": done.Letters, "job": done.Job,
			"warnings": c.faultsOf(done.Warnings)}, func(t *table) {
			t.row(c.words.say("pile.written", "count", len(done.Letters), "file", done.Path))
		})
	}
}

// outboxPosted ticks letters off as posted.
func outboxPosted(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(1, 100_000); err != nil {
			return err
		}
		ids, err := c.ids()
		if err != nil {
			return err
		}
		if err := c.app.MarkPosted(c, ids); err != nil {
			return err
		}
		return c.print(map[string]any{"posted": ids}, func(t *table) {
			t.row(c.words.say("pile.posted", "count", len(ids)))
		})
	}
}

// ids are all arguments as ids; none is none.
func (c *call) ids() ([]int64, error) {
	var ids []int64
	for _, a := range c.args {
		id, err := c.id(a)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}
