package app_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"fakturist/app"
	"fakturist/billing"
	"fakturist/data"
)

func init() { childRoles["copy"] = childCopies }

// childCopies puts what was sent into the folder of sent mail.
func childCopies(ctx context.Context, c *app.Company, say func(...any)) error {
	say("begun")
	return c.CopySent(ctx)
}

// Whoever is killed between the server's taking a copy and noting it down must not put it there twice.
func TestCopySent_SurvivesKill(t *testing.T) {
	const mails = 80
	box := newBox(t)
	path := newClub(t, box)
	c := reopen(t, path, 0)
	copying(t, c, box)
	mailTo(t, c, "kari@example.test")
	for range mails {
		issueTo(t, c, "2", app.Issuing{})
	}
	if _, err := c.Send(context.Background(), app.Sending{Now: true}); err != nil {
		t.Fatal(err)
	}
	mustClose(t, c)
	kills := 0
	for ; kills < 100*killRounds(t) && copyWanted(t, path); kills++ {
		kill(t, "copy", path, 25*time.Millisecond)
	}
	t.Logf("%d mails copied through %d kills", mails, kills)
	if kills < 3 {
		t.Errorf("nothing was cut short by %d kills", kills)
	}
	sent := map[string]int{}
	for _, s := range box.Mail.Submitted() {
		sent[string(s.Bytes)]++
	}
	for _, k := range boxLogin(box).folder(t, "Kopier") {
		sent[string(k.bytes)]--
	}
	if len(sent) != mails {
		t.Errorf("%d different mails, want %d: a copy is not what was sent", len(sent), mails)
	}
	for mail, n := range sent {
		if n != 0 {
			t.Errorf("%s: %d copies too few", messageID(t, []byte(mail)), n)
		}
	}
}

// copyWanted tells whether a copy is still to be made.
func copyWanted(t *testing.T, path string) (wanted bool) {
	t.Helper()
	look(t, path, func(tx *data.Tx) error {
		_, err := tx.NextCopy(context.Background(), 0)
		wanted = err == nil
		if errors.Is(err, billing.ErrNotFound) {
			return nil
		}
		return err
	})
	return wanted
}
