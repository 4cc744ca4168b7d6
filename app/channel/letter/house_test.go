package letter_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fakturist/app/channel/channeltest"
	"fakturist/app/channel/letter"
	"fakturist/billing"

	"github.com/google/go-cmp/cmp"
)

func newHouse(t *testing.T) letter.House {
	t.Helper()
	h := letter.House{Folder: filepath.Join(t.TempDir(), "trykkeri"), Spool: filepath.Join(t.TempDir(), "spool"), Duplex: true,
		Clock: func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) }}
	if err := os.Mkdir(h.Folder, 0o755); err != nil {
		t.Fatal(err)
	}
	return h
}

// post freezes a letter, sends it and gives its id.
func post(t *testing.T, h letter.House, name string) billing.Frozen {
	t.Helper()
	c := letter.NewHouse(h, rand.Reader)
	f, err := c.Freeze(context.Background(), consignment(name))
	if err == nil {
		_, err = c.Send(context.Background(), f)
	}
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func closeBatch(t *testing.T, h letter.House) map[string]string {
	t.Helper()
	places, err := h.Close(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return places
}

// listed is how often each letter's id stands in the manifests of all batches of a folder, each with the right bytes.
func listed(t *testing.T, dirs ...string) map[string]int {
	t.Helper()
	out := map[string]int{}
	for _, dir := range dirs {
		found, err := filepath.Glob(filepath.Join(dir, "*", "manifest.json"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range found {
			var m struct {
				Letters []struct {
					letter.Note
					File, SHA256 string
				}
			}
			if err := json.Unmarshal(read(t, path), &m); err != nil {
				t.Fatal(err)
			}
			for _, l := range m.Letters {
				sum := sha256.Sum256(read(t, filepath.Join(filepath.Dir(path), l.File)))
				if hex.EncodeToString(sum[:]) != l.SHA256 {
					t.Errorf("%s: %s is not what the manifest says", path, l.File)
				}
				out[l.ID]++
			}
		}
	}
	return out
}

func TestHouse_Conformance(t *testing.T) {
	channeltest.Run(t, func(t *testing.T) channeltest.Harness {
		h := newHouse(t)
		return channeltest.Harness{
			New:          func(*testing.T) billing.Channel { return letter.NewHouse(h, rand.Reader) },
			Unconfigured: func(*testing.T) billing.Channel { return letter.NewHouse(letter.House{}, rand.Reader) },
			Good:         func(*testing.T) billing.Consignment { return consignment("Kari Nordmann") },
			Impossible:   func(*testing.T) billing.Consignment { return consignment("") },
			SetDown:      func(t *testing.T, down bool) { setDown(t, h.Folder, down) },
			KnowsStatus:  true,
			Arrived: func(t *testing.T, f billing.Frozen) int {
				if info, err := os.Stat(h.Folder); err == nil && info.IsDir() {
					closeBatch(t, h)
				}
				n := 0
				for id, times := range listed(t, h.Folder, h.Folder+".away") {
					if id == f.ID && bytes.HasSuffix(f.Bytes, pdf) {
						n += times
					}
				}
				return n
			},
		}
	})
}

func TestHouse_GivesABatchARun(t *testing.T) {
	h := newHouse(t)
	first, second := post(t, h, "Kari Nordmann"), post(t, h, "Ås & Sønn; \"Rør\"")
	if got := listed(t, h.Folder); len(got) != 0 {
		t.Fatalf("before the run is over the house sees %v", got)
	}
	places := closeBatch(t, h)
	dir := filepath.Join(h.Folder, "2026-11-22-001")
	if got := filepath.Dir(places[first.ID]); got != dir || !bytes.Equal(read(t, places[second.ID]), pdf) {
		t.Errorf("letters lie at %v", places)
	}
	var names []string
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if len(names) != 4 || !slices.Contains(names, "2019_77.pdf") {
		t.Errorf("batch holds %v, want two PDFs, one named by its number, and two manifests", names)
	}
	b, ok := bytes.CutPrefix(read(t, filepath.Join(dir, "manifest.csv")), []byte("\uFEFF"))
	if !ok {
		t.Error("manifest without a byte order mark")
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%v, %v", rows, err)
	}
	for _, row := range rows[1:] {
		if row[1] == second.ID {
			if diff := cmp.Diff(slices.Delete(slices.Clone(row), 9, 10), []string{row[0], second.ID, "2019/77", "Ås & Sønn; \"Rør\"", "", "5003", "Bergen", "NO", "0", "yes", "yes"}); diff != "" {
				t.Error(diff)
			}
		}
	}
	third := post(t, h, "Ola Hansen")
	if got := filepath.Base(filepath.Dir(closeBatch(t, h)[third.ID])); got != "2026-11-22-002" {
		t.Errorf("the next batch is %s", got)
	}
	if places := closeBatch(t, h); len(places) != 0 {
		t.Errorf("a run without letters gave %v", places)
	}
}

func TestHouse_TakesNoNameAgainThatTheHouseFetched(t *testing.T) {
	h := newHouse(t)
	post(t, h, "Kari Nordmann")
	closeBatch(t, h)
	if err := os.RemoveAll(filepath.Join(h.Folder, "2026-11-22-001")); err != nil {
		t.Fatal(err)
	}
	f := post(t, h, "Ola Hansen")
	if got := closeBatch(t, h)[f.ID]; !strings.Contains(got, "2026-11-22-002") {
		t.Errorf("the second batch lies at %s", got)
	}
}

// TestHouse_GivesEachLetterOnceWhereverAProgramEnded puts the disk into every state a program can leave behind.
func TestHouse_GivesEachLetterOnceWhereverAProgramEnded(t *testing.T) {
	for name, leave := range map[string]func(t *testing.T, h letter.House, batch, part string){
		"letters in the spool": func(t *testing.T, h letter.House, batch, _ string) {},
		"batch begun":          func(t *testing.T, h letter.House, batch, _ string) { begin(t, h, batch) },
		"part half written":    func(t *testing.T, h letter.House, batch, part string) { begin(t, h, batch); half(t, part) },
		"half a letter in a spool": func(t *testing.T, h letter.House, _, _ string) {
			write(t, filepath.Join(h.Spool, "waiting", ".9.part"))
		},
	} {
		h := newHouse(t)
		f := post(t, h, "Kari Nordmann")
		leave(t, h, filepath.Join(h.Spool, "batch-2026-11-22-001"), filepath.Join(h.Folder, ".2026-11-22-001.part"))
		closeBatch(t, h)
		closeBatch(t, h)
		again(t, h, f)
		if got := listed(t, h.Folder); got[f.ID] != 1 || len(got) != 1 {
			t.Errorf("%s: the house got %v", name, got)
		}
	}
}

// TestHouse_NeverGivesAgainWhatWasFetched ends the program between the rename that gives a batch and its being remembered, and
// lets the house fetch the batch meanwhile.
func TestHouse_NeverGivesAgainWhatWasFetched(t *testing.T) {
	for _, fetched := range []bool{false, true} {
		h := newHouse(t)
		f := post(t, h, "Kari Nordmann")
		kept := filepath.Join(t.TempDir(), "copy")
		if err := os.CopyFS(kept, os.DirFS(h.Spool)); err != nil {
			t.Fatal(err)
		}
		closeBatch(t, h)
		// the spool as it was the moment after the rename
		batch := filepath.Join(h.Spool, "batch-2026-11-22-001")
		for _, err := range []error{os.RemoveAll(h.Spool), os.CopyFS(h.Spool, os.DirFS(kept)), os.Rename(filepath.Join(h.Spool, "waiting"), batch)} {
			if err != nil {
				t.Fatal(err)
			}
		}
		write(t, filepath.Join(batch, "handing"))
		if fetched {
			if err := os.RemoveAll(filepath.Join(h.Folder, "2026-11-22-001")); err != nil {
				t.Fatal(err)
			}
		}
		closeBatch(t, h)
		again(t, h, f)
		want := 1
		if fetched {
			want = 0
		}
		if got := listed(t, h.Folder); got[f.ID] != want {
			t.Errorf("fetched %v: the house got %v", fetched, got)
		}
		if _, err := os.Stat(batch); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the batch stays in the spool: %v", err)
		}
	}
}

// again sends a letter once more, as after a lost answer, and closes the run.
func again(t *testing.T, h letter.House, f billing.Frozen) {
	t.Helper()
	c := letter.NewHouse(h, rand.Reader)
	if _, err := c.Send(context.Background(), f); err != nil {
		t.Fatal(err)
	}
	if r, err := c.Status(context.Background(), f); err != nil || r.Delivered {
		t.Errorf("status %+v, %v", r, err)
	}
	closeBatch(t, h)
}

func begin(t *testing.T, h letter.House, batch string) {
	t.Helper()
	if err := os.Rename(filepath.Join(h.Spool, "waiting"), batch); err != nil {
		t.Fatal(err)
	}
}

func half(t *testing.T, part string) {
	t.Helper()
	if err := os.Mkdir(part, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(part, "2019_77.pdf"))
}

func write(t *testing.T, path string) {
	t.Helper()
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestHouse_TakesAnotherNameWhenOneIsTaken(t *testing.T) {
	h := newHouse(t)
	f := post(t, h, "Kari Nordmann")
	begin(t, h, filepath.Join(h.Spool, "batch-2026-11-22-001"))
	if err := os.Mkdir(filepath.Join(h.Folder, "2026-11-22-001"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Close(context.Background()); err == nil {
		t.Error("a batch was given under a name that is taken")
	}
	if got := closeBatch(t, h)[f.ID]; !strings.Contains(got, "2026-11-22-002") {
		t.Errorf("the batch lies at %q", got)
	}
}

func TestHouse_SaysWhenItsFolderIsAway(t *testing.T) {
	h := newHouse(t)
	post(t, h, "Kari Nordmann")
	setDown(t, h.Folder, true)
	_, err := h.Close(context.Background())
	var e *letter.Error
	if !errors.As(err, &e) || e.Code() != letter.CodeFolderAway || !errors.Is(err, billing.ErrUnavailable) {
		t.Errorf("%v", err)
	}
	setDown(t, h.Folder, false)
	if got := closeBatch(t, h); len(got) != 1 {
		t.Errorf("gave %v", got)
	}
}

// TestPile_LaysTheDocumentOfALetterFrozenForAHouse changes from a print house to the own pile, and back.
func TestPile_LaysTheDocumentOfALetterFrozenForAHouse(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	forHouse, err := letter.NewHouse(h, rand.Reader).Freeze(ctx, consignment("Kari Nordmann"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := letter.New(letter.Folder(t.TempDir()), rand.Reader).Send(ctx, forHouse)
	if err != nil || !bytes.Equal(read(t, r.ID), pdf) || !bytes.Equal(letter.PDF(forHouse.Bytes), pdf) {
		t.Errorf("%+v, %v: what lies on the pile is not the PDF alone", r, err)
	}
	forPile, err := letter.New(letter.Folder(t.TempDir()), rand.Reader).Freeze(ctx, consignment("Kari Nordmann"))
	if err == nil {
		_, err = letter.NewHouse(h, rand.Reader).Send(ctx, forPile)
	}
	if err != nil {
		t.Fatal(err)
	}
	if got := read(t, closeBatch(t, h)[forPile.ID]); !bytes.Equal(got, pdf) {
		t.Errorf("the house got %q", got)
	}
}
