package data_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"fakturist/billing"
	"fakturist/data"

	"github.com/google/go-cmp/cmp"
)

func TestMailText_IsKeptAuditedAndBackedUp(t *testing.T) {
	ctx := context.Background()
	s := createAt(t, filepath.Join(t.TempDir(), "klubb.fakt"))
	text := billing.MailText{Language: "nb", Kind: billing.KindInvoice, Subject: "Kontingent {number}", Body: "Hei {buyer}"}
	save := func(text billing.MailText) error {
		return s.Update(ctx, func(tx *data.Tx) error { return tx.SaveMailText(ctx, text) })
	}
	if err := save(text); err != nil {
		t.Fatal(err)
	}
	text.Subject = "Årets kontingent {number}"
	if err := save(text); err != nil {
		t.Fatal(err)
	}
	var refused *billing.FaultError
	if err := save(billing.MailText{Language: "nb", Kind: billing.KindOffer, Subject: "{x}", Body: "y"}); !errors.As(err, &refused) {
		t.Errorf("a text with an unknown variable: %v", err)
	}
	copied := filepath.Join(t.TempDir(), "kopi.fakt")
	if err := s.Backup(ctx, copied); err != nil {
		t.Fatal(err)
	}
	text.Own = true
	for name, store := range map[string]*data.Store{"itself": s, "backup": open(t, copied)} {
		var got []billing.MailText
		err := store.View(ctx, func(tx *data.Tx) (err error) { got, err = tx.MailTexts(ctx); return err })
		if diff := cmp.Diff([]billing.MailText{text}, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
	if err := s.Update(ctx, func(tx *data.Tx) error {
		return errors.Join(tx.DeleteMailText(ctx, "nb", billing.KindInvoice), tx.DeleteMailText(ctx, "da", billing.KindOffer))
	}); err != nil {
		t.Fatal(err)
	}
	if failed := failedChecks(t, s); len(failed) > 0 {
		t.Errorf("verify: %v", failed)
	}
}

func TestMailText_TamperingIsFound(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "klubb.fakt")
	s := createAt(t, path)
	if err := s.Update(ctx, func(tx *data.Tx) error {
		return tx.SaveMailText(ctx, billing.MailText{Language: "nb", Kind: billing.KindInvoice, Subject: "S", Body: "B"})
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := raw(t, path).Exec(`UPDATE mail_text SET body = 'betal til 9999.99.99999'`); err != nil {
		t.Fatal(err)
	}
	if len(failedChecks(t, s)) == 0 {
		t.Error("a body changed behind our back went unnoticed")
	}
}

// failedChecks are the checks of a file that do not hold.
func failedChecks(t *testing.T, s *data.Store) (failed []string) {
	t.Helper()
	checks, err := s.Verify(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range checks {
		if !c.OK {
			failed = append(failed, c.Name)
		}
	}
	return failed
}
