package practice_test

import (
	"net/http"
	"strings"
	"testing"

	"fakturist/app/practice"
)

const api = "/enhetsregisteret/api/"

func TestRegister_TellsWhoStandsBehindANumber(t *testing.T) {
	box := open(t)
	c := client(t, box)
	box.Register.Add(practice.Unit{OrgNo: "923609016", Name: "FJORDKORET", Form: "FLI", City: "Oslo", VAT: true})
	for _, test := range []struct {
		path   string
		status int
		fields map[string]any
	}{
		{"enheter/923609016", 200, map[string]any{"navn": "FJORDKORET", "registrertIMvaregisteret": true, "respons_klasse": "Enhet", "konkurs": false}},
		{"enheter/" + practice.ExampleBankrupt, 200, map[string]any{"konkurs": true, "konkursdato": "2026-03-12"}},
		{"enheter/" + practice.ExampleForced, 200, map[string]any{"underAvvikling": true, "underTvangsavviklingEllerTvangsopplosning": true}},
		{"enheter/" + practice.ExampleDeleted, 200, map[string]any{"respons_klasse": "SlettetEnhet", "slettedato": "2024-11-26", "konkurs": nil}},
		{"enheter/" + practice.ExampleRemoved, 410, map[string]any{"slettedato": "2026-09-05", "navn": nil}},
		{"underenheter/" + practice.ExampleNursery, 200, map[string]any{"overordnetEnhet": practice.ExampleCouncil, "konkurs": nil}},
		{"enheter/" + practice.ExampleNursery, 404, nil},
		{"underenheter/" + practice.ExampleCouncil, 404, nil},
		{"enheter/991825827", 404, nil},
		{"enheter/12", 400, map[string]any{"feilmelding": "Feilaktig forespørsel", "antallFeil": 1.0}},
		{"enheterX/991825827", 404, map[string]any{"title": "Not Found"}},
		{"enheter?size=20000", 400, map[string]any{"sti": "/enhetsregisteret/api/enheter"}},
		{"enheter?navn=a&navnMetodeForSoek=GJETT", 400, map[string]any{"status": 400.0}},
	} {
		status, body, err := ask(t, c, "GET", box.Register.Plain+api+test.path, "", "")
		if err != nil || status != test.status {
			t.Errorf("%s: %d %v, want %d", test.path, status, err, test.status)
			continue
		}
		if test.fields == nil {
			if body != "" {
				t.Errorf("%s says %s, the register says nothing", test.path, body)
			}
			continue
		}
		got := object(t, body)
		for name, want := range test.fields {
			if got[name] != want {
				t.Errorf("%s: %s = %v, want %v", test.path, name, got[name], want)
			}
		}
	}
}

func TestRegister_SearchesNamesAsTheRegisterDoes(t *testing.T) {
	box := open(t)
	c := client(t, box)
	box.Register.Add(practice.Unit{OrgNo: "923609016", Name: "STOREVIK RØR AS"}, practice.Unit{OrgNo: "974760673", Name: "RØR OG STOREVIK AS"})
	for query, want := range map[string]int{"navn=storevik+r%C3%B8r": 2, "navn=storevik+r%C3%B8r&navnMetodeForSoek=FORTLOEPENDE": 1,
		"navn=orevik&navnMetodeForSoek=FORTLOEPENDE": 2, "navn=orevik": 0, "navn=slettet": 0, "navn=%C3%B8ving&size=2": 2, "navn=barnehage": 0} {
		status, body, err := ask(t, c, "GET", box.Register.URL+api+"enheter?"+query, "", "")
		if err != nil || status != 200 {
			t.Fatalf("%s: %d %v", query, status, err)
		}
		embedded, _ := object(t, body)["_embedded"].(map[string]any)
		found, _ := embedded["enheter"].([]any)
		if len(found) != want || (want == 0) != (embedded == nil) {
			t.Errorf("%s: %d found, want %d: %s", query, len(found), want, body)
		}
	}
}

func TestRegister_MakesTrouble(t *testing.T) {
	box := open(t)
	c := client(t, box)
	path := box.Register.Plain + api + "enheter/" + practice.ExampleBankrupt
	for trouble, want := range map[practice.RegisterTrouble]int{practice.RegisterBusy: 429, practice.RegisterShut: 503, practice.RegisterFails: 500,
		practice.RegisterPortal: 200, practice.RegisterBroken: 200, practice.RegisterFine: 200} {
		box.Register.Trouble(trouble)
		status, body, err := ask(t, c, "GET", path, "", "")
		if err != nil || status != want {
			t.Errorf("trouble %d: %d %v, want %d", trouble, status, err, want)
		}
		if whole := strings.Contains(body, "konkursdato"); whole != (trouble == practice.RegisterFine) {
			t.Errorf("trouble %d says %s", trouble, body)
		}
	}
	q, err := http.NewRequest("GET", path, nil)
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Accept", "application/vnd.brreg.enhetsregisteret.enhet.v1+json")
	resp, err := c.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusNotAcceptable {
		t.Errorf("version 1 answers %d, want 406", resp.StatusCode)
	}
}
