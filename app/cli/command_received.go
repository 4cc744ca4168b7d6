package cli

import (
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"strconv"

	"fakturist/app"
	"fakturist/billing"
)

// receivedJSON is a document somebody sent us. What stands below Findings is told by received add and received show.
type receivedJSON struct {
	ID        int64         `json:"id"`
	Kind      string        `json:"kind"`
	Number    string        `json:"number"`
	Seller    billing.Party `json:"seller"`
	Buyer     billing.Party `json:"buyer"`
	IssueDate string        `json:"issueDate"`
	DueDate   string        `json:"dueDate"`
	Currency  string        `json:"currency"`
	Payable   string        `json:"payable"`
	KID       string        `json:"kid"`
	Account   string        `json:"account"`
	File      string        `json:"file"`
	SHA256    string        `json:"sha256"`
	At        string        `json:"at"`
	NotForUs  bool          `json:"notForUs"`
	Fatal     int           `json:"fatal"`
	Warnings  int           `json:"warnings"`

	Faults      []ruleFaultJSON      `json:"faults,omitempty"`
	Attachments []billing.Attachment `json:"attachments,omitempty"` // received file ID N writes the N-th, from 0
	Details     []detailJSON         `json:"details,omitempty"`
	Document    any                  `json:"document,omitempty"` // billing.Document with plain amounts
}

// detailJSON is something a document says that ours have no place for.
type detailJSON struct {
	Code  string `json:"code"`
	Value string `json:"value"`
	Line  int    `json:"line,omitempty"`
}

func receivedOf(r billing.Received) receivedJSON {
	return receivedJSON{ID: r.ID, Kind: string(r.Kind), Number: r.Number, Seller: r.Seller, Buyer: r.Buyer, IssueDate: r.IssueDate.String(),
		DueDate: r.DueDate.String(), Currency: string(r.Payable.Currency), Payable: amountOf(r.Payable), KID: r.KID, Account: r.Account,
		File: r.FileName, SHA256: r.Digest, At: moment(r.At), NotForUs: r.NotForUs, Fatal: r.Fatal, Warnings: r.Warnings}
}

// whole is receivedOf with everything the document says.
func (c *call) whole(r billing.Received) (receivedJSON, error) {
	out := receivedOf(r)
	for _, f := range r.Findings {
		flag := "fatal"
		if f.Warning {
			flag = "warning"
		}
		out.Faults = append(out.Faults, ruleFaultJSON{ID: f.Code, Flag: flag, Path: f.Path, Message: c.words.fault(f)})
	}
	out.Attachments = r.Attached
	for _, d := range r.Details {
		out.Details = append(out.Details, detailJSON{d.Code, d.Value, d.Line})
	}
	var err error
	out.Document, err = plain(r.Document)
	return out, err
}

// receivedAdd stores documents others sent us; "-" is stdin. What the rules say of them stops nothing.
func receivedAdd(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(1, -1); err != nil {
			return err
		}
		out := []receivedJSON{}
		var refused []error
		for _, path := range c.args {
			b, err := c.read(path)
			var r billing.Received
			if err == nil {
				r, err = c.app.Receive(c, receivedName(path), b)
			}
			if err != nil {
				refused = append(refused, err)
				continue
			}
			stored, err := c.whole(r)
			if err != nil {
				return err
			}
			out = append(out, stored)
		}
		err := app.JoinFaults(refused...)
		if err != nil && len(out) == 0 {
			return err
		}
		if failed := c.print(out, func(t *table) { c.receivedTable(t, out) }); failed != nil {
			return failed
		}
		if err != nil {
			return errors.Join(app.ErrPartial, err)
		}
		return nil
	}
}

// receivedName is the name a document is stored under.
func receivedName(path string) string {
	if path == "-" {
		return "received.xml"
	}
	return filepath.Base(path)
}

func (c *call) receivedTable(t *table, rows []receivedJSON) {
	for _, r := range rows {
		note := ""
		if r.NotForUs {
			note = c.words.say("received.not-for-us", "name", r.Buyer.Name)
		}
		t.row(strconv.FormatInt(r.ID, 10), r.IssueDate, r.DueDate, r.Seller.Name, r.Number, r.Payable, r.Currency,
			c.words.say("received.checked", "fatal", r.Fatal, "warnings", r.Warnings), note)
	}
}

func receivedList(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(0, 0); err != nil {
			return err
		}
		rows := []receivedJSON{}
		for after := ""; ; {
			page, err := c.app.ReceivedList(c, after, pageSize)
			if err != nil {
				return err
			}
			for _, r := range page.Rows {
				rows = append(rows, receivedOf(r))
			}
			if after = page.Next; after == "" {
				break
			}
		}
		return c.print(rows, func(t *table) { c.receivedTable(t, rows) })
	}
}

func receivedShow(*flag.FlagSet) body {
	return func(c *call) error {
		id, err := c.onlyID()
		if err != nil {
			return err
		}
		r, _, err := c.app.ReceivedDocument(c, id)
		if err != nil {
			return err
		}
		out, err := c.whole(r)
		if err != nil {
			return err
		}
		return c.print(out, func(t *table) { c.showReceived(t, out, r) })
	}
}

func (c *call) showReceived(t *table, out receivedJSON, r billing.Received) {
	c.receivedTable(t, []receivedJSON{out})
	for _, l := range r.Document.Lines {
		t.row("  "+strconv.Itoa(l.ID), l.Item, l.Quantity.String()+" "+l.Unit, l.Net.String())
	}
	for _, d := range r.Details {
		t.row("  "+c.words.say("received.detail."+d.Code), d.Value)
	}
	for n, a := range r.Attached {
		t.row("  "+c.words.say("received.attachment", "n", n), a.Name, a.MIME)
	}
	for _, f := range out.Faults {
		t.row("  "+f.ID, f.Flag, f.Path, f.Message)
	}
}

func receivedPDF(fs *flag.FlagSet) body {
	out := fs.String("o", "", "PDF `file` to write")
	return func(c *call) error {
		id, err := c.onlyID()
		if err != nil {
			return err
		}
		if *out == "" {
			return fmt.Errorf("%w: give -o FILE", errUsage)
		}
		b, err := c.app.ReceivedPDF(c, id)
		if err != nil {
			return err
		}
		if err := c.write(*out, b); err != nil {
			return err
		}
		return c.written(*out)
	}
}

// receivedFile writes a document as it came, or its N-th attachment.
func receivedFile(fs *flag.FlagSet) body {
	out := fs.String("o", "", "`file` or folder to write to")
	return func(c *call) error {
		if err := c.want(1, 2); err != nil {
			return err
		}
		id, err := c.id(c.args[0])
		if err != nil {
			return err
		}
		n := -1
		if len(c.args) == 2 {
			if n, err = strconv.Atoi(c.args[1]); err != nil || n < 0 {
				return fmt.Errorf("%w: %q is not the number of an attachment, from 0", errUsage, c.args[1])
			}
		}
		if *out == "" {
			return fmt.Errorf("%w: give -o FILE or a folder", errUsage)
		}
		a, err := c.app.ReceivedContent(c, id, n)
		if err != nil {
			return err
		}
		c.args = c.args[:1]
		path := c.target(*out, filepath.Base(a.Name))
		if err := c.write(path, a.Content); err != nil {
			return err
		}
		return c.written(path)
	}
}
