package view_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"fakturist/billing"
	"fakturist/billing/money"
	"fakturist/ui/view"
)

func TestStatus_SaysWhereADocumentStands(t *testing.T) {
	row := func(s billing.Status, reason string, args ...string) billing.InvoiceRow {
		r := billing.InvoiceRow{Number: "10234", Status: s, Reason: reason, DueDate: day("2026-11-15"), Outstanding: kr("1200.00"), Args: map[string]string{}}
		for i := 0; i+1 < len(args); i += 2 {
			r.Args[args[i]] = args[i+1]
		}
		return r
	}
	for _, c := range []struct {
		row  billing.InvoiceRow
		want string
		tone view.Tone
		why  string
	}{
		{row(billing.StatusDraft, ""), "Utkast", view.Quiet, ""},
		{row(billing.StatusIssued, "queued", "channel", "email"), "Sendes · e-post", view.Accent, ""},
		{row(billing.StatusIssued, "queued", "channel", "email", "held", "yes"), "Holdt igjen", view.Warn, "Går ikke før du slipper den."},
		{row(billing.StatusIssued, "queued", "channel", "email", "fault", "smtp-451"), "E-post prøves igjen", view.Warn, plain(nb.Reason("smtp-451", nil))},
		{row(billing.StatusSent, "accepted", "channel", "email", "at", "2026-11-22T13:02:00Z"), "Sendt · e-post", view.Accent, "Siden 14:02"},
		{row(billing.StatusSent, "delivered", "channel", "ehf"), "Levert · EHF", view.Good, ""},
		{row(billing.StatusSent, "accepted", "channel", "letter"), "Skriv ut brev", view.Warn, "Ligger i utskriftsbunken under Utsending"},
		{row(billing.StatusSent, "accepted", "channel", "letter", "place", "/mnt/trykkeri"), "Hos trykkeriet", view.Accent, "Trykkeriet har tatt imot. De skriver ut og poster brevet."},
		{row(billing.StatusOverdue, "overdue", "days", "7"), "Forfalt 7 d", view.Bad, "Skulle vært betalt 15.11.2026; 1 200,00 gjenstår"},
		{row(billing.StatusOverdue, "refused", "channel", "email", "fault", "smtp-550"), "E-post avvist", view.Bad, plain(nb.Reason("smtp-550", nil))},
		{row(billing.StatusSent, "unknown", "channel", "ehf"), "Uvisst · EHF", view.Bad, "Svaret kom bort etter at fakturaen gikk. Avklar under Utsending om den kom fram."},
		{row(billing.StatusIssued, "no-channel"), "Ingen vei ut", view.Bad, plain(nb.Reason("no-channel", nil))},
		{row(billing.StatusSent, "part-paid", "left", "1200.00"), "Delbetalt", view.Warn, "1 200,00 gjenstår"},
		{row(billing.StatusPaid, "paid-on", "date", "2026-11-21"), "Betalt 21.11", view.Good, ""},
		{row(billing.StatusPaid, "paid"), "Betalt", view.Good, ""},
		{row(billing.StatusCredited, "credited"), "Kreditert", view.Quiet, ""},
		{row(billing.StatusDisputed, ""), "Omtvistet", view.Warn, ""},
	} {
		got := nb.Status(c.row)
		if plain(got.Text) != c.want || got.Tone != c.tone || plain(got.Why) != c.why {
			t.Errorf("%s %s: got %q %d %q, want %q %d %q", c.row.Status, c.row.Reason, plain(got.Text), got.Tone, plain(got.Why), c.want, c.tone, c.why)
		}
	}
}

func TestInvoiceRow_DraftsAndCreditNotesHaveNoRest(t *testing.T) {
	draft := nb.InvoiceRow(billing.InvoiceRow{ID: 7, Status: billing.StatusDraft, Payable: kr("10.00")})
	if id, ok := view.DraftID(draft.Key); !ok || id != 7 || draft.Number != "Utkast" || draft.Rest != "" || draft.Customer != "Uten kunde" {
		t.Errorf("draft %+v", draft)
	}
	note := nb.InvoiceRow(billing.InvoiceRow{Number: "10262", Kind: billing.KindCreditNote, Payable: kr("1200.00"), Outstanding: kr("0.00"), CustomerName: "Kari"})
	equal(t, "credit note", note.Amount+" "+note.Rest, "−1 200,00 ")
	if _, ok := view.DraftID(note.Key); ok {
		t.Error("a number is taken for a draft")
	}
}

