package peppol_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"fakturist/app/channel/channeltest"
	"fakturist/app/channel/peppol"
	"fakturist/app/practice"
	"fakturist/billing"
	"fakturist/billing/cal"

	"github.com/shopspring/decimal"
)

// server is what the access points of the box have in common.
type server interface {
	Treat(receiver string, b practice.Behaviour)
	SetDown(down bool)
	Submissions() []practice.Submission
}

// TestAccessPoints_DoWhatEveryWayOutMust runs the suite over every access point and every channel it gives.
func TestAccessPoints_DoWhatEveryWayOutMust(t *testing.T) {
	for name, build := range map[string]func(*testing.T) channeltest.Harness{
		"phoss": phossHarness(practice.Refuse, practice.Unavailable, false), "phoss, own validation": phossHarness(practice.RefuseRules, practice.TooMany, false),
		"phoss in envelopes": phossHarness(practice.Refuse, practice.TooMany, true),
		"phase4":             phase4Harness(practice.Refuse, false), "phase4, invalid": phase4Harness(practice.RefuseRules, false),
		"phase4 in envelopes": phase4Harness(practice.Refuse, true),
		"storecove":           storecoveHarness(practice.Refuse), "storecove, document": storecoveHarness(practice.RefuseRules),
		"maventa": maventaHarness(billing.EHF, practice.Refuse), "maventa, document": maventaHarness(billing.EHF, practice.RefuseRules),
		"efaktura": maventaHarness(billing.EFaktura, practice.Refuse), "vipps": maventaHarness(billing.Vipps, practice.Refuse),
		"letter by maventa": maventaHarness(billing.Letter, practice.Refuse),
		"folder":            folderHarness(false), "folder in envelopes": folderHarness(true),
	} {
		t.Run(name, func(t *testing.T) { channeltest.Run(t, build) })
	}
}

// channelOf makes a channel of an access point.
func channelOf(t *testing.T, name billing.ChannelName, c peppol.Config, token string) billing.Channel {
	t.Helper()
	point := peppol.Open(c, secrets(token), clock, rand.Reader)
	for _, ch := range point.Channels() {
		if ch.Name() == name {
			return ch
		}
	}
	t.Fatalf("%s has no channel %s", c.Kind, name)
	return nil
}

// the receivers of a harness, each treated in its own way.
var treated = map[string]practice.Behaviour{"0192:busy": practice.Unavailable, "0192:lost": practice.LoseAnswer, "0192:slow": practice.Slow,
	"0192:later": practice.FailThenSend, "0192:never": practice.FailForGood}

func treat(s server, refuse, busy practice.Behaviour) {
	for to, b := range treated {
		s.Treat(to, b)
	}
	s.Treat("0192:refused", refuse)
	s.Treat("0192:busy", busy)
}

func to(id string) func(*testing.T) billing.Consignment {
	return func(t *testing.T) billing.Consignment { return consignment(t, id) }
}

func reminder(t *testing.T) billing.Consignment {
	con := consignment(t, receiver)
	con.UBL = reminderXML(t)
	return con
}

