package app_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"fakturist/app"
	"fakturist/app/practice"
	"fakturist/billing"

	"github.com/google/go-cmp/cmp"
)

// pointSettings lead to the access point of a kind in a box.
func pointSettings(box *practice.Box, kind string) billing.Settings {
	s := billing.Settings{"accesspoint.kind": kind, "accesspoint.user": ""}
	switch kind {
	case "phase4":
		s["accesspoint.url"] = box.Phase4.URL
	case "storecove":
		s["accesspoint.url"], s["accesspoint.user"] = box.Storecove.URL, strconv.Itoa(practice.StorecoveEntity)
	case "maventa":
		s["accesspoint.url"], s["accesspoint.user"] = box.Maventa.URL, practice.MaventaCompany
	default:
		s["accesspoint.url"] = box.Access.URL
	}
	return s
}

func TestSend_GoesByTheAccessPointOfTheSettings(t *testing.T) {
	box := newBox(t)
	path := newClub(t, box)
	for _, test := range []struct {
		kind, first, later string
		taken              func() []practice.Submission
	}{
		{"phoss", "ehf delivered ", "", box.Access.Submissions},
		{"phase4", "ehf delivered ", "", box.Phase4.Submissions},
		{"storecove", "ehf accepted ", "ehf delivered ", box.Storecove.Submissions},
		{"maventa", "ehf accepted ", "ehf delivered ", box.Maventa.Submissions},
	} {
		c := reopen(t, path, 0)
		if err := c.SaveSettings(context.Background(), pointSettings(box, test.kind)); err != nil {
			t.Fatal(err)
		}
		inv := issueTo(t, c, "1", app.Issuing{})
		want := test.first
		states(t, c, app.Sending{})
		got := wayOf(t, c, inv.Number())
		if test.later != "" && got == test.first {
			mustClose(t, c)
			c = reopen(t, path, time.Hour)
			states(t, c, app.Sending{})
			got, want = wayOf(t, c, inv.Number()), test.later
		}
		if got != want {
			t.Errorf("%s: %q, want %q", test.kind, got, want)
		}
		if n := len(test.taken()); n != 1 {
			t.Errorf("%s: taken %d times", test.kind, n)
		}
		mustClose(t, c)
	}
}

func wayOf(t *testing.T, c *app.Company, number string) string {
	t.Helper()
	rows, err := c.Outbox(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.Invoice == number {
			return string(r.Channel) + " " + string(r.State) + " " + r.Reason
		}
	}
	return ""
}

// TestSend_ReachesPrivatePersonsByMaventa: eFaktura and Vipps are ways of the same access point.
func TestSend_ReachesPrivatePersonsByMaventa(t *testing.T) {
	box := newBox(t)
	c := reopen(t, newClub(t, box), 0)
	set := pointSettings(box, "maventa")
	set["routes"], set["letter.by"] = "efaktura,letter", "accesspoint"
	if err := c.SaveSettings(context.Background(), set); err != nil {
		t.Fatal(err)
	}
	kari, per := issueTo(t, c, "2", app.Issuing{}), issueTo(t, c, "3", app.Issuing{})
	states(t, c, app.Sending{})
	if got := []string{wayOf(t, c, kari.Number()), wayOf(t, c, per.Number())}; !cmp.Equal(got, []string{"efaktura accepted ", "letter accepted "}) {
		t.Errorf("outbox %q", got)
	}
	var routes []string
	for _, s := range box.Maventa.Submissions() {
		routes = append(routes, s.Fields["recipient_type"]+" "+s.Fields["route_order"])
	}
	if !cmp.Equal(routes, []string{"consumer netbank", "consumer print"}) && !cmp.Equal(routes, []string{"consumer print", "consumer netbank"}) {
		t.Errorf("routes %q", routes)
	}
}

