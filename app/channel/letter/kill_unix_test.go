//go:build !windows

package letter_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"fakturist/app/channel/letter"
	"fakturist/billing"
)

// killLetters are how many letters there are at a time, kills how often the program that gives them is ended.
const (
	killLetters = 40
	kills       = 40
)

// TestHouse_GivesNothingTwiceWhenItIsKilled ends a program that gives letters at random moments, while the house fetches each
// batch as soon as it stands there.
func TestHouse_GivesNothingTwiceWhenItIsKilled(t *testing.T) {
	if os.Getenv("FAKTURIST_HOUSE") != "" {
		giveAll(t)
		return
	}
	h := newHouse(t)
	fetched := t.TempDir()
	moreLetters(t, h, -1)
	whole := runHouse(t, h, nil) // how long a run takes that nobody ends
	fetch(t, h.Folder, fetched)
	inBatch := 0
	for try := range kills {
		if try%10 == 0 {
			moreLetters(t, h, try)
		}
		runHouse(t, h, func() time.Duration { return time.Duration(upTo(t, int64(whole))) })
		inBatch += count(t, filepath.Join(h.Spool, "batch-*"))
		fetch(t, h.Folder, fetched)
	}
	runHouse(t, h, nil)
	fetch(t, h.Folder, fetched)
	t.Logf("%d kills, %d of them while a batch was given", kills, inBatch)
	got := listed(t, fetched)
	for id, times := range got {
		if times != 1 {
			t.Errorf("letter %s stands in %d batches", id, times)
		}
	}
	if want := len(frozenLetters(t, h)); len(got) != want {
		t.Errorf("the house got %d letters of %d", len(got), want)
	}
}

// runHouse runs the program that gives letters and tells how long it took; after a while it is killed, unless that is nil.
func runHouse(t *testing.T, h letter.House, after func() time.Duration) time.Duration {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestHouse_GivesNothingTwiceWhenItIsKilled$")
	cmd.Env = append(os.Environ(), "FAKTURIST_HOUSE="+h.Folder, "FAKTURIST_SPOOL="+h.Spool)
	began := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if after != nil {
		time.Sleep(after())
		_ = cmd.Process.Kill() // it may have ended already
	}
	if err := cmd.Wait(); err != nil && after == nil {
		t.Fatal(err)
	}
	return time.Since(began)
}

func count(t *testing.T, pattern string) int {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return len(found)
}

func upTo(t *testing.T, n int64) int64 {
	t.Helper()
	v, err := rand.Int(rand.Reader, big.NewInt(n))
	if err != nil {
		t.Fatal(err)
	}
	return v.Int64()
}

// moreLetters lays frozen letters beside the spool, as a company file keeps them.
func moreLetters(t *testing.T, h letter.House, run int) {
	t.Helper()
	dir := h.Spool + "-frozen"
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for i := range killLetters {
		f, err := letter.NewHouse(h, rand.Reader).Freeze(context.Background(), consignment(fmt.Sprint("Kari ", run, i)))
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(f)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, f.ID), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func frozenLetters(t *testing.T, h letter.House) []billing.Frozen {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(h.Spool+"-frozen", "*"))
	if err != nil {
		t.Fatal(err)
	}
	var out []billing.Frozen
	for _, path := range files {
		var f billing.Frozen
		if err := json.NewDecoder(bytes.NewReader(read(t, path))).Decode(&f); err != nil {
			t.Fatal(err)
		}
		out = append(out, f)
	}
	return out
}

// giveAll is the program that is killed: it sends every frozen letter, whether it was sent before or not, in runs of ten.
func giveAll(t *testing.T) {
	h := letter.House{Folder: os.Getenv("FAKTURIST_HOUSE"), Spool: os.Getenv("FAKTURIST_SPOOL"), Clock: time.Now}
	c := letter.NewHouse(h, rand.Reader)
	for i, f := range frozenLetters(t, h) {
		if _, err := c.Send(context.Background(), f); err != nil {
			t.Fatal(err)
		}
		if i%10 == 9 {
			closeBatch(t, h)
		}
	}
	closeBatch(t, h)
}

// fetch takes every batch out of the house's folder that stands there.
func fetch(t *testing.T, folder, to string) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(folder, "2*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, batch := range found {
		taken := filepath.Join(to, filepath.Base(batch))
		if _, err := os.Stat(taken); err == nil {
			taken += "-" + strconv.FormatInt(upTo(t, 1<<40), 10)
			t.Errorf("two batches are called %s", filepath.Base(batch))
		}
		if err := os.Rename(batch, taken); err != nil {
			t.Fatal(err)
		}
	}
}
