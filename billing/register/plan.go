package register

import (
	"fmt"
	"strconv"
	"strings"

	"fakturist/billing"
)

// Plan is what an import would do. Nothing of it is written until it is applied.
type Plan struct {
	File        string // name of the file without its folder, for people
	Mapping     Mapping
	Fingerprint string         // of the sheet; the mapping is remembered under it
	Rows        []Row          // in the order they are stored: guardians stand before those they pay for
	Faults      billing.Faults // of the file as a whole: columns missing, left out, or read in a way a person should look at
}

// Row is what would happen with one row of the file, or with several lines of it that make one draft.
type Row struct {
	ID         int               // place in Plan.Rows, from 1
	Line       int               // line in the file, from 1 with the header; the first of several
	Label      string            // what a person calls it: name, or number and name
	Verdict    Verdict           // what happens if nobody says otherwise
	Changes    []Change          // of New all fields that have a value, of Changed those that differ
	Faults     billing.Faults    // places are "line 3, Kontonummer"; see Where
	Duplicates []Duplicate       // the strongest first
	Proposal   Choice            // what we would do with the first of Duplicates
	Guardian   bool              // a payer who stands beside the members in their rows
	PayerRow   int               // ID of the row whose customer pays for this one; 0: none
	Customer   *billing.Customer // as it would be stored, of Customers and Members; nil when Faulty
	Item       *billing.Item     // of Items
	Draft      *billing.Draft    // of Drafts
	Before     *billing.Customer // as it is stored now, when Changed
	BeforeItem *billing.Item     // as it is stored now, when Changed
}

// Change is one field before and after.
type Change struct {
	Field  Field
	Before string // empty: had none
	After  string
}

// Duplicate is one that a row resembles: a customer we have, or an earlier row of the file.
type Duplicate struct {
	No      string            // number of the customer we have; empty when it is an earlier row
	Row     int               // ID of the earlier row; 0 when it is a customer we have
	Name    string            // of the other one
	Reason  Reason            // why they may be the same
	Changes []Change          // what Merge would change in the other one; empty: nothing
	Merged  *billing.Customer // the other one with the row laid over it
	Before  *billing.Customer // the other one as it is stored now; nil when it is an earlier row
}

// Counts are how many rows have each verdict.
type Counts struct{ New, Changed, Same, Doubtful, Faulty int }

// Count tells how many rows have each verdict.
func (p Plan) Count() Counts {
	var n Counts
	for _, r := range p.Rows {
		switch r.Verdict {
		case New:
			n.New++
		case Changed:
			n.Changed++
		case Same:
			n.Same++
		case Doubtful:
			n.Doubtful++
		case Faulty:
			n.Faulty++
		}
	}
	return n
}

// AllFaults are the faults of the file and of every row, in the order of the file.
func (p Plan) AllFaults() billing.Faults {
	faults := append(billing.Faults(nil), p.Faults...)
	for _, r := range p.Rows {
		faults = append(faults, r.Faults...)
	}
	return faults
}

// Choices are what a person decided about a plan. The zero Choices refuse a plan with faulty rows or with duplicates nobody
// decided about.
type Choices struct {
	SkipFaulty bool           // leave faulty rows out instead of refusing all
	Duplicates Choice         // for every doubtful row without a choice of its own; Undecided: refuse
	Rows       map[int]Choice // by Row.ID
	Remember   bool           // keep the mapping for the next file with the same columns
	DryRun     bool           // do everything and take it back: what would be refused is refused
}

// For is the choice for a row: its own, else the one for all.
func (c Choices) For(id int) Choice {
	if own := c.Rows[id]; own != Undecided {
		return own
	}
	return c.Duplicates
}

// Result is what an import did.
type Result struct {
	Added   int      // new customers, items or drafts
	Changed int      // customers or items that were there
	Same    int      // rows that were there already
	Skipped int      // rows left out by choice
	Faulty  int      // rows left out because of faults
	Numbers []string // customers and items stored, by number
	Drafts  []int64  // drafts stored, by id
}

// At is the place of a value in a file: "line 3, Kontonummer", "line 3" without a column.
func At(line int, column string) string {
	if column == "" {
		return fmt.Sprintf("line %d", line)
	}
	return fmt.Sprintf("line %d, %s", line, column)
}

// Where reads a place that At made; line is 0 when it is none.
func Where(place string) (line int, column string) {
	number, column, _ := strings.Cut(strings.TrimPrefix(place, "line "), ", ")
	line, err := strconv.Atoi(number)
	if err != nil || !strings.HasPrefix(place, "line ") {
		return 0, ""
	}
	return line, column
}
