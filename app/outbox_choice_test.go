package app_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"fakturist/app"
	"fakturist/billing"

	"github.com/google/go-cmp/cmp"
)

func TestUndoSend_TakesABatchBackAfterACrash(t *testing.T) {
	path := newClub(t, newBox(t))
	c := reopen(t, path, 0)
	save(t, c, billing.Settings{"send.undo": "600"})
	mustClose(t, c)
	for len(kill(t, "issue", path, 700*time.Millisecond)) < 4 {
		continue // killed before anything was issued
	}
	c = reopen(t, path, 0)
	numbers := numbersOf(t, c)
	sendNow(t, c)
	for _, r := range outbox(t, c) {
		if r.State != billing.Queued {
			t.Errorf("delivery %d is %s within the time to take it back", r.ID, r.State)
		}
	}
	n, err := c.UndoSend(context.Background(), numbers)
	if err != nil || n != len(numbers) || n == 0 {
		t.Fatalf("took back %d of %d, %v", n, len(numbers), err)
	}
	mustClose(t, c)
	c = reopen(t, path, time.Hour)
	if met, err := c.Send(context.Background(), app.Sending{Now: true}); err != nil || len(met) > 0 {
		t.Errorf("%d deliveries were sent that were taken back, %v", len(met), err)
	}
}

func TestRelease_LetsGoWhatIsHeldAndUndoTakesItBack(t *testing.T) {
	box := newBox(t)
	ctx := context.Background()
	h := &hands{}
	c := openBy(t, newClub(t, box), h, nil)
	var numbers []string
	for range 4 {
		numbers = append(numbers, issueTo(t, c, "2", app.Issuing{AtOnce: true}).Number())
	}
	if err := c.SendFirst(ctx, numbers, numbers[:1]); err != nil {
		t.Fatal(err)
	}
	mails := func() int { return len(box.Mail.Inbox("kari@example.test")) }
	sendNow(t, c)
	if _, err := c.Send(ctx, app.Sending{Now: true}); err != nil {
		t.Fatal(err)
	}
	if n := mails(); n != 1 {
		t.Fatalf("%d mails, want only the first", n)
	}
	if n, err := c.UndoSend(ctx, numbers[1:2]); err != nil || n != 1 {
		t.Errorf("took back %d held ones, %v", n, err)
	}
	save(t, c, billing.Settings{"send.undo": "60"})
	if n, err := c.Release(ctx, numbers[2:3]); err != nil || n != 1 {
		t.Errorf("released %d, %v", n, err)
	}
	sendNow(t, c)
	if n := mails(); n != 1 {
		t.Errorf("%d mails within the time to take back, want 1", n)
	}
	h.move(61 * time.Second)
	sendNow(t, c)
	if n := mails(); n != 2 {
		t.Errorf("%d mails, want 2", n)
	}
	if n, err := c.Release(ctx, nil); err != nil || n != 1 {
		t.Errorf("released %d of the rest, %v", n, err)
	}
	h.move(61 * time.Second)
	sendNow(t, c)
	if n := mails(); n != 3 {
		t.Errorf("%d mails, want 3: one was taken back", n)
	}
}

func TestReturned_GoesOnOnceAndToTheCorrectedAddress(t *testing.T) {
	box := newBox(t)
	ctx := context.Background()
	c := openBy(t, newClub(t, box), &hands{}, nil)
	addPerson(t, c, "9", "gammel@example.test")
	number := issueTo(t, c, "9", app.Issuing{AtOnce: true}).Number()
	sendNow(t, c)
	first := outbox(t, c)[0]
	for range 3 {
		if err := app.Returned(ctx, c, first.ID, "bounce-5.1.1", "550 5.1.1 no such user"); err != nil {
			t.Fatal(err)
		}
	}
	sendNow(t, c)
	got := states(t, c, app.Sending{})
	slices.Sort(got)
	if diff := cmp.Diff([]string{"email bounced bounce-5.1.1", "letter accepted "}, got); diff != "" {
		t.Errorf("outbox (-want +got):\n%s", diff)
	}
	addPerson(t, c, "9", "ny@example.test")
	if err := c.SendBy(ctx, []string{number}, billing.Email); err != nil {
		t.Fatal(err)
	}
	sendNow(t, c)
	if old, fresh := len(box.Mail.Inbox("gammel@example.test")), len(box.Mail.Inbox("ny@example.test")); old != 1 || fresh != 1 {
		t.Errorf("%d mails to the old address and %d to the new one, want 1 each", old, fresh)
	}
	mails := box.Mail.Submitted()
	if len(mails) == 2 && messageID(t, mails[0].Bytes) == messageID(t, mails[1].Bytes) {
		t.Error("another mail to another address has the same Message-ID")
	}
	if err := app.Returned(ctx, c, outbox(t, c)[2].ID, "bounce-5.1.1", ""); err != nil {
		t.Fatal(err)
	}
	if n := len(outbox(t, c)); n != 3 {
		t.Errorf("%d deliveries: a document that lies on the pile needs no second letter", n)
	}
}

func TestSend_GoesToTheAddressOfToday(t *testing.T) {
	box := newBox(t)
	c := openBy(t, newClub(t, box), &hands{}, nil)
	addPerson(t, c, "9", "gammel@example.test")
	addPerson(t, c, "10", "borte@example.test")
	issueTo(t, c, "9", app.Issuing{AtOnce: true})
	issueTo(t, c, "10", app.Issuing{AtOnce: true})
	addPerson(t, c, "9", "ny@example.test")
	addPerson(t, c, "10", "")
	sendNow(t, c)
	rows := outbox(t, c)
	if rows[0].Recipient != "ny@example.test" || len(box.Mail.Inbox("ny@example.test")) != 1 || len(box.Mail.Inbox("gammel@example.test")) != 0 {
		t.Errorf("went to %s", rows[0].Recipient)
	}
	if rows[1].State != billing.Refused || rows[1].Reason != "route-no-email" || rows[1].Recipient != "borte@example.test" ||
		rows[2].Channel != billing.Letter || len(box.Mail.Inbox("borte@example.test")) != 0 {
		t.Errorf("without an address: %s %s, then %s", rows[1].State, rows[1].Reason, rows[2].Channel)
	}
	mustVerify(t, c)
}