// TestPractice_BringsTheAccessPointOfTheKind: whoever names a kind practises against one like it.
func TestPractice_BringsTheAccessPointOfTheKind(t *testing.T) {
	for _, kind := range []string{"", "phoss", "phase4", "storecove", "maventa"} {
		box := newBox(t)
		path := filepath.Join(t.TempDir(), "klubb.fakt")
		settings := clubSettings(box)
		delete(settings, "accesspoint.url")
		delete(settings, "accesspoint.ca")
		settings["accesspoint.kind"] = kind
		c, err := app.Create(context.Background(), path, settings, app.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err = c.AddCustomers(context.Background(), []billing.Customer{{No: "1", Party: billing.Party{Name: "Rør og Varme AS", Type: billing.Business,
			OrgNo: "987654325", Address: billing.Address{Street: "Storgata 2", PostCode: "7010", City: "Trondheim"}}}}); err != nil {
			t.Fatal(err)
		}
		box.AddReceiver("0192:987654325")
		inv := issueTo(t, c, "1", app.Issuing{})
		states(t, c, app.Sending{})
		if got := wayOf(t, c, inv.Number()); got != "ehf delivered " && got != "ehf accepted " {
			t.Errorf("kind %q: %q", kind, got)
		}
		mustClose(t, c)
	}
}

func TestSaveSettings_AsksForWhatTheAccessPointNeeds(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "fil")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		set  billing.Settings
		want string
	}{
		{billing.Settings{"accesspoint.kind": "fax"}, "setting-not-allowed"},
		{billing.Settings{"accesspoint.kind": "phase4", "accesspoint.url": "ap.example.no"}, "setting-not-url"},
		{billing.Settings{"accesspoint.kind": "storecove", "accesspoint.url": "", "accesspoint.user": "kor"}, "setting-not-user"},
		{billing.Settings{"accesspoint.kind": "storecove", "accesspoint.url": "", "accesspoint.user": "100123"}, ""},
		{billing.Settings{"accesspoint.kind": "maventa", "accesspoint.url": "", "accesspoint.user": "100123"}, "setting-not-user"},
		{billing.Settings{"accesspoint.kind": "maventa", "accesspoint.url": "", "accesspoint.user": practice.MaventaCompany}, ""},
		{billing.Settings{"accesspoint.kind": "folder", "accesspoint.url": "https://ap.example.no"}, "setting-not-folder"},
		{billing.Settings{"accesspoint.kind": "folder", "accesspoint.url": file}, "setting-not-folder"},
		{billing.Settings{"accesspoint.kind": "folder", "accesspoint.url": folder}, ""},
		{billing.Settings{"letter.by": "accesspoint"}, "setting-letter-maventa"},
	} {
		c := reopen(t, newClub(t, newBox(t)), 0)
		err := c.SaveSettings(context.Background(), test.set)
		if got := app.Faults(err); test.want == "" && err != nil || test.want != "" && (len(got) == 0 || got[0].Code != test.want) {
			t.Errorf("%v: %v, want %q", test.set, err, test.want)
		}
	}
}

// TestSend_ALostAnswerArrivesOnceWhereAnIDIsTakenOnce: what takes an id twice stays with a person instead.
func TestSend_ALostAnswerArrivesOnceWhereAnIDIsTakenOnce(t *testing.T) {
	box := newBox(t)
	path := newClub(t, box)
	for _, test := range []struct {
		name, kind, want string
		lose             func(b ...practice.Behaviour)
		taken            func() []practice.Submission
		before           func()
	}{
		{"storecove", "storecove", "ehf delivered ", box.Storecove.Plan, box.Storecove.Submissions, func() {}},
		{"maventa", "maventa", "ehf delivered ", box.Maventa.Plan, box.Maventa.Submissions, func() {}},
		{"maventa with ids of its own", "maventa", "ehf accepted ", box.Maventa.Plan, box.Maventa.Submissions, func() { box.Maventa.SetOwnIDs(true) }},
		{"phoss", "phoss", "ehf delivered ", box.Access.Plan, box.Access.Submissions, func() {}},
		{"phase4", "phase4", "ehf unknown ap-lost", box.Phase4.Plan, box.Phase4.Submissions, func() {}},
	} {
		test.before()
		c := reopen(t, path, 0)
		if err := c.SaveSettings(context.Background(), pointSettings(box, test.kind)); err != nil {
			t.Fatal(err)
		}
		had := len(test.taken())
		test.lose(practice.LoseAnswer)
		inv := issueTo(t, c, "1", app.Issuing{})
		states(t, c, app.Sending{})
		if got := wayOf(t, c, inv.Number()); got != "ehf unknown ap-lost" {
			t.Errorf("%s: %q after the answer was lost", test.name, got)
		}
		for hours := range 3 {
			mustClose(t, c)
			c = reopen(t, path, time.Duration(hours+1)*time.Hour)
			states(t, c, app.Sending{})
		}
		if got := wayOf(t, c, inv.Number()); got != test.want {
			t.Errorf("%s: %q in the end, want %q", test.name, got, test.want)
		}
		if n := len(test.taken()) - had; n != 1 {
			t.Errorf("%s: taken %d times", test.name, n)
		}
		mustClose(t, c)
	}
}

// TestSend_AnotherAccessPointDoesNotGetWhatWasMadeForTheLast: it is refused with its reason, and the document made anew for the
// one that is set up now.
func TestSend_AnotherAccessPointDoesNotGetWhatWasMadeForTheLast(t *testing.T) {
	box := newBox(t)
	path := newClub(t, box)
	c := reopen(t, path, 0)
	box.Access.Plan(practice.Unavailable)
	inv := issueTo(t, c, "1", app.Issuing{})
	states(t, c, app.Sending{})
	if got := wayOf(t, c, inv.Number()); got != "ehf queued ap-503" {
		t.Fatalf("first attempt: %q", got)
	}
	if err := c.SaveSettings(context.Background(), pointSettings(box, "storecove")); err != nil {
		t.Fatal(err)
	}
	mustClose(t, c)
	c = reopen(t, path, 2*time.Hour)
	states(t, c, app.Sending{})
	story, err := c.WhyRoute(context.Background(), inv.Number())
	if err != nil {
		t.Fatal(err)
	}
	var steps []string
	for _, step := range story.Steps {
		if step.Channel == billing.EHF {
			steps = append(steps, step.Outcome+" "+step.Reason)
		}
	}
	if !slices.Equal(steps, []string{"refused ap-moved", "accepted "}) {
		t.Errorf("the way it went: %q", steps)
	}
	if old, now := len(box.Access.Submissions()), len(box.Storecove.Submissions()); old != 0 || now != 1 {
		t.Errorf("the former has it %d times, the one now %d times", old, now)
	}
}
