package app

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"fakturist/app/practice"
	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
	"fakturist/billing/register"
	"fakturist/data"
)

//go:embed story/customers.csv
var storyCustomers []byte

// storyDays is how long before the real today the story begins, so that payments have come and some are overdue.
const storyDays = 30

// Tell hears what a story does: a key of a sentence with name, value pairs.
type Tell func(key string, args ...any)

// story plays the main job on a practice company: customers in, invoices out by every way, money in, and who still owes.
type story struct {
	opt     Options
	path    string // of the company file
	folder  string // where PDFs, EHF and letters are left; empty: nowhere
	tell    Tell
	company *Company
	begin   cal.Date
	issued  []billing.Invoice
}

// Demo plays the main job on a practice company in a folder, tells each step with its figures and leaves the company file,
// PDFs, EHF files, the letters to print and the bank's files there. Nothing leaves the machine. A folder of an earlier demo
// is made anew; a company file that is none is never touched.
func Demo(ctx context.Context, folder string, opt Options, tell Tell) error {
	s := &story{opt: opt, path: filepath.Join(folder, "demo.fakt"), folder: folder, tell: tell}
	if err := s.clear(ctx); err != nil {
		return err
	}
	return errors.Join(s.run(ctx), s.close())
}

func (s *story) close() error {
	if s.company == nil {
		return nil
	}
	return s.company.Close()
}

// clear removes what an earlier demo left. Only a practice company may be removed.
func (s *story) clear(ctx context.Context) error {
	old, err := Open(ctx, s.path, s.opt)
	if faults := Faults(err); len(faults) > 0 && faults[0].Code == FaultFileMissing {
		return nil
	}
	if err != nil {
		return err
	}
	seller, err := old.Seller(ctx)
	if err := errors.Join(err, old.Close()); err != nil {
		return err
	}
	if !seller.Practice {
		return refuse("file-exists", s.path, "file", s.path)
	}
	for _, name := range []string{"demo.fakt", "demo.fakt-wal", "demo.fakt-shm", "demo.fakt.sender", "demo.fakt.inbox", "demo-brev", "pdf", "ehf",
		"bank", "letters.pdf"} {
		if err := os.RemoveAll(filepath.Join(s.folder, name)); err != nil {
			return fmt.Errorf("remove the earlier demo: %w", err)
		}
	}
	return nil
}