func reminderXML(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/reminder.xml")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// base is the harness of an access point in the box.
func base(box *practice.Box, s server, config peppol.Config) channeltest.Harness {
	return channeltest.Harness{
		New:         func(t *testing.T) billing.Channel { return channelOf(t, billing.EHF, config, practice.Token) },
		WrongSecret: func(t *testing.T) billing.Channel { return channelOf(t, billing.EHF, config, "feil") },
		Unconfigured: func(t *testing.T) billing.Channel {
			return channelOf(t, billing.EHF, peppol.Config{Kind: config.Kind}, "")
		},
		Good: to(receiver), Impossible: to(""), Refused: to("0192:refused"), Busy: to("0192:busy"), Lost: to("0192:lost"), Slow: to("0192:slow"),
		SetDown: func(_ *testing.T, down bool) { s.SetDown(down) }, OutOfOrder: true, Reminder: reminder,
		Arrived: func(_ *testing.T, f billing.Frozen) int { return count(s, f.ID, f.Bytes) },
	}
}

// count is how often the other side has a document under an id.
func count(s server, id string, document []byte) int {
	n := 0
	for _, took := range s.Submissions() {
		if (took.ID == id || id == "") && bytes.Equal(took.Bytes, document) {
			n++
		}
	}
	return n
}

func phossHarness(refuse, busy practice.Behaviour, sbdh bool) func(*testing.T) channeltest.Harness {
	return func(t *testing.T) channeltest.Harness {
		box := open(t)
		treat(box.Access, refuse, busy)
		config := secure(box)
		config.SBDH = sbdh
		h := base(box, box.Access, config)
		h.KnowsStatus, h.Later, h.LaterRefused = true, to("0192:later"), to("0192:never")
		return h
	}
}

func phase4Harness(refuse practice.Behaviour, sbdh bool) func(*testing.T) channeltest.Harness {
	return func(t *testing.T) channeltest.Harness {
		box := open(t)
		treat(box.Phase4, refuse, practice.Unavailable)
		h := base(box, box.Phase4, peppol.Config{Kind: peppol.Phase4, URL: box.Phase4.URL, CA: box.CAFile, SBDH: sbdh})
		h.Disguised = to("0192:never")
		h.Arrived = func(_ *testing.T, f billing.Frozen) int {
			id := ""
			if sbdh {
				id = f.ID
			}
			// Without an envelope phase4 gives an id of its own: the documents of this suite differ by receiver alone.
			n := 0
			for _, s := range box.Phase4.Submissions() {
				if bytes.Equal(s.Bytes, f.Bytes) && s.Receiver == "iso6523-actorid-upis::"+f.Recipient && (id == "" || s.ID == id) {
					n++
				}
			}
			return n
		}
		return h
	}
}

func storecoveHarness(refuse practice.Behaviour) func(*testing.T) channeltest.Harness {
	return func(t *testing.T) channeltest.Harness {
		box := open(t)
		treat(box.Storecove, refuse, practice.TooMany)
		h := base(box, box.Storecove, storecoveConfig(box))
		h.KnowsStatus, h.TakesOnce, h.ReminderRefused = true, true, true
		h.Later, h.LaterRefused = to("0192:later"), to("0192:never")
		return h
	}
}

func storecoveConfig(box *practice.Box) peppol.Config {
	return peppol.Config{Kind: peppol.Storecove, URL: box.Storecove.URL, CA: box.CAFile, User: strconv.Itoa(practice.StorecoveEntity)}
}

func maventaConfig(box *practice.Box) peppol.Config {
	return peppol.Config{Kind: peppol.Maventa, URL: box.Maventa.URL, CA: box.CAFile, User: practice.MaventaCompany}
}

func maventaHarness(name billing.ChannelName, refuse practice.Behaviour) func(*testing.T) channeltest.Harness {
	return func(t *testing.T) channeltest.Harness {
		box := open(t)
		treat(box.Maventa, refuse, practice.Unavailable)
		config := maventaConfig(box)
		h := base(box, box.Maventa, config)
		h.KnowsStatus, h.TakesOnce = true, true
		h.Later, h.LaterRefused = to("0192:later"), to("0192:never")
		h.EndToken = func(*testing.T) { box.Maventa.EndTokens() }
		if name == billing.EHF {
			return h
		}
		phones := map[string]string{"refused": "40000001", "busy": "40000002", "lost": "40000003", "slow": "40000004", "later": "40000005", "never": "40000006"}
		for who, phone := range phones {
			b, ok := treated["0192:"+who]
			if !ok {
				b = refuse
			}
			box.Maventa.Treat("+47"+phone, b)
		}
		h.New = func(t *testing.T) billing.Channel { return channelOf(t, name, config, practice.Token) }
		h.WrongSecret = func(t *testing.T) billing.Channel { return channelOf(t, name, config, "feil") }
		h.Unconfigured = func(t *testing.T) billing.Channel { return channelOf(t, name, peppol.Config{Kind: config.Kind}, "") }
		by := func(phone string) func(t *testing.T) billing.Consignment {
			return func(t *testing.T) billing.Consignment { return toPerson(t, name, phone) }
		}
		h.Good, h.Refused, h.Busy, h.Lost, h.Slow = by("900 00 000"), by(phones["refused"]), by(phones["busy"]), by(phones["lost"]), by(phones["slow"])
		h.Later, h.LaterRefused = by(phones["later"]), by(phones["never"])
		h.Impossible = func(t *testing.T) billing.Consignment {
			con := toPerson(t, name, "")
			doc := con.Invoice.Document()
			doc.Buyer.Email, doc.Buyer.Address = "", billing.Address{}
			con.Invoice = billing.RestoreInvoice(1, "10001", "", time.Time{}, doc)
			return con
		}
		h.Reminder = func(t *testing.T) billing.Consignment {
			con := toPerson(t, name, "90000000")
			con.UBL = reminderXML(t)
			return con
		}
		h.Arrived = func(t *testing.T, f billing.Frozen) int { return count(box.Maventa, f.ID, carried(t, f.Bytes)) }
		return h
	}
}

// carried is the document in a frozen parcel.
func carried(t *testing.T, frozen []byte) []byte {
	t.Helper()
	var p struct {
		File []byte `json:"file"`
	}
	if err := json.Unmarshal(frozen, &p); err != nil {
		t.Fatal(err)
	}
	return p.File
}

// toPerson is an invoice to a private person.
func toPerson(t testing.TB, name billing.ChannelName, phone string) billing.Consignment {
	t.Helper()
	seller := billing.Company{Party: billing.Party{Name: "Fjordkoret", OrgNo: "974760673",
		Address: billing.Address{Street: "Kaia 1", PostCode: "5003", City: "Bergen"}}, Account: "15035035203", Terms: 14}
	buyer := billing.Customer{No: "2", Party: billing.Party{Name: "Kari Ødegård", Type: billing.Person, Phone: phone, Email: "kari@example.no",
		Address: billing.Address{Street: "Storgata 2", PostCode: "7010", City: "Trondheim"}}}
	doc, faults := billing.Compose(seller, buyer, nil, billing.Draft{Kind: billing.KindInvoice, Customer: billing.CustomerRef{No: "2"},
		Lines: []billing.Line{{Item: "Kontingent", Quantity: decimal.NewFromInt(1), Price: decimal.NewFromInt(400)}}}, cal.MustParse("2026-11-22"))
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	inv := billing.RestoreInvoice(1, "10001", "", time.Time{}, doc)
	return billing.Consignment{Invoice: inv, PDF: []byte("%PDF-1.7\nfaktura\n%%EOF\n"), Recipient: billing.Recipient(name, buyer.Party), Language: "nb", Practice: true}
}

func folderHarness(sbdh bool) func(*testing.T) channeltest.Harness {
	return func(t *testing.T) channeltest.Harness {
		dir := filepath.Join(t.TempDir(), "ut")
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		config := peppol.Config{Kind: peppol.Folder, URL: dir, SBDH: sbdh}
		real := func(make func(*testing.T) billing.Consignment) func(*testing.T) billing.Consignment {
			return func(t *testing.T) billing.Consignment {
				con := make(t)
				con.Practice = false // what watches a folder sends for real
				return con
			}
		}
		return channeltest.Harness{
			New: func(t *testing.T) billing.Channel { return channelOf(t, billing.EHF, config, "") },
			Unconfigured: func(t *testing.T) billing.Channel {
				return channelOf(t, billing.EHF, peppol.Config{Kind: peppol.Folder}, "")
			},
			Good: real(to(receiver)), Impossible: real(to("")), Reminder: real(reminder),
			SetDown: func(t *testing.T, down bool) {
				from, to := dir, dir+"-borte"
				if !down {
					from, to = to, from
				}
				if err := os.Rename(from, to); err != nil && !os.IsNotExist(err) {
					t.Fatal(err)
				}
			},
			KnowsStatus: true, TakesOnce: true, OutOfOrder: true,
			Arrived: func(t *testing.T, f billing.Frozen) int {
				t.Helper()
				n := 0
				for _, where := range []string{dir, dir + "-borte"} {
					files, err := filepath.Glob(filepath.Join(where, "*"+f.ID+".xml"))
					if err != nil {
						t.Fatal(err)
					}
					for _, file := range files {
						if b, err := os.ReadFile(file); err == nil && bytes.Equal(b, f.Bytes) {
							n++
						}
					}
				}
				return n
			},
		}
	}
}
