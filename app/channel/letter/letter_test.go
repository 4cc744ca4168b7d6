package letter_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fakturist/app/channel/channeltest"
	"fakturist/app/channel/letter"
	"fakturist/billing"
)

var pdf = []byte("%PDF-1.7\nbrev\n%%EOF\n")

func consignment(name string) billing.Consignment {
	doc := billing.Document{Kind: billing.KindInvoice, Buyer: billing.Party{Name: name, Address: billing.Address{PostCode: "5003", City: "Bergen"}}}
	return billing.Consignment{Invoice: billing.RestoreInvoice(1, "2019/77", "", time.Time{}, doc), PDF: pdf, Recipient: name}
}

func TestConformance(t *testing.T) {
	channeltest.Run(t, func(t *testing.T) channeltest.Harness {
		dir := filepath.Join(t.TempDir(), "utskrift")
		return channeltest.Harness{
			New:          func(*testing.T) billing.Channel { return letter.New(letter.Folder(dir), rand.Reader) },
			Unconfigured: func(*testing.T) billing.Channel { return letter.New(nil, rand.Reader) },
			Good:         func(*testing.T) billing.Consignment { return consignment("Kari Nordmann") },
			Impossible:   func(*testing.T) billing.Consignment { return consignment("") },
			SetDown:      func(t *testing.T, down bool) { setDown(t, dir, down) },
			KnowsStatus:  true,
			Arrived: func(t *testing.T, f billing.Frozen) int {
				n := 0
				for _, file := range waiting(t, dir) {
					if b := read(t, file); strings.Contains(file, f.ID) && bytes.Equal(b, f.Bytes) {
						n++
					}
				}
				return n
			},
		}
	})
}

// setDown puts a file where the folder should be, as when a disk is away and something else stands in its place.
func setDown(t *testing.T, dir string, down bool) {
	t.Helper()
	away := dir + ".away"
	move := func(from, to string) {
		if err := os.Rename(from, to); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	if !down {
		if err := os.Remove(dir); err != nil {
			t.Fatal(err)
		}
		move(away, dir)
		return
	}
	move(dir, away)
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
}

func waiting(t *testing.T, dir string) []string {
	t.Helper()
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		dir += ".away"
	}
	files, err := letter.Folder(dir).Waiting()
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSend_LaysALetterOnceEvenWhenAskedTwice(t *testing.T) {
	dir := t.TempDir()
	pile := letter.Folder(dir)
	c, ctx := letter.New(pile, rand.Reader), context.Background()
	f, err := c.Freeze(ctx, consignment("Kari Nordmann"))
	if err != nil {
		t.Fatal(err)
	}
	first, err := c.Send(ctx, f)
	if err != nil || first.Delivered {
		t.Fatalf("%+v, %v: a letter is handed over at most", first, err)
	}
	if err := pile.Printed(waiting(t, dir)); err != nil {
		t.Fatal(err)
	}
	again, err := c.Send(ctx, f)
	if err != nil || len(waiting(t, dir)) != 0 {
		t.Errorf("a printed letter was laid on the pile again: %+v, %v", again, err)
	}
	if r, err := c.Status(ctx, f); err != nil || !strings.Contains(r.ID, "printed") {
		t.Errorf("status of a printed letter: %+v, %v", r, err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("the pile holds %v, %v, want the folder of printed letters alone", entries, err)
	}
}

func TestFreeze_NamesTheLetterAfterItsDocument(t *testing.T) {
	f, err := letter.New(letter.Folder(t.TempDir()), rand.Reader).Freeze(context.Background(), consignment("Kari Nordmann"))
	if err != nil || !strings.HasPrefix(f.ID, "2019_77-") || strings.ContainsAny(f.ID, `/\.`) {
		t.Errorf("id %q, %v", f.ID, err)
	}
}

func TestFreeze_RefusesWhatCannotBePosted(t *testing.T) {
	c := letter.New(letter.Folder(t.TempDir()), rand.Reader)
	homeless, paperless := consignment("Kari Nordmann"), consignment("Kari Nordmann")
	homeless.Invoice = billing.RestoreInvoice(1, "1", "", time.Time{}, billing.Document{})
	paperless.PDF = nil
	for want, con := range map[string]billing.Consignment{letter.CodeNoAddress: homeless, letter.CodeNoDocument: paperless} {
		_, err := c.Freeze(context.Background(), con)
		var e *letter.Error
		if !errors.As(err, &e) || e.Code() != want || !errors.Is(err, billing.ErrRejected) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestStatus_AMissingFolderIsNoAnswer(t *testing.T) {
	c := letter.New(letter.Folder(filepath.Join(t.TempDir(), "away")), rand.Reader)
	_, err := c.Status(context.Background(), billing.Frozen{ID: "1"})
	if err == nil || errors.Is(err, billing.ErrNotFound) {
		t.Errorf("%v, which somebody would send again on", err)
	}
}

// TestSend_LeavesLettersForAnAccessPointAlone: their bytes are no PDF, and it may have printed them.
func TestSend_LeavesLettersForAnAccessPointAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "brev")
	c := letter.New(letter.Folder(dir), rand.Reader)
	f := billing.Frozen{ID: "11111111-2222-4333-8444-555555555555", Recipient: "Per Ås", Bytes: []byte("{}"), Via: "maventa@ax.maventa.com"}
	if _, err := c.Send(context.Background(), f); !errors.Is(err, billing.ErrRejected) {
		t.Errorf("send: %v", err)
	}
	if _, err := c.Status(context.Background(), f); !errors.Is(err, billing.ErrNoStatus) {
		t.Errorf("status: %v", err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("something was laid on the pile: %v", err)
	}
}