func TestMarked_AddsUpOneCurrencyOnly(t *testing.T) {
	rows := []billing.InvoiceRow{{Outstanding: kr("2400.00")}, {Outstanding: kr("1200.00")}}
	equal(t, "two", nb.Marked(rows), "2 merket · 3 600,00")
	rows = append(rows, billing.InvoiceRow{Outstanding: money.New(100, "EUR")})
	equal(t, "mixed", nb.Marked(rows), "3 merket")
}

func TestOverview_AnswersWithoutAClick(t *testing.T) {
	d := billing.Dashboard{Outstanding: billing.Tally{Count: 315, Sum: kr("378400.00")}, Overdue: billing.Tally{Count: 1, Sum: kr("160000.00")}, PaidByKID: 97,
		PaidMonth: billing.Tally{Count: 3, Sum: kr("412800.00")}, Invoices: 5, OnTheWay: 3, InboxRead: time.Date(2026, 11, 22, 13, 2, 0, 0, time.UTC)}
	d.Ageing[0].Sum, d.Ageing[1].Sum = kr("200.00"), kr("50.00")
	d.Tasks = []billing.Task{
		{Kind: "delivery-refused", Ref: "10234", Urgency: 2, Args: map[string]string{"channel": "email", "name": "Kari Nordmann", "number": "10234", "fault": "smtp-550"}},
		{Kind: "entry-suggested", Ref: "4", Urgency: 1, Amount: kr("2400.00"), Args: map[string]string{"name": "Ola Hansen", "rule": "kid-one-digit", "number": "10198", "reason": "kid-near"}},
		{Kind: "file-quarantined", Ref: "1", Urgency: 2, Args: map[string]string{"file": "camt.xml", "reason": "account-not-ours"}},
		{Kind: "print-pile", Urgency: 1, Args: map[string]string{"count": "12"}}, {Kind: "held", Urgency: 1, Args: map[string]string{"count": "5"}},
	}
	o := nb.Overview(d)
	equal(t, "greeting", o.Greeting+", "+o.Day, "God ettermiddag, søndag 22. november")
	var stats []string
	for _, s := range o.Stats {
		stats = append(stats, s.Label+": "+s.Value+" ("+s.Note+")")
	}
	equal(t, "stats", strings.Join(stats, "; "),
		"Utestående: 378 400,00 (315 fakturaer); Forfalt: 160 000,00 (1 faktura); Forfaller innen 7 dager: 0,00 (0 fakturaer); Innbetalt i november: 412 800,00 (97 % med KID)")
	if o.Ageing[0].Share != 1 || o.Ageing[1].Share != 0.25 || o.Empty {
		t.Errorf("ageing %+v, empty %v", o.Ageing, o.Empty)
	}
	var tasks []string
	for _, x := range o.Tasks {
		tasks = append(tasks, x.Chip.Text+" | "+x.Text+" | "+x.Action)
	}
	equal(t, "tasks", strings.Join(tasks, "\n"), strings.Join([]string{
		"E-post avvist | Kari Nordmann · faktura 10234 · sendes som brev? | Se over",
		"Ett siffer feil i KID | 2 400,00 fra Ola Hansen · faktura 10198 · ett siffer feil i KID, samme beløp | Se over",
		"Fil i karantene | camt.xml · " + plain(nb.Reason("account-not-ours", nil)) + " | Se over",
		"Brev å skrive ut | 12 brev venter på utskrift | Skriv ut", "Holdt igjen | 5 sendinger går ikke før du slipper dem | Se over"}, "\n"))
	equal(t, "background", nb.Background(d), "3 på vei ut · sist lest innboks 14:02")
	if !nb.Overview(billing.Dashboard{}).Empty {
		t.Error("a company without a document is not empty")
	}
}

