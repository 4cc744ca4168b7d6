package lookup_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"fakturist/app/lookup"
	"fakturist/billing"
	"fakturist/billing/cal"

	"github.com/google/go-cmp/cmp"
)

// stored is a reply of the real register and the status it came with; see testdata/register/README.md.
func stored(tb testing.TB, name string) (status int, body []byte) {
	tb.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", "register", name))
	if err != nil {
		tb.Fatal(err)
	}
	if status, err = strconv.Atoi(name[:3]); err != nil {
		tb.Fatalf("%s: %v", name, err)
	}
	return status, body
}

// replies serves stored replies by path; everything else is a number nobody has.
func replies(t *testing.T, byPath map[string]string) lookup.Config {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		name, ok := byPath[strings.TrimPrefix(q.URL.Path, "/enhetsregisteret/api/")]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		status, body := stored(t, name)
		w.WriteHeader(status)
		_, _ = w.Write(body)
	}))
	t.Cleanup(server.Close)
	return lookup.Config{Register: server.URL, Practice: true}
}

func since(s billing.RegisterStatus, day string) []billing.RegisterMark {
	return []billing.RegisterMark{{Status: s, Since: cal.MustParse(day)}}
}

// TestContract_ReadsWhatTheRegisterAnswers holds the reader to replies of the real register.
func TestContract_ReadsWhatTheRegisterAnswers(t *testing.T) {
	plot := billing.Address{Street: "Prøvegata 1", PostCode: "7010", City: "TRONDHEIM", Country: "NO"}
	proof := func(no, name string, marks []billing.RegisterMark) billing.RegisterEntry {
		return billing.RegisterEntry{Party: billing.Party{Name: name, Type: billing.Business, OrgNo: no, VATNo: "NO" + no + "MVA", Address: plot, Register: true},
			Site: plot, Municipality: "TRONDHEIM", OrgForm: "AS", Industry: "41.000", Sector: "2100", Language: "nn", Marks: marks}
	}
	for name, want := range map[string]billing.RegisterEntry{
		"200-enhet.json": {
			Party: billing.Party{Name: "EQUINOR ASA", Type: billing.Business, OrgNo: "923609016", VATNo: "NO923609016MVA", Register: true,
				Address: billing.Address{Street: "Postboks 8500", PostCode: "4035", City: "STAVANGER", Country: "NO"}},
			Site:         billing.Address{Street: "Forusbeen 50", PostCode: "4035", City: "STAVANGER", Country: "NO"},
			Municipality: "STAVANGER", OrgForm: "ASA", Industry: "06.100", Sector: "1120", Language: "nb"},
		"200-enhet-offentlig.json": {
			Party: billing.Party{Name: "REGISTERENHETEN I BRØNNØYSUND", Type: billing.Public, OrgNo: "974760673", Email: "firmapost@brreg.no", Phone: "75 00 75 09",
				Address: billing.Address{Street: "Postboks 900", PostCode: "8910", City: "BRØNNØYSUND", Country: "NO"}},
			Site:         billing.Address{Street: "Havnegata 48", PostCode: "8900", City: "BRØNNØYSUND", Country: "NO"},
			Municipality: "BRØNNØY", OrgForm: "ORGL", Industry: "84.110", Sector: "6100", Website: "www.brreg.no", Language: "nb"},
		"200-underenhet.json": {
			Party: billing.Party{Name: "DIGITALISERINGSDIREKTORATET AVD BRØNNØYSUND", Type: billing.Business, OrgNo: "924203617", Email: "postmottak@digdir.no",
				Address: billing.Address{Street: "Havnegata 48", PostCode: "8900", City: "BRØNNØYSUND", Country: "NO"}},
			Site:         billing.Address{Street: "Havnegata 48", PostCode: "8900", City: "BRØNNØYSUND", Country: "NO"},
			Municipality: "BRØNNØY", OrgForm: "BEDR", Industry: "84.110", Website: "www.digdir.no",
			Head:  &billing.RegisterEntry{Party: billing.Party{OrgNo: "991825827"}},
			Marks: []billing.RegisterMark{{Status: billing.RegisterSubUnit}}},
		"200-slettet-enhet.json": {Party: billing.Party{Name: "DNB ASA", Type: billing.Business, OrgNo: "981276957"}, OrgForm: "ASA",
			Marks: since(billing.RegisterDeleted, "2021-07-01")},
		"200-slettet-enhet-eldre.json": {OrgForm: "FYLK", Marks: since(billing.RegisterDeleted, "2024-11-26"),
			Party: billing.Party{Name: "VESTFOLD OG TELEMARK FYLKESKOMMUNE UNDER SLETTING FRA 01.01.2024", Type: billing.Public, OrgNo: "821227062"}},
		"200-slettet-underenhet.json": {OrgForm: "BEDR", Marks: since(billing.RegisterDeleted, "2023-12-30"),
			Party: billing.Party{Name: "VESTFOLD OG TELEMARK FYLKESKOMMUNE AVD SKIEN OPPLÆRING, KULTUR OG TANNHELSE", Type: billing.Business, OrgNo: "974567989"}},
		"410-fjernet.json": {Party: billing.Party{Type: billing.Business, OrgNo: "936127088"}, Marks: since(billing.RegisterDeleted, "2026-09-05")},
		"200-enhet-dokumentasjon.json": {
			Party: billing.Party{Name: "SESAM STASJON", Type: billing.Business, OrgNo: "112233445", VATNo: "NO112233445MVA", Register: true,
				Address: billing.Address{Street: "Postboks 1752 Vika", Extra: "c/o reder K. Rusing", PostCode: "0122", City: "OSLO", Country: "NO"}},
			Site:         billing.Address{Street: "Tyvholmen 1", PostCode: "0101", City: "OSLO", Country: "NO"},
			Municipality: "OSLO", OrgForm: "AS", Industry: "52.292", Language: "nb"},
		"200-konkurs.json":          proof("999991009", "PRØVEBYGG AS", since(billing.RegisterBankrupt, "2026-03-12")),
		"200-avvikling.json":        proof("999991017", "PRØVEBYGG AVVIKLING AS", since(billing.RegisterLiquidation, "2026-08-30")),
		"200-tvangsopplosning.json": proof("999991025", "PRØVEBYGG TVANG AS", since(billing.RegisterForced, "2026-02-17")),
		"200-rekonstruksjon.json":   proof("999991033", "PRØVEBYGG REKONSTRUKSJON AS", since(billing.RegisterReconstruction, "2026-10-01")),
		"200-utenlandsk.json": {
			Party: billing.Party{Name: "PRØVE SP. Z O.O. NUF", Type: billing.Business, OrgNo: "999991041", Register: true,
				Address: billing.Address{Street: "ul. Budowniczych 12", PostCode: "81-336", City: "GDYNIA", Country: "PL"}},
			Site:    billing.Address{Street: "ul. Budowniczych 12", PostCode: "81-336", City: "GDYNIA", Country: "PL"},
			OrgForm: "NUF"},
	} {
		_, body := stored(t, name)
		got, err := lookup.ReadEntry(body)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(got, want); diff != "" {
			t.Errorf("%s (-got +want):\n%s", name, diff)
		}
	}
}

