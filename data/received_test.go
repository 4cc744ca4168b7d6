package data_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
	"fakturist/data"

	"github.com/google/go-cmp/cmp"
)

func incoming(number string) billing.Received {
	return billing.Received{FileName: number + ".xml", Kind: billing.KindInvoice, Number: number, Seller: billing.Party{Name: "Hansen Rør", OrgNo: "999006108"},
		Buyer: billing.Party{Name: "Solbakken idrettslag"}, IssueDate: cal.Date{Year: 2026, Month: 11, Day: 20}, Payable: money.New(125000, money.NOK),
		KID: "1234", Account: "15035040118", Fatal: 1, NotForUs: true,
		Findings: billing.Faults{{Code: "BR-01", Path: "/Invoice", Args: map[string]string{"a": "b"}}},
		Attached: []billing.Attachment{{Name: "a.pdf", MIME: "application/pdf", Description: "Tegning", Content: []byte("%PDF")}, {Name: "tom.csv"}}}
}

func receive(t testing.TB, s *data.Store, r billing.Received, xml string) (stored billing.Received, fresh bool) {
	t.Helper()
	update(t, s, func(tx *data.Tx) (err error) {
		stored, fresh, err = tx.SaveReceived(context.Background(), r, []byte(xml))
		return err
	})
	return stored, fresh
}

func TestReceived_IsKeptAsItCame(t *testing.T) {
	s := create(t)
	want := incoming("1")
	got, fresh := receive(t, s, want, "<Invoice>1</Invoice>")
	want.ID, want.Digest, want.At = 1, billing.Digest([]byte("<Invoice>1</Invoice>")), start
	want.Attached = []billing.Attachment{{Name: "a.pdf", MIME: "application/pdf", Description: "Tegning"}, {Name: "tom.csv"}}
	if diff := cmp.Diff(got, want); diff != "" || !fresh {
		t.Errorf("fresh %v, -got +want:\n%s", fresh, diff)
	}
	if again, fresh := receive(t, s, incoming("other"), "<Invoice>1</Invoice>"); fresh || again.Number != "1" {
		t.Errorf("the same file twice: fresh %v, number %q", fresh, again.Number)
	}
	view(t, s, func(tx *data.Tx) error {
		a, err := tx.ReceivedFile(context.Background(), 1, 0)
		if string(a.Content) != "%PDF" {
			t.Errorf("attachment %q", a.Content)
		}
		_, xml, more := tx.Received(context.Background(), 1)
		if string(xml) != "<Invoice>1</Invoice>" {
			t.Errorf("file %q", xml)
		}
		if _, err := tx.ReceivedFile(context.Background(), 1, 2); !errors.Is(err, billing.ErrNotFound) {
			t.Errorf("an attachment that is not there: %v", err)
		}
		return errors.Join(err, more)
	})
	verify(t, s)
}

func TestReceived_NeverChanges(t *testing.T) {
	s := create(t)
	receive(t, s, incoming("1"), "<Invoice/>")
	db := raw(t, s.Path())
	const columns = `id, sha256, file_name, at, kind, number, seller, buyer, issue_date, due_date, currency, payable, kid, account, fatal, warnings, not_for_us, findings, bytes`
	for _, q := range []string{`UPDATE received SET payable = 1`, `UPDATE received SET fatal = 0`, `DELETE FROM received`,
		copyRow("REPLACE", "received", columns, map[string]string{"payable": "1"}), copyRow("REPLACE", "received", columns, map[string]string{"id": "9"}),
		`UPDATE received_file SET bytes = x'00'`, `DELETE FROM received_file`,
		copyRow("REPLACE", "received_file", `id, received_id, n, name, mime, description, sha256, bytes`, map[string]string{"bytes": "x'00'"})} {
		refused(t, db, billing.ErrIssued, q)
	}
	verify(t, s)
}

func TestReceivedList_PagesNewestFirst(t *testing.T) {
	s := create(t)
	for i := range 5 {
		receive(t, s, incoming(fmt.Sprint(i+1)), fmt.Sprintf("<Invoice>%d</Invoice>", i))
	}
	var numbers []string
	for after, pages := "", 0; pages < 9; pages++ {
		var page billing.Page[billing.Received]
		view(t, s, func(tx *data.Tx) (err error) {
			page, err = tx.ReceivedList(context.Background(), after, 2)
			return err
		})
		for _, r := range page.Rows {
			numbers = append(numbers, r.Number)
		}
		if after = page.Next; after == "" {
			break
		}
	}
	if diff := cmp.Diff(numbers, []string{"5", "4", "3", "2", "1"}); diff != "" {
		t.Error(diff)
	}
	err := s.View(context.Background(), func(tx *data.Tx) error { _, err := tx.ReceivedList(context.Background(), "?", 2); return err })
	if err == nil {
		t.Error("a page key nobody gave out was taken")
	}
}
