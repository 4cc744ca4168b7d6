package cli

import (
	"flag"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"fakturist/app"
	"fakturist/billing"

	"github.com/shopspring/decimal"
)

// folderOf is where a file's attachments are looked for.
func folderOf(path string) string {
	if path == "-" {
		return "."
	}
	return filepath.Dir(path)
}

// basis is the offer, order or payment request of a kind that an argument names by id or number ("T-12").
func (c *call) basis(kind billing.Kind, arg string) (billing.Basis, error) {
	var b billing.Basis
	id, err := strconv.ParseInt(arg, 10, 64)
	if err == nil {
		b, err = c.app.Basis(c, id)
	} else {
		b, err = c.app.BasisByNo(c, arg)
	}
	if err == nil && b.Kind != kind {
		var faults billing.Faults
		faults.Add("basis-unknown", "", "no", arg)
		return b, faults.Err()
	}
	return b, err
}

// onlyBasis is the basis that the command's one argument names.
func (c *call) onlyBasis(kind billing.Kind) (billing.Basis, error) {
	if err := c.want(1, 1); err != nil {
		return billing.Basis{}, err
	}
	return c.basis(kind, c.args[0])
}

func basisAdd(kind billing.Kind) func(*flag.FlagSet) body {
	return func(*flag.FlagSet) body {
		return func(c *call) error {
			if err := c.want(1, 1); err != nil {
				return err
			}
			b, err := c.read(c.args[0])
			if err != nil {
				return err
			}
			bases, faults := app.ReadBases(b, kind, folderOf(c.args[0]))
			if err := faults.Err(); err != nil {
				return err
			}
			if bases, err = c.app.SaveBases(c, bases); err != nil {
				return err
			}
			out := make([]savedJSON, len(bases))
			for i, b := range bases {
				out[i] = savedJSON{ID: b.ID, No: b.No}
			}
			return c.print(out, func(t *table) {
				for _, s := range out {
					t.row(fmt.Sprint(s.ID), s.No)
				}
			})
		}
	}
}

func basisList(kind billing.Kind) func(*flag.FlagSet) body {
	return func(fs *flag.FlagSet) body {
		state := fs.String("state", "", "only those in this `state`: open, sent, accepted, declined, done or cancelled")
		return func(c *call) error {
			if err := c.want(0, 0); err != nil {
				return err
			}
			var states []billing.BasisState
			if *state != "" {
				states = append(states, billing.BasisState(*state))
			}
			out := []basisJSON{}
			for after := ""; ; {
				page, err := c.app.Bases(c, kind, states, after, pageSize)
				if err != nil {
					return err
				}
				for _, r := range page.Rows {
					out = append(out, basisRowOf(r))
				}
				if after = page.Next; after == "" {
					break
				}
			}
			return c.print(out, func(t *table) {
				for _, b := range out {
					t.row(b.No, b.Customer.Name, b.Title, b.Date, b.Payable, c.basisState(b), invoicedText(b))
				}
			})
		}
	}
}

// basisState is where a basis stands, in words.
func (c *call) basisState(b basisJSON) string {
	if b.Expired {
		return c.words.say("basis-state.expired")
	}
	return c.words.say("basis-state." + b.State)
}

func invoicedText(b basisJSON) string {
	if b.Kind == string(billing.KindOffer) {
		return ""
	}
	return fmt.Sprintf("%d %%", b.Invoiced)
}

func basisShow(kind billing.Kind) func(*flag.FlagSet) body {
	return func(*flag.FlagSet) body {
		return func(c *call) error {
			b, err := c.onlyBasis(kind)
			if err != nil {
				return err
			}
			return c.showBasis(b.ID)
		}
	}
}

// showBasis prints everything known of one basis.
func (c *call) showBasis(id int64) error {
	b, err := c.app.Basis(c, id)
	if err != nil {
		return err
	}
	p, _, err := c.app.PreviewBasis(c, b)
	if err != nil {
		return err
	}
	taken, err := c.app.BasisTaken(c, id)
	if err != nil {
		return err
	}
	sendings, err := c.app.BasisSendings(c, id)
	if err != nil {
		return err
	}
	out, err := basisOf(b, p, taken, sendings, c.app.Today())
	if err != nil {
		return err
	}
	out.Faults = c.faultsOf(p.Faults)
	return c.print(out, func(t *table) { c.basisTable(t, out, p.Document.Lines) })
}