func TestContract_EveryStoredReplyIsRead(t *testing.T) {
	all, err := filepath.Glob("testdata/register/*.json")
	if err != nil || len(all) < 15 {
		t.Fatalf("%d stored replies, %v", len(all), err)
	}
	for _, path := range all {
		name := filepath.Base(path)
		_, body := stored(t, name)
		_, err := lookup.ReadEntry(body)
		if strings.Contains(name, "-sok") {
			_, err = lookup.ReadSearch(body)
		}
		refusal := name[0] == '4' && name != "410-fjernet.json"
		if (err != nil) != refusal {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestContract_FollowsTheStatusOfEachReply(t *testing.T) {
	c := replies(t, map[string]string{
		"enheter/923609016": "200-enhet.json", "enheter/981276957": "200-slettet-enhet.json", "enheter/936127088": "410-fjernet.json",
		"underenheter/924203617": "200-underenhet.json", "enheter/991825827": "200-enhet-organisasjonsledd.json",
		"underenheter/974567989": "200-slettet-underenhet.json", "enheter/974760673": "404-sti.json", "enheter/999991009": "400-naeringskode.json",
	})
	l := start(t, c, newMemory())
	for orgNo, want := range map[string]struct {
		status billing.RegisterStatus
		name   string
		reason string
	}{
		"923609016": {billing.RegisterActive, "EQUINOR ASA", ""},
		"981276957": {billing.RegisterDeleted, "DNB ASA", ""},
		"936127088": {billing.RegisterDeleted, "", ""},
		"924203617": {billing.RegisterSubUnit, "DIGITALISERINGSDIREKTORATET AVD BRØNNØYSUND", ""},
		"974567989": {billing.RegisterDeleted, "VESTFOLD OG TELEMARK FYLKESKOMMUNE AVD SKIEN OPPLÆRING, KULTUR OG TANNHELSE", ""},
		"999991076": {billing.RegisterUnknown, "", ""},
		"974760673": {billing.RegisterUnasked, "", lookup.CodeRegisterFailed}, // a wrong address is no unknown number
		"999991009": {billing.RegisterUnasked, "", lookup.CodeRegisterFailed},
	} {
		e := l.Entry(context.Background(), orgNo)
		if e.Status() != want.status || e.Party.Name != want.name || e.Reason != want.reason || e.Party.OrgNo != orgNo {
			t.Errorf("%s: %+v, want %+v", orgNo, e, want)
		}
	}
	e := l.Entry(context.Background(), "924203617")
	if e.Head == nil || e.Head.Party.Name != "DIGITALISERINGSDIREKTORATET" || e.Head.Party.Type != billing.Public {
		t.Errorf("head of the sub-unit: %+v", e.Head)
	}
}

func TestContract_ReadsSearches(t *testing.T) {
	_, body := stored(t, "200-sok.json")
	found, err := lookup.ReadSearch(body)
	if err != nil || len(found) != 2 || found[1].Party.Name != "ABG SUNDAL COLLIER ASA" || found[1].Party.VATNo != "NO883603362MVA" {
		t.Errorf("%+v, %v", found, err)
	}
	_, body = stored(t, "200-sok-underenhet.json")
	if found, err = lookup.ReadSearch(body); err != nil || len(found) != 1 || !found[0].Has(billing.RegisterSubUnit) || found[0].Head.Party.OrgNo != "991825827" {
		t.Errorf("sub-units: %+v, %v", found, err)
	}
	_, body = stored(t, "200-sok-ingen.json")
	if found, err = lookup.ReadSearch(body); err != nil || len(found) != 0 {
		t.Errorf("no hits: %+v, %v", found, err)
	}
}

// TestReadEntry_RefusesWhatItCannotVouchFor: what is told in an unexpected way must not be read as nothing to tell.
func TestReadEntry_RefusesWhatItCannotVouchFor(t *testing.T) {
	for _, body := range []string{``, `null`, `[]`, `{}`, `{"organisasjonsnummer":"923609016"}`, `{"navn":"X"}`,
		`{"organisasjonsnummer":"923609016","navn":"X","konkurs":"ja"}`, `{"organisasjonsnummer":923609016,"navn":"X"}`, `<html>`} {
		e, err := lookup.ReadEntry([]byte(body))
		var why *lookup.Error
		if !errors.As(err, &why) || why.Code() != lookup.CodeRegisterAnswer {
			t.Errorf("%s: %+v, %v", body, e, err)
		}
	}
	for body, want := range map[string]billing.RegisterStatus{
		`{"organisasjonsnummer":"923609016","navn":"X"}`:                                                       billing.RegisterUnasked, // nothing to warn of, and not said whence
		`{"organisasjonsnummer":"923609016","navn":"X","konkursdato":"2026-01-02"}`:                            billing.RegisterBankrupt,
		`{"organisasjonsnummer":"923609016","navn":"X","konkurs":true,"underAvvikling":true}`:                  billing.RegisterBankrupt,
		`{"organisasjonsnummer":"923609016","navn":"X","underTvangsavviklingEllerTvangsopplosning":true}`:      billing.RegisterForced,
		`{"organisasjonsnummer":"923609016","navn":"X","underUtenlandskInsolvensbehandlingDato":"2026-01-02"}`: billing.RegisterBankrupt,
		`{"organisasjonsnummer":"923609016","respons_klasse":"SlettetEnhet"}`:                                  billing.RegisterDeleted,
		`{"organisasjonsnummer":"923609016","navn":"X","konkurs":true,"slettedato":"en dag"}`:                  billing.RegisterDeleted,
	} {
		if e, err := lookup.ReadEntry([]byte(body)); err != nil || e.Status() != want {
			t.Errorf("%s: %s, %v, want %s", body, e.Status(), err, want)
		}
	}
}

func FuzzReadEntry(f *testing.F) {
	all, err := filepath.Glob("testdata/register/*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range all {
		_, body := stored(f, filepath.Base(path))
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if found, err := lookup.ReadSearch(body); err == nil {
			lookup.Rank(found, "a", "b")
		}
		e, err := lookup.ReadEntry(body)
		if err != nil {
			return
		}
		if e.Party.OrgNo == "" || e.Party.Name == "" && !e.Has(billing.RegisterDeleted) {
			t.Errorf("read without number or name: %+v", e)
		}
		if strings.ContainsFunc(e.Party.Name+e.Party.Address.Street, func(r rune) bool { return r < ' ' }) {
			t.Errorf("control characters: %+v", e)
		}
		for _, w := range e.Warnings("x") {
			if !w.Warning || w.Code == "" {
				t.Errorf("warning %+v", w)
			}
		}
	})
}