// run plays every step.
func (s *story) run(ctx context.Context) error {
	steps := []func(context.Context) error{s.found, s.register, s.stock, s.carryOver, s.draft, s.issue, s.file, s.send, s.credit, s.cup, s.pay,
		s.fetch, s.match, s.owing, s.offer, s.work, s.receive}
	if s.folder == "" {
		steps = append(steps, s.today, s.queue) // in the window there is something left to do
	}
	for _, step := range append(steps, s.verify) {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// found makes the company, a month ago.
func (s *story) found(ctx context.Context) error {
	opt := s.opt
	opt.Today = billing.Day(opt.calendar().Now()).AddDays(-storyDays)
	s.begin = opt.Today
	settings := billing.Settings{"name": "Fjellvik Idrettslag", "orgNo": "999006108", "vat": "yes", "practice": "yes",
		"account": "15035040118", "email": "post@fjellvik.test", "phone": "63 00 00 00",
		"address.street": "Idrettsveien 1", "address.postCode": "2040", "address.city": "Kløfta",
		"kid.modulus": "10", "kid.length": "12", "send.undo": "0",
		receiversKey: "0192:999000118,0192:999001106,0192:999004105"}
	var err error
	if s.company, err = Create(ctx, s.path, settings, opt); err != nil {
		return err
	}
	s.tell("found", "company", settings["name"], "date", s.begin, "file", s.path)
	return nil
}

// register imports the customers from a CSV file.
func (s *story) register(ctx context.Context) error {
	sheet, err := ReadSheet(storyCustomers, "customers.csv", "")
	if err != nil {
		return err
	}
	if _, err := s.company.ImportSheet(ctx, sheet, register.Customers, register.Choices{}); err != nil {
		return err
	}
	customers, err := s.company.Customers(ctx, "", "", "", len(sheet.Rows))
	if err != nil {
		return err
	}
	count := map[billing.PartyType]int{}
	payers := 0
	for _, c := range customers.Rows {
		count[c.Type]++
		if c.Payer != "" {
			payers++
		}
	}
	groups, err := s.company.Groups(ctx)
	s.tell("customers", "all", len(customers.Rows), "persons", count[billing.Person], "businesses", count[billing.Business],
		"public", count[billing.Public], "children", payers, "groups", len(groups))
	return err
}

// stock writes down what the club sells, so that lines are picked instead of typed.
func (s *story) stock(ctx context.Context) error {
	for _, item := range storyItems() {
		if _, err := s.company.SaveItem(ctx, item); err != nil {
			return err
		}
	}
	s.tell("items", "count", len(storyItems()))
	return nil
}

// carryOver brings unpaid invoices of the former system along, with their own numbers and KIDs.
func (s *story) carryOver(ctx context.Context) error {
	done, err := s.company.ImportOpenItems(ctx, storyOpenItems(s.begin), false)
	if err != nil {
		return err
	}
	s.tell("openitems", "count", done.Count, "sum", done.Sum)
	return nil
}

// draft writes the drafts; one is refused first, with its reasons, and set right.
func (s *story) draft(ctx context.Context) error {
	ids, err := s.company.SaveDrafts(ctx, storyDrafts())
	if err != nil {
		return err
	}
	wrong := storyDrafts()[0]
	wrong.Lines[0].Item, wrong.Lines[0].VAT = "", billing.Rate(number("24"))
	p, err := s.company.Prepare(ctx, wrong)
	if err != nil {
		return err
	}
	s.tell("drafts", "count", len(ids))
	s.tell("checked", "faults", p.Faults.Fatal())
	return nil
}

// issue gives every draft its number.
func (s *story) issue(ctx context.Context) error {
	ids, err := s.company.DraftIDs(ctx)
	if err != nil {
		return err
	}
	issued, err := s.issueAll(ctx, ids)
	if err != nil {
		return err
	}
	s.issued = issued
	net, tax, sum := money.New(0, money.NOK), money.New(0, money.NOK), money.New(0, money.NOK)
	for _, inv := range issued {
		t := inv.Document().Totals
		net.Minor, tax.Minor, sum.Minor = net.Minor+t.Net.Minor, tax.Minor+t.Tax.Minor, sum.Minor+t.Payable.Minor
	}
	s.tell("issued", "count", len(issued), "first", issued[0].Number(), "last", issued[len(issued)-1].Number(), "net", net, "tax", tax, "sum", sum,
		"kid", issued[0].KID())
	return nil
}

// issueAll gives drafts of the story their numbers; none of them may be refused.
func (s *story) issueAll(ctx context.Context, ids []int64) ([]billing.Invoice, error) {
	issued, refused, err := s.company.Issue(ctx, ids, Issuing{AtOnce: true})
	for id, faults := range refused {
		return nil, fmt.Errorf("draft %d of the story: %w", id, faults.Err())
	}
	return issued, err
}

// cupDays is how long after its beginning the story invoices the cup.
const cupDays = 12

// cup issues and sends a second, smaller round some days later.
func (s *story) cup(ctx context.Context) error {
	s.company.time.moveTo(s.begin.AddDays(cupDays))
	ids, err := s.company.SaveDrafts(ctx, storyCup(s.begin.AddDays(cupDays)))
	if err != nil {
		return err
	}
	issued, err := s.issueAll(ctx, ids)
	if err != nil {
		return err
	}
	if _, err := s.company.Send(ctx, Sending{}); err != nil {
		return err
	}
	s.tell("cup", "count", len(issued), "date", s.begin.AddDays(cupDays))
	return nil
}

// today leaves a club in the middle of its work: a round on its way with due dates ahead, one letter to print, and drafts.
func (s *story) today(ctx context.Context) error {
	round, drafts := storyToday(s.company.Today())
	ids, err := s.company.SaveDrafts(ctx, round)
	if err != nil {
		return err
	}
	if _, err := s.issueAll(ctx, ids); err != nil {
		return err
	}
	if _, err := s.company.Send(ctx, Sending{}); err != nil {
		return err
	}
	_, err = s.company.SaveDrafts(ctx, drafts)
	return err
}

// file leaves PDFs and EHF in the folder and checks every EHF by the rules.
func (s *story) file(ctx context.Context) error {
	pdfs, ehfs, fatal := 0, 0, 0
	for _, inv := range s.issued {
		b, err := s.company.storedFile(ctx, inv, data.PDF)
		if err != nil {
			return err
		}
		pdfs++
		if err := s.leave("pdf", inv.Number()+".pdf", b); err != nil {
			return err
		}
		if !takesEHF(inv.Document().Buyer) {
			continue
		}
		if b, err = s.company.storedFile(ctx, inv, data.EHF); err != nil {
			return err
		}
		ehfs++
		for _, f := range CheckXML(b) {
			if f.Flag == "fatal" {
				fatal++
			}
		}
		if err := s.leave("ehf", inv.Number()+".xml", b); err != nil {
			return err
		}
	}
	s.tell("filed", "pdf", pdfs, "ehf", ehfs, "fatal", fatal)
	return nil
}

// leave writes a file into the story's folder, when it has one.
func (s *story) leave(below, name string, b []byte) error {
	if s.folder == "" {
		return nil
	}
	folder := filepath.Join(s.folder, below)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("folder %q: %w", folder, err)
	}
	return WriteFile(filepath.Join(folder, name), b)
}

// send lets every document take its best way out, and those that came back the next one.
func (s *story) send(ctx context.Context) error {
	var ids []int64
	out := func() error {
		met, err := s.company.Send(ctx, Sending{})
		for _, d := range met {
			if !slices.Contains(ids, d.ID) {
				ids = append(ids, d.ID)
			}
		}
		return err
	}
	back := func() error { _, err := s.company.FetchInbox(ctx); return err }
	// The second time asks the access point what became of the EHF; the mailbox says what mail servers sent back.
	for _, step := range []func() error{out, out, back, out} {
		if err := step(); err != nil {
			return err
		}
	}
	met, err := s.company.deliveriesByID(ctx, ids)
	if err != nil {
		return err
	}
	by := map[billing.ChannelName]int{}
	for _, d := range met {
		switch {
		case d.State == billing.Accepted, d.State == billing.Delivered:
			by[d.Channel]++
		case d.State.Failed():
			s.tell("fellback", "number", d.Invoice, "channel", d.Channel, "recipient", d.Recipient, "reason", d.Reason)
		}
	}
	s.tell("sent", "ehf", by[billing.EHF], "email", by[billing.Email], "letter", by[billing.Letter])
	return s.post(ctx)
}

// post prints the pile of letters as one PDF and ticks them off.
func (s *story) post(ctx context.Context) error {
	b, ids, err := s.company.PrintPile(ctx)
	if err != nil {
		return err
	}
	if err := s.leave("", "letters.pdf", b); err != nil {
		return err
	}
	s.tell("printed", "count", len(ids))
	if s.folder == "" {
		return nil // in the window the pile waits for its person
	}
	return s.company.MarkPosted(ctx, ids)
}

// credit takes back a part of one invoice.
func (s *story) credit(ctx context.Context) error {
	inv, err := s.find("2002")
	if err != nil {
		return err
	}
	note, err := s.company.Credit(ctx, inv.Number(), []billing.CreditLine{{ID: 2, Quantity: number("1")}}, "Ett skilt kom aldri opp", Issuing{AtOnce: true})
	if err != nil {
		return err
	}
	b, err := s.company.storedFile(ctx, note, data.PDF)
	if err != nil {
		return err
	}
	if err := s.leave("pdf", note.Number()+".pdf", b); err != nil {
		return err
	}
	s.tell("credited", "number", note.Number(), "invoice", inv.Number(), "sum", note.Document().Totals.Payable)
	_, err = s.company.Send(ctx, Sending{})
	return err
}

// find is the first invoice of a customer.
func (s *story) find(customer string) (billing.Invoice, error) {
	for _, inv := range s.issued {
		if inv.Document().CustomerNo == customer {
			return inv, nil
		}
	}
	return billing.Invoice{}, fmt.Errorf("no invoice to customer %s in the story", customer)
}

// pay lets a month pass: customers pay, each in their own way, and the bank mails its statements.
func (s *story) pay(ctx context.Context) error {
	s.company.time.moveTo(s.opt.Today)
	rows, err := s.company.AllInvoices(ctx, billing.InvoiceQuery{Filter: billing.FilterOpen})
	if err != nil {
		return err
	}
	w, err := s.company.openWorld(ctx)
	if err != nil {
		return err
	}
	bank := w.box.Bank
	claims := storyClaims(rows, s.begin)
	payments, err := bank.Decide(claims, nil)
	if err != nil {
		return err
	}
	files, err := bank.Run(ctx, practice.User, s.company.Today(), payments, practice.OneByOne)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := s.leave("bank", f.Name, f.Data); err != nil {
			return err
		}
	}
	came := 0
	for _, p := range payments {
		if !p.Date.After(s.company.Today()) {
			came++
		}
	}
	s.tell("paid", "days", storyDays, "payments", came, "files", len(files))
	return nil
}

