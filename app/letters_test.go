package app_test

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fakturist/app"
	"fakturist/app/print"
	"fakturist/billing"
	"fakturist/billing/pile"

	"github.com/google/go-cmp/cmp"
)

// tray is a printer that keeps what it was given, or refuses it.
type tray struct {
	fails error
	files []string
	how   []print.Options
}

func (p *tray) Printers(context.Context) ([]string, error) { return []string{"Kontor"}, nil }

func (p *tray) Print(_ context.Context, file string, o print.Options) (string, error) {
	if p.fails != nil {
		return "", p.fails
	}
	p.files, p.how = append(p.files, file), append(p.how, o)
	return "Kontor-1", nil
}

// letterClub is a club with letters on the pile to Østby (7010 Trondheim), Ås (0150 Oslo) and Abel (9008 Tromsø), in this order.
func letterClub(t *testing.T) (*app.Company, *tray) {
	t.Helper()
	box := newBox(t)
	path := newClub(t, box)
	printer := &tray{}
	c, err := app.Open(context.Background(), path, app.Options{Printer: printer})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	var receivers []billing.Customer
	for i, p := range []billing.Party{
		{Name: "Øystein Østby", Address: billing.Address{Street: "Gata 1", PostCode: "7010", City: "Trondheim"}},
		{Name: "Åse Ås", Address: billing.Address{Street: "Gata 2", PostCode: "0150", City: "Oslo"}},
		{Name: "Berit Abel", Address: billing.Address{Street: "Gata 3", PostCode: "9008", City: "Tromsø"}},
	} {
		p.Type = billing.Person
		receivers = append(receivers, billing.Customer{No: []string{"11", "12", "13"}[i], Party: p})
	}
	if _, err := c.AddCustomers(context.Background(), receivers); err != nil {
		t.Fatal(err)
	}
	for _, r := range receivers {
		issueTo(t, c, r.No, app.Issuing{AtOnce: true})
	}
	if _, err := c.Send(context.Background(), app.Sending{Now: true}); err != nil {
		t.Fatal(err)
	}
	return c, printer
}

