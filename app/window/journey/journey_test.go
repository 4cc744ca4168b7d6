//go:build window

package journey_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Where things stand in a window of 1280 × 800.
const (
	practiceX, practiceY = 809, 347 // start screen: try with the practice company
	newX, newY           = 1211, 130
	bodyX, bodyY         = 720, 798 // where nothing is hovered
	readyX, readyY       = 640, 180 // list of invoices: ready to invoice
)

// openPractice clicks its way from the start screen into a practice company and tells its file.
func (d *desk) openPractice(args ...string) string {
	d.t.Helper()
	d.open(args...)
	d.click(practiceX, practiceY)
	var file string
	d.wait("the practice company", func() bool {
		files, _ := filepath.Glob(filepath.Join(d.home, "data", "fakturist", "practice", "*.fakt"))
		if len(files) == 1 {
			file = files[0]
		}
		return file != "" && len(d.invoices(file)) > 30
	})
	d.rest()
	return file
}

// row is an invoice as fakt tells it.
type row struct {
	Number, Status, KID, Payable string
	Customer                     struct{ No, Name string }
}

// invoices asks fakt, another program, what the company file holds by now. A file in the middle of being made holds nothing.
func (d *desk) invoices(file string) []row {
	d.t.Helper()
	out, err := exec.Command(os.Getenv("FAKTURIST_FAKT"), "--company", file, "--json", "invoice", "list").Output()
	if err != nil {
		return nil
	}
	var rows []row
	if err := json.Unmarshal(out, &rows); err != nil {
		d.t.Fatalf("fakt invoice list: %v\n%s", err, out)
	}
	return rows
}

// A person who has never seen the program opens the practice company, writes down a customer, writes an invoice by keyboard
// and sends it. What came of it is told by the other program.
func TestJourney_FromNewCustomerToSentInvoice(t *testing.T) {
	d := newDesk(t)
	file := d.openPractice("-light")
	d.key("alt+4")
	d.rest()
	d.click(newX, newY)
	d.rest()
	d.key("Tab", "Tab") // past the register, which has no private persons, and their kind
	d.fill("Blåbær Østli", "blabar@post.test", "Bjørkåsen 4", "0861", "Oslo")
	d.key("ctrl+s")
	d.wait("the customer", func() bool { return d.knows(file, "Blåbær Østli") })

	d.key("ctrl+n")
	d.rest()
	d.write("blå")
	d.rest()
	d.key("Return")
	d.rest()
	d.write("treningsavgift sen")
	d.rest()
	d.key("Return", "Return", "Return", "Return")
	d.rest()
	d.key("ctrl+Return")
	var sent row
	d.wait("the sent invoice", func() bool {
		for _, r := range d.invoices(file) {
			if r.Customer.Name == "Blåbær Østli" && r.Status == "sent" {
				sent = r
				return true
			}
		}
		return false
	})
	if sent.KID == "" || sent.Payable != "2200.00" {
		t.Errorf("got invoice %+v, want a KID and 2200.00", sent)
	}
}

func (d *desk) knows(file, customer string) bool {
	d.t.Helper()
	out, err := exec.Command(os.Getenv("FAKTURIST_FAKT"), "--company", file, "--json", "customer", "list").Output()
	if err != nil {
		d.t.Fatalf("fakt customer list: %v", err)
	}
	var rows []struct{ Name string }
	if err := json.Unmarshal(out, &rows); err != nil {
		d.t.Fatalf("fakt customer list: %v\n%s", err, out)
	}
	for _, r := range rows {
		if r.Name == customer {
			return true
		}
	}
	return false
}

// fill types into one field after another, as the keyboard leads through a form.
func (d *desk) fill(values ...string) {
	d.t.Helper()
	for _, v := range values {
		d.key("Tab")
		d.write(v)
	}
}

// A treasurer opens the queue of what is ready and sends all of it with one key; what still lacks something stays.
func TestJourney_SendsAllThatIsReadyWithOneKey(t *testing.T) {
	d := newDesk(t)
	file := d.openPractice("-light")
	before := len(d.numbered(file))
	d.key("alt+2")
	d.rest()
	d.click(readyX, readyY)
	d.rest()
	d.key("ctrl+Return")
	d.wait("six more invoices", func() bool { return len(d.numbered(file)) == before+6 })
	d.rest()
	if n := len(d.numbered(file)); n != before+6 {
		t.Errorf("%d documents issued, want 6: one of the ready drafts lacks its VAT and must stay", n-before)
	}
}

// numbered are the documents that are no drafts.
func (d *desk) numbered(file string) []row {
	d.t.Helper()
	var out []row
	for _, r := range d.invoices(file) {
		if r.Status != "draft" {
			out = append(out, r)
		}
	}
	return out
}