// fetch reads the statements out of the mailbox.
func (s *story) fetch(ctx context.Context) error {
	reports, err := s.company.FetchInbox(ctx)
	if err != nil {
		return err
	}
	entries, sum := 0, money.New(0, money.NOK)
	for _, r := range reports {
		entries += r.New
		sum.Minor += r.Credits.Minor
	}
	s.tell("fetched", "files", len(reports), "entries", entries, "sum", sum)
	return nil
}

// match books what is certain and accepts one proposal, as a treasurer would.
func (s *story) match(ctx context.Context) error {
	booked, err := s.company.Match(ctx)
	if err != nil {
		return err
	}
	counts, err := s.company.EntryCounts(ctx)
	if err != nil {
		return err
	}
	s.tell("matched", "booked", booked, "suggested", counts[billing.EntrySuggested], "waiting", counts[billing.EntryUnmatched])
	waiting, err := s.company.EntryBookings(ctx, "")
	if err != nil {
		return err
	}
	for _, e := range waiting {
		if e.State != billing.EntrySuggested && e.State != billing.EntryUnmatched && e.Reason == "" {
			continue
		}
		s.tell("entry", "amount", e.Amount, "payer", e.Payer, "state", e.State, "reason", e.Reason, "args", e.Args)
	}
	return nil
}