func onPile(t *testing.T, c *app.Company) []billing.LetterRow {
	t.Helper()
	rows, err := c.Pile(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func receivers(rows []billing.LetterRow) string {
	var out []string
	for _, r := range rows {
		out = append(out, strings.Fields(r.To.Name)[1])
	}
	return strings.Join(out, " ")
}

func TestPile_IsSortedAsTheSettingsSay(t *testing.T) {
	c, _ := letterClub(t)
	if got := receivers(onPile(t, c)); got != "Ås Østby Abel" {
		t.Errorf("by post code: %s", got)
	}
	if err := c.RememberPrinting(context.Background(), billing.Printing{Sort: billing.SortByName, Envelope: billing.EnvelopeE65}); err != nil {
		t.Fatal(err)
	}
	rows := onPile(t, c)
	if got := receivers(rows); got != "Abel Østby Ås" {
		t.Errorf("by name: %s", got)
	}
	for _, r := range rows {
		if r.Pages != 1 || len(r.Warnings) > 0 || !r.PrintedAt.IsZero() || r.LaidAt.IsZero() {
			t.Errorf("%+v", r)
		}
	}
}

// TestPrintLetters_PrintsTheFrozenBytes holds the merged pages against what lies frozen on the pile.
func TestPrintLetters_PrintsTheFrozenBytes(t *testing.T) {
	c, printer := letterClub(t)
	done, err := c.PrintLetters(context.Background(), nil, billing.Printing{Printer: "Kontor", Duplex: true, Copies: 1})
	if err != nil {
		t.Fatal(err)
	}
	if done.Pages != 6 || len(done.Letters) != 3 || done.Job != "Kontor-1" || len(done.Warnings) > 0 {
		t.Errorf("%+v", done)
	}
	if !slices.Equal(printer.files, []string{done.Path}) || !printer.how[0].Duplex {
		t.Errorf("printer got %v, %+v", printer.files, printer.how)
	}
	merged, err := os.ReadFile(done.Path)
	if err != nil {
		t.Fatal(err)
	}
	seller, err := c.Seller(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	m := pile.NewMerger(&want, pile.Form{Title: seller.Name, Duplex: true})
	for _, id := range done.Letters {
		if _, err := m.Add(frozenLetter(t, c, id)); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(merged, want.Bytes()) {
		t.Error("what is printed is not what was frozen")
	}
}

// frozenLetter is the PDF that lies on the pile for a delivery.
func frozenLetter(t *testing.T, c *app.Company, id int64) []byte {
	t.Helper()
	rows, err := c.Outbox(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.ID == id {
			b, err := os.ReadFile(r.Receipt)
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
	}
	t.Fatalf("no delivery %d", id)
	return nil
}

func TestPrintLetters_RemembersWhatWasPrinted(t *testing.T) {
	c, printer := letterClub(t)
	ctx := context.Background()
	rows := onPile(t, c)
	first, err := c.PrintLetters(ctx, []int64{rows[0].DeliveryID}, billing.Printing{Printer: "Kontor"})
	if err != nil || len(first.Letters) != 1 {
		t.Fatalf("%+v, %v", first, err)
	}
	rest, err := c.PrintLetters(ctx, nil, billing.Printing{Printer: "Kontor"})
	if err != nil || len(rest.Letters) != 2 || slices.Contains(rest.Letters, rows[0].DeliveryID) || rest.Path == first.Path {
		t.Fatalf("the rest: %+v, %v", rest, err)
	}
	for name, ids := range map[string][]int64{"all": nil, "one": {rows[0].DeliveryID}} {
		if _, err := c.PrintLetters(ctx, ids, billing.Printing{Printer: "Kontor"}); !slices.Equal(app.Faults(err).Codes(), []string{"letters-printed"}) {
			t.Errorf("%s printed again unasked: %v", name, err)
		}
	}
	again, err := c.PrintLetters(ctx, nil, billing.Printing{Printer: "Kontor", Again: true})
	if err != nil || len(again.Letters) != 3 || len(printer.files) != 3 {
		t.Errorf("again: %+v, %v; printed %v", again, err, printer.files)
	}
	for _, r := range onPile(t, c) {
		if time.Since(r.PrintedAt) > time.Hour {
			t.Errorf("%s printed at %v", r.Invoice, r.PrintedAt)
		}
	}
	events, err := c.Timeline(ctx, rows[0].Invoice)
	if err != nil || !slices.ContainsFunc(events, func(e billing.Event) bool { return e.Kind == "note-printed" && e.Args["detail"] == "Kontor" }) {
		t.Errorf("the timeline does not tell of it: %+v, %v", events, err)
	}
}

func TestPrintLetters_ThatFailsLeavesEverythingUnprinted(t *testing.T) {
	c, printer := letterClub(t)
	printer.fails = &print.Error{Reason: print.CodeFailed, Answer: "tomt for papir"}
	_, err := c.PrintLetters(context.Background(), nil, billing.Printing{Printer: "Kontor"})
	faults := app.Faults(err)
	if len(faults) != 1 || faults[0].Code != print.CodeFailed || faults[0].Args["detail"] != "tomt for papir" || faults[0].Args["file"] == "" {
		t.Errorf("%v", faults)
	}
	for _, r := range onPile(t, c) {
		if !r.PrintedAt.IsZero() {
			t.Errorf("%s counts as printed", r.Invoice)
		}
	}
	printer.fails = nil
	if done, err := c.PrintLetters(context.Background(), nil, billing.Printing{Printer: "Kontor"}); err != nil || len(done.Letters) != 3 {
		t.Errorf("%+v, %v", done, err)
	}
}

func TestPrintLetters_WithoutAPrinterOnlyWritesTheFile(t *testing.T) {
	c, printer := letterClub(t)
	file := filepath.Join(t.TempDir(), "brev.pdf")
	done, err := c.PrintLetters(context.Background(), nil, billing.Printing{File: file, FoldMarks: true})
	if err != nil || done.Path != file || len(printer.files) > 0 {
		t.Fatalf("%+v, %v, %v", done, err, printer.files)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if sheet, err := pile.Look(b); err != nil || sheet.Pages != 3 {
		t.Errorf("%d pages, %v", sheet.Pages, err)
	}
}

func TestPrintLetters_ForALookCountsForNothing(t *testing.T) {
	c, printer := letterClub(t)
	ctx := context.Background()
	done, err := c.PrintLetters(ctx, nil, billing.Printing{Printer: "Kontor", Preview: true})
	if err != nil || len(done.Letters) != 3 || len(printer.files) > 0 {
		t.Fatalf("%+v, %v, printed %v", done, err, printer.files)
	}
	for _, r := range onPile(t, c) {
		if !r.PrintedAt.IsZero() {
			t.Errorf("%s counts as printed", r.Invoice)
		}
	}
}

func TestMergedPDF_IsMadeOfTheStoredDocuments(t *testing.T) {
	c, _ := letterClub(t)
	ctx := context.Background()
	var numbers []string
	for _, r := range onPile(t, c) {
		numbers = append(numbers, r.Invoice)
	}
	merged, err := c.MergedPDF(ctx, numbers)
	if err != nil {
		t.Fatal(err)
	}
	seller, err := c.Seller(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	m := pile.NewMerger(&want, pile.Form{Title: seller.Name})
	for _, n := range numbers {
		stored, err := c.PDF(ctx, n)
		if err == nil {
			_, err = m.Add(stored)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil || !bytes.Equal(merged, want.Bytes()) {
		t.Errorf("%d bytes, want %d, %v", len(merged), want.Len(), err)
	}
}

func TestMarkPosted_TakesSingleLettersOffThePile(t *testing.T) {
	c, _ := letterClub(t)
	ctx := context.Background()
	rows := onPile(t, c)
	if err := c.MarkPosted(ctx, []int64{rows[1].DeliveryID}); err != nil {
		t.Fatal(err)
	}
	if got := receivers(onPile(t, c)); got != "Ås Abel" {
		t.Errorf("left: %s", got)
	}
	_, err := c.PrintLetters(ctx, []int64{rows[1].DeliveryID}, billing.Printing{})
	if diff := cmp.Diff(app.Faults(err).Codes(), []string{"letter-not-on-pile"}); diff != "" {
		t.Error(diff)
	}
	if err := c.MarkPosted(ctx, []int64{rows[1].DeliveryID}); err == nil {
		t.Error("a letter was posted twice")
	}
	if err := c.MarkPosted(ctx, []int64{rows[0].DeliveryID, rows[2].DeliveryID}); err != nil {
		t.Fatal(err)
	}
	_, err = c.PrintLetters(ctx, nil, billing.Printing{})
	if diff := cmp.Diff(app.Faults(err).Codes(), []string{"pile-empty"}); diff != "" {
		t.Error(diff, errors.Unwrap(err))
	}
}

// houseClub is a company whose letters go to a print house, with one customer, 3, who gets letters.
func houseClub(t *testing.T, more billing.Settings) (c *app.Company, folder string) {
	t.Helper()
	folder = t.TempDir()
	s := billing.Settings{"name": "Klubb", "orgNo": "923609016", "account": clubAccount, "vat": "yes", "address.street": "Vei 1", "address.postCode": "2040",
		"address.city": "Kløfta", "send.undo": "0", "letter.by": "folder", "letter.folder": folder, "letter.duplex": "yes"}
	maps.Copy(s, more)
	c, err := app.Create(context.Background(), filepath.Join(t.TempDir(), "klubb.fakt"), s, app.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if _, err := c.AddCustomers(context.Background(), []billing.Customer{{No: "3", Party: billing.Party{Name: "Per Ås", Type: billing.Person,
		Address: billing.Address{Street: "Gata 1", PostCode: "7010", City: "Trondheim"}}}}); err != nil {
		t.Fatal(err)
	}
	return c, folder
}

func TestSend_GivesTheLettersOfARunToThePrintHouse(t *testing.T) {
	c, folder := houseClub(t, nil)
	ctx := context.Background()
	issueTo(t, c, "3", app.Issuing{AtOnce: true})
	issueTo(t, c, "3", app.Issuing{AtOnce: true})
	if got := states(t, c, app.Sending{Now: true}); !cmp.Equal(got, []string{"letter accepted ", "letter accepted "}) {
		t.Errorf("outbox %q", got)
	}
	batches, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(batches) != 1 {
		t.Fatalf("batches %v, %v", batches, err)
	}
	if rows := onPile(t, c); len(rows) > 0 {
		t.Errorf("letters of the print house lie on our own pile too: %v", rows)
	}
	rows, err := c.Outbox(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var ids []int64
	for _, r := range rows {
		ids = append(ids, r.ID)
		if filepath.Dir(r.Receipt) != batches[0] || r.Place != folder {
			t.Errorf("%s lies at %q, place %q", r.Invoice, r.Receipt, r.Place)
		}
		if b, err := os.ReadFile(r.Receipt); err != nil || !bytes.HasPrefix(b, []byte("%PDF-")) {
			t.Errorf("%s: %v", r.Receipt, err)
		}
	}
	if err := c.MarkPosted(ctx, ids); err != nil {
		t.Errorf("tick what the house posted: %v", err)
	}
	mustVerify(t, c)
}

func TestSend_WaitsForThePrintHousesFolder(t *testing.T) {
	c, folder := houseClub(t, nil)
	issueTo(t, c, "3", app.Issuing{AtOnce: true})
	if err := os.Remove(folder); err != nil {
		t.Fatal(err)
	}
	if got := states(t, c, app.Sending{Now: true}); !cmp.Equal(got, []string{"letter queued letter-folder-away"}) {
		t.Errorf("outbox %q", got)
	}
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if got := states(t, c, app.Sending{Now: true}); !cmp.Equal(got, []string{"letter accepted "}) {
		t.Errorf("outbox %q", got)
	}
}

func TestSend_KeepsPracticeLettersFromThePrintHouse(t *testing.T) {
	c, folder := houseClub(t, billing.Settings{"practice": "yes"})
	issueTo(t, c, "3", app.Issuing{AtOnce: true})
	states(t, c, app.Sending{Now: true})
	if found, err := filepath.Glob(filepath.Join(folder, "*")); err != nil || len(found) > 0 {
		t.Errorf("the print house got %v, %v", found, err)
	}
	if rows := onPile(t, c); len(rows) != 1 {
		t.Errorf("pile of %d", len(rows))
	}
}