func TestEntry_IsExplainedInWords(t *testing.T) {
	rows := map[string]billing.InvoiceRow{"10234": {CustomerName: "Kari Nordmann"}, "10177": {CustomerName: "Fjell og Fjord AS"}}
	near := billing.Entry{ID: 1, State: billing.EntrySuggested, Reason: "kid-near", KID: "0388107982", Amount: kr("2400.00"), Payer: "Ola Hansen", Date: day("2026-11-20"),
		Suggestions: []billing.Proposal{{Rule: "kid-one-digit", Evidence: []string{"kid-one-digit", "amount"}, Allocations: []billing.Allocation{{Invoice: "10234", Amount: kr("2400.00")}}}}}
	two := billing.Entry{ID: 2, State: billing.EntrySuggested, Amount: kr("14500.00"),
		Suggestions: []billing.Proposal{{Evidence: []string{"number-in-text"}, Allocations: []billing.Allocation{{Invoice: "10177", Amount: kr("10000.00")}, {Invoice: "10203", Amount: kr("4500.00")}}}}}
	paid := billing.Entry{ID: 3, State: billing.EntryMatched, KID: "0412102618", Amount: kr("2740.00")}
	over := billing.Entry{ID: 4, State: billing.EntryMatched, Reason: "overpaid", Args: map[string]string{"number": "10154", "rest": "50.00"}, Amount: kr("1250.00")}
	twice := billing.Entry{ID: 5, State: billing.EntryUnmatched, Reason: "kid-paid", Args: map[string]string{"number": "10120"}, Amount: kr("1200.00")}
	lump := billing.Entry{ID: 6, State: billing.EntryLump, Amount: kr("86400.00"), PayerAccount: "15034411821"}
	for _, c := range []struct {
		entry  billing.Entry
		booked []billing.Allocation
		want   string
	}{
		{near, nil, "Ett siffer feil i KID | Faktura 10234 · Kari Nordmann | ett siffer feil i KID · samme beløp"},
		{two, nil, "2 fakturaer | Fakturaer 10177 + 10203 · Fjell og Fjord AS | fakturanummer i meldingen"},
		{paid, []billing.Allocation{{Invoice: "10234", Amount: kr("2740.00")}}, "Bokført | Faktura 10234 · Kari Nordmann | KID 0412102618"},
		{paid, []billing.Allocation{{Invoice: "10234", Amount: kr("2740.00"), ByHand: true}}, "Bokført | Faktura 10234 · Kari Nordmann | bokført for hånd"},
		{over, []billing.Allocation{{Invoice: "10234", Amount: kr("1200.00")}}, "50,00 for mye | Faktura 10234 · Kari Nordmann | 50,00 for mye · resten blir tilgode"},
		{twice, nil, "Betalt to ganger | Faktura 10120 er betalt fra før | tilbakebetal, eller bokfør på en annen"},
		{lump, nil, "Samlepost | Betalingene i summen er bokført enkeltvis fra OCR-filen | "},
	} {
		r := nb.Entry(c.entry, c.booked, rows)
		equal(t, "entry", r.Status.Text+" | "+r.Why+" | "+r.More, c.want)
	}
	choice := nb.Entry(near, nil, rows).Choices[0]
	equal(t, "choice", choice.Title+" "+choice.Amount+" "+choice.Who+": "+choice.Why, "Faktura 10234 2 400,00 Kari Nordmann: ett siffer feil i KID · samme beløp")
	equal(t, "payer without a name", nb.Entry(lump, nil, rows).From, "1503 44 11821")
}