func (c *call) basisTable(t *table, b basisJSON, lines []billing.PricedLine) {
	for _, line := range [][2]string{{"no", b.No}, {"state", c.basisState(b)}, {"customer", strings.TrimSpace(b.Customer.No + " " + b.Customer.Name)},
		{"date", b.Date}, {"validUntil", b.ValidUntil}, {"payable", b.Payable + " " + b.Currency}, {"decided", strings.TrimSpace(b.DecidedOn + " " + b.DecidedBy)}} {
		if line[1] != "" {
			t.row(line[0], line[1])
		}
	}
	for _, l := range lines {
		text := fmt.Sprintf("%s  %s %s à %s = %s", l.Item, l.Quantity, l.Unit, l.Price, l.Net)
		if taken := b.Taken[strconv.Itoa(l.ID)]; taken != "" {
			text += "  (" + c.words.say("basis.taken", "quantity", taken) + ")"
		}
		t.row("line "+strconv.Itoa(l.ID), text)
	}
	for _, p := range b.Papers {
		t.row("paper", p)
	}
	for _, s := range b.Sendings {
		t.row(s.At, c.words.say("sending-state."+s.State), s.Recipient, s.Reason)
	}
}

// paths is a flag that takes a file, as often as needed.
type paths []string

// String is empty: there is no default.
func (p *paths) String() string { return "" }

// Set adds a file.
func (p *paths) Set(s string) error {
	*p = append(*p, s)
	return nil
}

func offerAccept(fs *flag.FlagSet) body {
	by := fs.String("by", "", "`name` of who accepted, as signed")
	var on dayFlag
	fs.Var(&on, "on", "`day` it was accepted; else today")
	var papers paths
	fs.Var(&papers, "paper", "`file` that came back, such as the signed offer")
	return func(c *call) error {
		offer, err := c.onlyBasis(billing.KindOffer)
		if err != nil {
			return err
		}
		files, faults := app.ReadPapers(papers)
		if err := faults.Err(); err != nil {
			return err
		}
		order, err := c.app.AcceptOffer(c, offer.ID, *by, on.day, files)
		if err != nil {
			return err
		}
		out := savedJSON{ID: order.ID, No: order.No}
		return c.print(out, func(t *table) { t.row(fmt.Sprint(out.ID), out.No) })
	}
}

// basisClose ends a basis in a state.
func basisClose(kind billing.Kind, state billing.BasisState) func(*flag.FlagSet) body {
	return func(fs *flag.FlagSet) body {
		by := fs.String("by", "", "`name` of who decided")
		return func(c *call) error {
			b, err := c.onlyBasis(kind)
			if err != nil {
				return err
			}
			if err := c.app.CloseBasis(c, b.ID, state, *by); err != nil {
				return err
			}
			return c.showBasis(b.ID)
		}
	}
}

func basisInvoice(kind billing.Kind) func(*flag.FlagSet) body {
	return func(fs *flag.FlagSet) body {
		var lines creditLines
		fs.Var(&lines, "line", "`N[=QTY]`: only this line, or so much of it")
		return func(c *call) error {
			b, err := c.onlyBasis(kind)
			if err != nil {
				return err
			}
			var takes []billing.Take
			for _, l := range lines {
				takes = append(takes, billing.Take{Line: l.ID, Quantity: l.Quantity})
			}
			id, err := c.app.InvoiceBasis(c, b.ID, takes)
			if err != nil {
				return err
			}
			return c.printDrafts([]int64{id})
		}
	}
}

// printDrafts prints the ids of drafts that were made.
func (c *call) printDrafts(ids []int64) error {
	return c.print(ids, func(t *table) {
		for _, id := range ids {
			t.row(fmt.Sprint(id))
		}
	})
}

func basisPDF(kind billing.Kind) func(*flag.FlagSet) body {
	return func(fs *flag.FlagSet) body {
		out := fs.String("o", "", "`file` or folder to write to")
		return func(c *call) error {
			b, err := c.onlyBasis(kind)
			if err != nil {
				return err
			}
			if *out == "" {
				return fmt.Errorf("%w: give -o FILE", errUsage)
			}
			pdf, err := c.app.BasisPDF(c, b.ID)
			if err != nil {
				return err
			}
			path := c.target(*out, b.No+".pdf")
			if err := c.write(path, pdf); err != nil {
				return err
			}
			return c.written(path)
		}
	}
}

func basisSend(kind billing.Kind) func(*flag.FlagSet) body {
	return func(fs *flag.FlagSet) body {
		again := fs.Bool("again", false, "even if it went out before, or may have")
		return func(c *call) error {
			b, err := c.onlyBasis(kind)
			if err != nil {
				return err
			}
			send := c.app.SendBasis
			if *again {
				send = c.app.ResendBasis
			}
			if err := send(c, b.ID); err != nil {
				return err
			}
			return c.showBasis(b.ID)
		}
	}
}

// takenText are the quantities taken, by line, as JSON has them.
func takenText(taken map[int]decimal.Decimal) map[string]string {
	out := map[string]string{}
	for line, q := range taken {
		out[strconv.Itoa(line)] = q.String()
	}
	return out
}