// owing tells what is paid and who still owes.
func (s *story) owing(ctx context.Context) error {
	board, err := s.company.Dashboard(ctx)
	if err != nil {
		return err
	}
	counts, err := s.company.InvoiceCounts(ctx)
	if err != nil {
		return err
	}
	s.tell("result", "paid", counts[billing.FilterPaid].Count, "open", board.Outstanding.Count, "sum", board.Outstanding.Sum,
		"overdue", board.Overdue.Count, "overdueSum", board.Overdue.Sum)
	rows, err := s.company.AllInvoices(ctx, billing.InvoiceQuery{Filter: billing.FilterOpen, Sort: "due"})
	if err != nil {
		return err
	}
	for _, r := range rows {
		s.tell("owes", "number", r.Number, "customer", r.CustomerName, "due", r.DueDate, "days", s.company.Today().DaysSince(r.DueDate),
			"payable", r.Payable, "outstanding", r.Outstanding)
	}
	return nil
}

// verify looks through the whole file once more.
func (s *story) verify(ctx context.Context) error {
	checks, err := s.company.VerifyChecks(ctx)
	if err != nil {
		return err
	}
	for _, c := range checks {
		if !c.OK {
			return fmt.Errorf("the story's file does not hold together: %s: %s", c.Name, c.Detail)
		}
	}
	s.tell("verified", "checks", len(checks), "folder", s.folder)
	return nil
}