func TestCertain_LeavesDoubtToAPerson(t *testing.T) {
	make := func(rule, reason string, amount, paid string, n int) view.EntryRow {
		e := billing.Entry{State: billing.EntrySuggested, Reason: reason, Amount: kr(paid)}
		for range n {
			e.Suggestions = append(e.Suggestions, billing.Proposal{Rule: rule, Allocations: []billing.Allocation{{Invoice: "1", Amount: kr(amount)}}})
		}
		return nb.Entry(e, nil, nil)
	}
	rows := []view.EntryRow{make("kid-one-digit", "kid-near", "100.00", "100.00", 1), make("kid-one-digit", "kid-near", "100.00", "100.00", 2),
		make("kid-one-digit", "kid-near", "90.00", "100.00", 1), make("number-in-text", "number-in-text", "100.00", "100.00", 1), make("kid-swap", "kid-09-90", "100.00", "100.00", 1)}
	if got := view.Certain(rows); len(got) != 1 {
		t.Errorf("%d are certain, want only the first", len(got))
	}
}

func TestReports_TellQuarantineFirst(t *testing.T) {
	good := billing.ImportReport{File: "a.xml", New: 3, Credits: kr("3600.00")}
	text, tone := nb.Reports([]billing.ImportReport{good})
	equal(t, "good", text, "a.xml: 3 nye betalinger, 3 600,00 inn")
	if tone != view.Good {
		t.Errorf("tone %d", tone)
	}
	text, tone = nb.Reports([]billing.ImportReport{good, {File: "b.xml", Quarantined: "account-not-ours"}})
	if !strings.HasPrefix(text, "b.xml er satt i karantene, ingenting er bokført.") || tone != view.Bad {
		t.Errorf("got %q %d", text, tone)
	}
	text, _ = nb.Reports([]billing.ImportReport{{File: "a.xml", Duplicates: 3}})
	equal(t, "again", text, "a.xml er lest før. Ingenting er endret.")
	text, _ = nb.Reports(nil)
	equal(t, "none", text, "Ingen nye filer i innboksen.")
}

func TestDelivery_SaysWhatToDo(t *testing.T) {
	row := func(id int64, ch billing.ChannelName, s billing.DeliveryState, reason string) billing.DeliveryRow {
		return billing.DeliveryRow{Delivery: billing.Delivery{ID: id, Invoice: "10234", Channel: ch, State: s, Reason: reason}, Payable: kr("10.00")}
	}
	for _, c := range []struct {
		row  billing.DeliveryRow
		want string
	}{
		{row(1, billing.Email, billing.Refused, "smtp-550"), "Avvist: Rett adressen, Send på nytt, Send brev"},
		{row(1, billing.Email, billing.Bounced, "bounce-no-mailbox"), "Kom i retur: Rett adressen, Send på nytt, Send brev"},
		{row(1, billing.Email, billing.Refused, "smtp-auth"), "Avvist: Rett innstillingen, Send på nytt, Send brev"},
		{row(1, billing.EHF, billing.Refused, "ap-rejected"), "Avvist: Rett kunden, Send på nytt, Send brev"},
		{row(1, billing.Letter, billing.Refused, "letter-no-address"), "Avvist: Rett adressen, Send på nytt"},
		{row(1, billing.EHF, billing.Unknown, "ap-lost"), "Uvisst: Den kom fram, Send på nytt"},
		{row(1, billing.Email, billing.Queued, ""), "I kø: Angre"},
		{row(1, billing.Email, billing.Cancelled, ""), "Angret: Send"},
		{row(1, billing.Letter, billing.Accepted, ""), "Skriv ut brev: Merk som postet"},
		{row(1, billing.EHF, billing.Delivered, ""), "Levert: "},
		{row(0, "", billing.Refused, "no-channel"), "Ingen vei ut: Rett kunden, Send e-post, Send brev"},
	} {
		r := nb.Delivery(c.row)
		var steps []string
		for _, s := range r.Steps {
			steps = append(steps, s.Text)
		}
		equal(t, string(c.row.Channel)+" "+string(c.row.State), r.Status.Text+": "+strings.Join(steps, ", "), c.want)
	}
	held := row(1, billing.Email, billing.Queued, "")
	held.Held = true
	equal(t, "held", nb.Delivery(held).Status.Text+": "+nb.Delivery(held).Steps[0].Text, "Holdt igjen: Slipp")
	again := row(1, billing.Email, billing.Queued, "smtp-timeout")
	again.Attempts, again.NotBefore = 2, time.Date(2026, 11, 22, 13, 32, 0, 0, time.UTC)
	equal(t, "again", nb.Delivery(again).Why, plain(nb.Reason("smtp-timeout", nil))+" Prøver igjen 14:32.")
}

