package app_test

import (
	"context"
	"os"
	"slices"
	"testing"

	"fakturist/app"
)

func TestCheckPoint_TellsWhetherTheAccessPointAnswers(t *testing.T) {
	box := newBox(t)
	c := reopen(t, newClub(t, box), 0)
	ctx := context.Background()
	folder, gone := t.TempDir(), t.TempDir()
	for _, test := range []struct {
		name, kind, url string
		want            []string
	}{
		{"answers", "phoss", box.Access.URL, nil},
		{"nobody there", "phoss", "https://127.0.0.1:1", []string{"ap-connection"}},
		{"keeps no record", "phase4", box.Phase4.URL, []string{"ap-no-trial"}},
		{"storecove", "storecove", box.Storecove.URL, nil},
		{"maventa", "maventa", box.Maventa.URL, nil},
		{"phase4 away", "phase4", "https://127.0.0.1:1", []string{"ap-connection"}},
		{"folder", "folder", folder, nil},
		{"no folder", "folder", gone, []string{"ap-folder"}},
	} {
		set := pointSettings(box, test.kind)
		set["accesspoint.url"] = test.url
		if err := c.SaveSettings(ctx, set); err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		if test.url == gone { // a disk taken away
			if err := os.Remove(gone); err != nil {
				t.Fatal(err)
			}
		}
		_, err := c.CheckPoint(ctx)
		if got := app.Faults(err).Codes(); !slices.Equal(got, test.want) || err != nil && test.want == nil {
			t.Errorf("%s: got %v (%v), want %v", test.name, got, err, test.want)
		}
	}
	if n := len(box.Access.Submissions()) + len(box.Phase4.Submissions()); n > 0 {
		t.Errorf("a trial sent %d documents", n)
	}
}
