package lookup_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"fakturist/app/lookup"
	"fakturist/app/practice"
	"fakturist/billing"

	"github.com/google/go-cmp/cmp"
)

const fjord = "923609016"

func TestEntry_FillsAPartyFromTheRegister(t *testing.T) {
	box := open(t)
	box.Register.Add(practice.Unit{OrgNo: fjord, Name: "STOREVIK KOMMUNE", Form: "KOMM", Street: "Rådhusgata 2", PostCode: "4001", City: "Stavanger", VAT: true})
	l := start(t, config(box), newMemory())
	e := l.Entry(context.Background(), "923 609 016")
	want := billing.Party{Name: "STOREVIK KOMMUNE", Type: billing.Public, OrgNo: fjord, VATNo: "NO923609016MVA",
		Address: billing.Address{Street: "Rådhusgata 2", PostCode: "4001", City: "STAVANGER", Country: "NO"}}
	if diff := cmp.Diff(e.Party, want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
	if e.Source != billing.FromRegister || !e.CheckedAt.Equal(moment) || e.Age != 0 || len(e.Warnings("")) != 0 || !e.Usable() {
		t.Errorf("%+v", e)
	}
}

func TestEntry_WarnsOfTroubledUnits(t *testing.T) {
	box := open(t)
	l := start(t, config(box), newMemory())
	for orgNo, want := range map[string]string{
		practice.ExampleBankrupt: "register-bankrupt", practice.ExampleWinding: "register-liquidation",
		practice.ExampleForced: "register-forced-dissolution", practice.ExampleDeleted: "register-deleted", practice.ExampleRemoved: "register-deleted",
		practice.ExampleNursery: "register-subunit", practice.ExampleCouncil: "", practice.ExampleForeign: "",
		"991825827": "register-unknown", "923609017": "register-unknown",
	} {
		faults := l.Entry(context.Background(), orgNo).Warnings("customer.orgNo")
		if got := strings.Join(faults.Codes(), " "); got != want || faults.Err() != nil {
			t.Errorf("%s: %q (%v), want %q", orgNo, got, faults.Err(), want)
		}
	}
	nursery := l.Entry(context.Background(), practice.ExampleNursery)
	args := nursery.Warnings("")[0].Args
	if args["headNo"] != practice.ExampleCouncil || args["head"] != "ØVING KOMMUNE" || args["name"] != "ØVING BARNEHAGE" {
		t.Errorf("the warning names %v", args)
	}
	if nursery.Party.VATNo != "" || nursery.Head.Party.VATNo != "NO"+practice.ExampleCouncil+"MVA" {
		t.Errorf("VAT numbers %q and %q", nursery.Party.VATNo, nursery.Head.Party.VATNo)
	}
}

func TestEntry_ASubUnitWarnsOfItsHead(t *testing.T) {
	box := open(t)
	box.Register.Add(practice.Unit{OrgNo: fjord, Name: "BUTIKKEN", Form: "BEDR", Head: practice.ExampleBankrupt, City: "Oslo"},
		practice.Unit{OrgNo: "974760673", Name: "HODELØS", Form: "BEDR", City: "Oslo"})
	l := start(t, config(box), newMemory())
	for orgNo, want := range map[string]string{fjord: "register-subunit register-bankrupt", "974760673": "register-subunit-headless"} {
		if got := strings.Join(l.Entry(context.Background(), orgNo).Warnings("").Codes(), " "); got != want {
			t.Errorf("%s: %q, want %q", orgNo, got, want)
		}
	}
}

func TestEntry_KeepsAnswersForADayAndThirtyWithoutNet(t *testing.T) {
	box, m := open(t), newMemory()
	box.Register.Add(practice.Unit{OrgNo: fjord, Name: "FØR AS", Form: "AS", City: "Oslo"})
	l, ctx := start(t, config(box), m), context.Background()
	l.Entry(ctx, fjord)
	asked := box.Register.Asked()
	box.Register.Add(practice.Unit{OrgNo: fjord, Name: "ETTER AS", Form: "AS", City: "Oslo", Bankrupt: "2026-11-22"})
	m.now = moment.Add(23 * time.Hour)
	if e := l.Entry(ctx, fjord); e.Party.Name != "FØR AS" || e.Source != billing.FromCache || e.Age != 23*time.Hour || e.Reason != "" || box.Register.Asked() != asked {
		t.Errorf("within a day: %+v, asked %d times", e, box.Register.Asked()-asked)
	}
	box.Register.SetDown(true)
	m.now = moment.AddDate(0, 0, 29)
	e := l.Entry(ctx, fjord)
	if e.Party.Name != "FØR AS" || e.Reason != lookup.CodeRegister || strings.Join(e.Warnings("").Codes(), " ") != "register-offline-kept" {
		t.Errorf("offline within thirty days: %+v", e)
	}
	if args := e.Warnings("")[0].Args; args["date"] != "2026-11-22" {
		t.Errorf("the warning says %v", args)
	}
	m.now = moment.AddDate(0, 0, 31)
	if e = l.Entry(ctx, fjord); e.Found() || e.Status() != billing.RegisterUnasked || strings.Join(e.Warnings("").Codes(), " ") != "register-offline" {
		t.Errorf("offline after thirty days: %+v", e)
	}
	box.Register.SetDown(false)
	if e = l.Entry(ctx, fjord); e.Party.Name != "ETTER AS" || e.Source != billing.FromRegister || !e.Has(billing.RegisterBankrupt) {
		t.Errorf("online again: %+v", e)
	}
	box.Register.SetDown(true)
	m.now = moment.AddDate(1, 0, 0)
	if e, ok := lookup.Kept(ctx, m, fjord, m.now); !ok || !e.Has(billing.RegisterBankrupt) {
		t.Errorf("a bankruptcy is remembered however long ago: %+v, %v", e, ok)
	}
}

// TestEntry_NeverTakesSilenceForAnAnswer makes every trouble there is; none may come out as unknown or as nothing to warn of,
// nor be kept.
func TestEntry_NeverTakesSilenceForAnAnswer(t *testing.T) {
	box := open(t)
	for trouble, want := range map[practice.RegisterTrouble]string{
		practice.RegisterBusy: lookup.CodeRegisterBusy, practice.RegisterShut: lookup.CodeRegisterBusy, practice.RegisterFails: lookup.CodeRegisterFailed,
		practice.RegisterPortal: lookup.CodeRegisterAnswer, practice.RegisterBroken: lookup.CodeRegisterAnswer, practice.RegisterHuge: lookup.CodeRegisterAnswer,
	} {
		m := newMemory()
		l := start(t, config(box), m)
		box.Register.Trouble(trouble)
		e := l.Entry(context.Background(), practice.ExampleBankrupt)
		if e.Reason != want || e.Found() || e.Status() != billing.RegisterUnasked || len(m.register) != 0 {
			t.Errorf("trouble %d: %+v, kept %d, want %s", trouble, e, len(m.register), want)
		}
		if _, err := l.Search(context.Background(), "øving", ""); err == nil {
			t.Errorf("trouble %d: a search came out", trouble)
		}
	}
}

func TestEntry_GivesUpInTime(t *testing.T) {
	box, m := open(t), newMemory()
	box.Register.Trouble(practice.RegisterSlow)
	l := start(t, config(box), m)
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if e := l.Entry(ctx, practice.ExampleBankrupt); e.Reason != lookup.CodeRegisterTimeout {
		t.Errorf("%+v", e)
	}
	ctx, cancel = context.WithCancel(context.Background())
	cancel()
	if e := l.Entry(ctx, practice.ExampleBankrupt); e.Reason != lookup.CodeCancelled {
		t.Errorf("%+v", e)
	}
}

func TestEntry_LeavesABusyRegisterAlone(t *testing.T) {
	box, m := open(t), newMemory()
	l, ctx := start(t, config(box), m), context.Background()
	box.Register.Trouble(practice.RegisterBusy)
	l.Entry(ctx, practice.ExampleBankrupt)
	box.Register.Trouble(practice.RegisterFine)
	asked := box.Register.Asked()
	m.now = moment.Add(110 * time.Second)
	if e := l.Entry(ctx, practice.ExampleBankrupt); e.Reason != lookup.CodeRegisterBusy || box.Register.Asked() != asked {
		t.Errorf("it asked for two minutes: %+v, asked %d times", e, box.Register.Asked()-asked)
	}
	m.now = moment.Add(121 * time.Second)
	if e := l.Entry(ctx, practice.ExampleBankrupt); !e.Has(billing.RegisterBankrupt) {
		t.Errorf("after two minutes: %+v", e)
	}
}

func TestEntry_AsksFewAtOnceAndSendsOnlyTheNumber(t *testing.T) {
	box, err := practice.Start(context.Background(), practice.Options{Dir: t.TempDir(), Slow: 30 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	box.Register.Trouble(practice.RegisterSlow)
	l, err := lookup.New(config(box), nil, nil, func() time.Time { return moment })
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() { l.Entry(context.Background(), practice.ExampleBankrupt) })
	}
	all.Wait()
	if n := box.Register.AtOnce(); n > 3 || box.Register.Asked() != 12 {
		t.Errorf("%d at once of %d", n, box.Register.Asked())
	}
	want := "/enhetsregisteret/api/enheter/" + practice.ExampleBankrupt + "\n" +
		"Accept: application/vnd.brreg.enhetsregisteret.enhet.v2+json, application/json;q=0.5\r\nAccept-Encoding: gzip\r\nUser-Agent: Fakturist\r\n"
	if diff := cmp.Diff(box.Register.Heard()[0], want); diff != "" {
		t.Errorf("what is sent (-got +want):\n%s", diff)
	}
}

func TestEntry_IsNotSentElsewhere(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"organisasjonsnummer":"` + fjord + `","navn":"FALSK AS"}`))
	}))
	defer other.Close()
	server := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusFound))
	defer server.Close()
	m := newMemory()
	if e := start(t, lookup.Config{Register: server.URL, Practice: true}, m).Entry(context.Background(), fjord); e.Found() || e.Reason != lookup.CodeRegister {
		t.Errorf("%+v", e)
	}
	somebody := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"organisasjonsnummer":"974760673","navn":"NOEN ANDRE AS"}`))
	}))
	defer somebody.Close()
	if e := start(t, lookup.Config{Register: somebody.URL, Practice: true}, m).Entry(context.Background(), fjord); e.Found() || e.Reason != lookup.CodeRegisterAnswer {
		t.Errorf("an answer about somebody else: %+v", e)
	}
	gone := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) }))
	defer gone.Close()
	if e := start(t, lookup.Config{Register: gone.URL, Practice: true}, m).Entry(context.Background(), fjord); !e.Has(billing.RegisterDeleted) ||
		strings.Join(e.Warnings("").Codes(), "") != "register-deleted-undated" {
		t.Errorf("gone without a word: %+v", e)
	}
}