func TestOutbox_CountsWhatNeedsAPerson(t *testing.T) {
	rows := []billing.DeliveryRow{{Delivery: billing.Delivery{ID: 1, State: billing.Refused}}, {Delivery: billing.Delivery{ID: 0}}, {Delivery: billing.Delivery{ID: 2, State: billing.Queued}},
		{Delivery: billing.Delivery{ID: 3, State: billing.Accepted, Channel: billing.Letter}}, {Delivery: billing.Delivery{ID: 4, State: billing.Delivered}},
		{Delivery: billing.Delivery{ID: 5, Invoice: "7", State: billing.Queued, Held: true}}, {Delivery: billing.Delivery{ID: 6, Channel: billing.Letter, State: billing.Delivered}}}
	o := nb.Outbox(rows, nil)
	equal(t, "sum", o.Sum+"; "+o.Text, "1 trenger deg · 1 holdt igjen · 1 på vei ut; 1 brev klart til utskrift")
	for group, want := range map[string]int{"all": 7, "need": 1, "wait": 1, "held": 1, "pile": 1, "gone": 2} {
		n := 0
		for _, r := range o.Rows {
			if r.InGroup(group) {
				n++
			}
		}
		if n != want {
			t.Errorf("%s holds %d, want %d", group, n, want)
		}
	}
	equal(t, "quiet", nb.Outbox(nil, nil).Sum, "alt er sendt")
}

func TestOutbox_SaysWhatTookOverFromWhatFailed(t *testing.T) {
	row := func(id int64, ch billing.ChannelName, s billing.DeliveryState, reason string) billing.DeliveryRow {
		return billing.DeliveryRow{Delivery: billing.Delivery{ID: id, Invoice: "10234", Channel: ch, State: s, Reason: reason}}
	}
	o := nb.Outbox([]billing.DeliveryRow{row(9, billing.Letter, billing.Accepted, ""), row(8, billing.Email, billing.Bounced, "bounce-no-mailbox")}, nil)
	if why := o.Rows[1].Why; !strings.HasSuffix(why, "Går som brev i stedet.") {
		t.Errorf("got %q", why)
	}
	o = nb.Outbox([]billing.DeliveryRow{row(9, billing.Letter, billing.Cancelled, ""), row(8, billing.Email, billing.Refused, "smtp-550")}, nil)
	equal(t, "nothing took over", o.Rows[1].Why, plain(nb.Reason("smtp-550", nil)))
}

func TestOutbox_SaysWhenAChannelTakesAPause(t *testing.T) {
	queued := billing.DeliveryRow{Delivery: billing.Delivery{ID: 1, Invoice: "10234", Channel: billing.Email, State: billing.Queued}}
	until := time.Date(2026, 11, 22, 13, 7, 0, 0, time.UTC)
	o := nb.Outbox([]billing.DeliveryRow{queued}, map[billing.ChannelName]billing.Resting{billing.Email: {Until: until, Reason: "smtp-auth", Tries: 1}})
	equal(t, "login", o.Rows[0].Status.Text+": "+o.Rows[0].Why+" "+o.Rows[0].Steps[0].Text, "Venter: "+plain(nb.Reason("smtp-auth", nil))+" E-post hviler til 14:07. Rett innstillingen")
	n := nb.RestNotices(map[billing.ChannelName]billing.Resting{billing.Email: {Until: until, Reason: "delivery-rate"}})
	equal(t, "rate", n[0].Text, "E-post fortsetter 14:07.")
}

func TestGaps_NameWhatIsNotSetUp(t *testing.T) {
	c := kindergarten()
	var got []string
	for _, g := range nb.Gaps(billing.Settings{"letter.by": "folder"}, c) {
		got = append(got, g.Section+": "+g.Text+" "+g.Action)
	}
	equal(t, "all", strings.Join(got, "; "), "accesspoint: EHF mangler aksesspunkt. Sett opp EHF; mail: E-post mangler tjener. Sett opp e-post; letter: Mappen til trykkeriet mangler. Sett opp brev")
	c.Practice = true
	if len(nb.Gaps(nil, c)) > 0 {
		t.Error("a practice company has servers of its own")
	}
	c = kindergarten()
	c.Routes = []billing.ChannelName{billing.Email, billing.Letter}
	if g := nb.Gaps(billing.Settings{"mail.smtp.host": "smtp.koret.no", "mail.from": "post@koret.no"}, c); len(g) > 0 {
		t.Errorf("got %+v", g)
	}
	if _, ok := nb.GapNotice(nil); ok {
		t.Error("nothing is missing, and a line says so")
	}
}

func TestDelivery_EveryStandingHasWordsInEveryLanguage(t *testing.T) {
	for _, tongue := range []view.Tongue{nb, en} {
		for _, ch := range billing.Channels {
			for _, s := range []billing.DeliveryState{billing.Queued, billing.Sending, billing.Unknown, billing.Accepted, billing.Delivered, billing.Bounced, billing.Refused, billing.Cancelled} {
				for _, held := range []bool{false, true} {
					for _, reason := range []string{"", "smtp-550", "smtp-auth"} {
						for _, attempts := range []int{0, 2} {
							d := billing.Delivery{ID: 1, Invoice: "10234", Channel: ch, State: s, Reason: reason, Held: held, Attempts: attempts}
							row := tongue.Delivery(billing.DeliveryRow{Delivery: d})
							words := row.Status.Text + row.Why + row.Way
							for _, step := range row.Steps {
								words += step.Text
							}
							if row.Status.Text == "" || row.Why == "" && reason != "" || strings.Contains(words, "delivery.") || strings.Contains(words, "step.") {
								t.Errorf("%s %s %q: %q", ch, s, reason, words)
							}
						}
					}
				}
			}
		}
	}
}

// What a fault's sentence says about where to put it right is where its button leads.
func TestSectionOf_LeadsWhereTheSentenceSays(t *testing.T) {
	b, err := os.ReadFile("../../assets/translation/nb.json")
	if err != nil {
		t.Fatal(err)
	}
	var words map[string]string
	if err := json.Unmarshal(b, &words); err != nil {
		t.Fatal(err)
	}
	titles := map[string]string{}
	for _, s := range nb.Sections() {
		titles[s.ID] = s.Title
	}
	said := 0
	for key, text := range words {
		code, isFault := strings.CutPrefix(key, "fault.")
		_, place, says := strings.Cut(text, "Innstillinger, ")
		if section := view.SectionOf(code); isFault && says && section != "" {
			said++
			if !strings.HasPrefix(place, titles[section]) {
				t.Errorf("%s leads to %s, and its sentence says %q", code, titles[section], place)
			}
		} else if isFault && says && slices.ContainsFunc([]string{"smtp-", "mail-", "ap-", "letter-", "imap-", "dns-"}, func(p string) bool { return strings.HasPrefix(code, p) }) {
			t.Errorf("%s leads nowhere, and its sentence says %q", code, place)
		}
	}
	if said < 20 {
		t.Errorf("only %d sentences were looked at", said)
	}
}