func TestEntry_APracticeCompanyAsksThisMachineOnly(t *testing.T) {
	l := start(t, lookup.Config{Practice: true}, newMemory())
	if e := l.Entry(context.Background(), fjord); e.Reason != lookup.CodePractice {
		t.Errorf("%+v", e)
	}
}

func TestKept_ASubUnitThatNamesItselfEnds(t *testing.T) {
	m := newMemory()
	body := []byte(`{"organisasjonsnummer":"923609016","navn":"RUNDT","organisasjonsform":{"kode":"BEDR"},"overordnetEnhet":"923609016"}`)
	if err := m.PutRegister(context.Background(), fjord, body, moment); err != nil {
		t.Fatal(err)
	}
	if e, ok := lookup.Kept(context.Background(), m, fjord, moment); !ok || e.Head == nil || e.Head.Head != nil {
		t.Errorf("%+v, %v", e, ok)
	}
}

func TestSearch_PutsTheBestFirst(t *testing.T) {
	box := open(t)
	for no, name := range map[string]string{"999991106": "RØRLEGGERNE AS", "999991114": "NORD RØR AS", "999991122": "RØR AS", "999991130": "RØR OG VARME AS",
		"999991149": "STRØRET AS"} {
		box.Register.Add(practice.Unit{OrgNo: no, Name: name, Form: "AS", City: "Oslo"})
	}
	box.Register.Add(practice.Unit{OrgNo: "999991157", Name: "RØR PÅ HJUL AS", Form: "AS", City: "Eidkjosen", Municipality: "Tromsø"})
	l := start(t, config(box), newMemory())
	for text, want := range map[string]string{
		"rør": "RØR AS|RØR PÅ HJUL AS|RØR OG VARME AS|RØRLEGGERNE AS|NORD RØR AS|STRØRET AS", "rør tromsø": "RØR PÅ HJUL AS",
		"rør as": "RØR AS|NORD RØR AS", "finnes ikke & så": "", "  ": "",
		"øving barne": "ØVING BARNEHAGE",
	} {
		found, err := l.Search(context.Background(), text, "Tromsø")
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, e := range found {
			names = append(names, e.Party.Name)
		}
		if got := strings.Join(names, "|"); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	if found, err := l.Search(context.Background(), strings.Repeat("æ", 5000), ""); err != nil || len(found) != 0 {
		t.Errorf("a long name: %v, %v", found, err)
	}
}

func TestSearch_KeepsNothingAndLeavesOutTheDeleted(t *testing.T) {
	box, m := open(t), newMemory()
	found, err := start(t, config(box), m).Search(context.Background(), "øving", "")
	if err != nil || len(m.register) != 0 {
		t.Fatalf("%v, %d kept", err, len(m.register))
	}
	for _, e := range found {
		if e.Has(billing.RegisterDeleted) || e.Has(billing.RegisterSubUnit) {
			t.Errorf("%+v", e)
		}
	}
	if len(found) != 5 {
		t.Errorf("%d found, want five", len(found))
	}
	var why *lookup.Error
	box.Register.SetDown(true)
	if _, err = start(t, config(box), m).Search(context.Background(), "øving", ""); !errors.As(err, &why) || why.Code() != lookup.CodeRegister {
		t.Errorf("down: %v", err)
	}
}