func TestEvents_TellEachAttemptWithItsEvidence(t *testing.T) {
	at := time.Date(2026, 11, 22, 13, 2, 0, 0, time.UTC)
	event := func(minutes int, kind string, args ...string) billing.Event {
		e := billing.Event{At: at.Add(time.Duration(minutes) * time.Minute), Kind: kind, Args: map[string]string{}}
		for i := 0; i+1 < len(args); i += 2 {
			e.Args[args[i]] = args[i+1]
		}
		return e
	}
	mail := []string{"channel", "email", "recipient", "kari@example.no", "place", "smtp.example.no:587"}
	late := append([]string{"reason", "smtp-451", "detail", "451 4.3.2 Come back"}, mail...)
	rows := nb.Events([]billing.Event{
		event(0, "passed", "channel", "ehf", "reason", "route-no-orgno"), event(0, "queued", mail...),
		event(1, "sending", mail...), event(2, "queued", late...), event(5, "sending", mail...), event(6, "queued", late...),
		event(9, "sending", mail...), event(10, "accepted", append([]string{"detail", "250 OK id=1"}, mail...)...),
		event(60, "bounced", append([]string{"reason", "bounce-no-mailbox", "detail", "550 No such user"}, mail...)...),
		event(60, "queued", "channel", "letter", "recipient", "Kari Nordmann"), event(61, "accepted", "channel", "letter"),
	})
	var got []string
	for _, r := range rows {
		got = append(got, r.When+" "+r.Text+" / "+r.Detail+" / "+r.Quote)
	}
	want := []string{"22.11 14:02 Ikke sendt som EHF /  / ",
		"22.11 14:08 E-post gikk ikke nå, prøver igjen · 2 ganger / kari@example.no · via smtp.example.no:587 / 451 4.3.2 Come back",
		"22.11 14:12 Sendt på e-post / kari@example.no · via smtp.example.no:587 / 250 OK id=1",
		"22.11 15:02 E-posten kom i retur / kari@example.no · via smtp.example.no:587 / 550 No such user",
		"22.11 15:03 Lagt i utskriftsbunken /  / "}
	equal(t, "events", strings.Join(got, "\n"), strings.Join(want, "\n"))
}

func TestUndoText_CountsDown(t *testing.T) {
	equal(t, "many", nb.UndoText(12, 27*time.Second), "12 fakturaer sendes om 27 s")
	equal(t, "one", nb.UndoText(1, -time.Second), "Fakturaen sendes om 0 s")
	equal(t, "english", en.UndoText(1, time.Second), "The invoice goes in 1 s")
}

func TestDetail_TellsFactsAndWhatHappened(t *testing.T) {
	doc := billing.Document{Account: "15035035203", CustomerNo: "412", Buyer: kari().Party}
	inv := billing.RestoreInvoice(1, "10261", "0412102618", time.Time{}, doc)
	at := time.Date(2026, 11, 22, 13, 2, 0, 0, time.UTC)
	d := nb.Detail(billing.InvoiceRow{Number: "10261", CustomerName: "Kari Nordmann", IssueDate: day("2026-11-22"), DueDate: day("2026-12-06"), Payable: kr("2740.00"),
		Outstanding: kr("2740.00"), KID: "0412102618", Status: billing.StatusSent}, inv, []billing.Event{{At: at, Kind: "issued"}, {At: at, Kind: "queued", Args: map[string]string{"channel": "email"}},
		{At: at, Kind: "sending", Args: map[string]string{"channel": "email"}},
		{At: at, Kind: "accepted", Args: map[string]string{"channel": "email", "recipient": "kari@example.no"}},
		{At: at, Kind: "refused", Args: map[string]string{"channel": "email", "recipient": "kari@example.no", "reason": "smtp-550"}},
		{At: at, Kind: "part-paid", Args: map[string]string{"amount": "1200.00"}}})
	var facts, events []string
	for _, f := range append(d.Facts, d.Sums...) {
		facts = append(facts, f.Name+" "+f.Value)
	}
	for _, e := range d.Events {
		events = append(events, e.When+" "+e.Text+" / "+e.Detail+" "+e.Why)
	}
	equal(t, "head", d.Title+", "+d.Address+", "+d.CreditIt, "Faktura 10 261, Bjørkeveien 12, 0861 Oslo, Krediter 10261")
	equal(t, "facts", strings.Join(facts, "; "), "Fakturadato 22.11.2026; Forfall 06.12.2026; KID 0412 1026 18; Til konto 1503 50 35203; Kundenummer 412; E-post kari@example.no; Å betale 2 740,00; Gjenstår 2 740,00")
	equal(t, "events", strings.Join(events, "; "), "22.11 14:02 Utstedt /  ; 22.11 14:02 Sendt på e-post / kari@example.no ; "+
		"22.11 14:02 E-post avvist / kari@example.no "+plain(nb.Reason("smtp-550", nil))+"; 22.11 14:02 Delbetalt · 1 200,00 /  ")
}
