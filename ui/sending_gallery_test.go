package ui_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fakturist/billing"
	"fakturist/ui"
	"fakturist/ui/theme"
	"fakturist/ui/view"
)

// outcome is one way a delivery can stand, and all that happened to its document.
type outcome struct {
	name  string
	row   billing.DeliveryRow
	rests map[billing.ChannelName]billing.Resting
	told  []billing.Event
}

// told is an event of a document so many minutes after it was issued.
func told(minutes int, kind string, ch billing.ChannelName, args ...string) billing.Event {
	e := billing.Event{At: clock().Add(time.Duration(minutes-40) * time.Minute), Kind: kind, Args: map[string]string{}}
	if ch != "" {
		e.Args["channel"] = string(ch)
	}
	for i := 0; i+1 < len(args); i += 2 {
		e.Args[args[i]] = args[i+1]
	}
	return e
}

const (
	mailServer = "smtp.blabarlia.example:587"
	pointPlace = "ap.aksesspunkt.example"
)

func mailed(minutes int, kind string, more ...string) billing.Event {
	return told(minutes, kind, billing.Email, append([]string{"recipient", "kari@example.no", "place", mailServer}, more...)...)
}

func byEHF(minutes int, kind string, more ...string) billing.Event {
	return told(minutes, kind, billing.EHF, append([]string{"recipient", "0192:974760673", "place", pointPlace}, more...)...)
}

// outcomes are all the ways a delivery ends or waits.
func outcomes() []outcome {
	delivery := func(ch billing.ChannelName, state billing.DeliveryState, reason, detail string) billing.DeliveryRow {
		to, place := "kari@example.no", mailServer
		switch ch {
		case billing.EHF:
			to, place = "0192:974760673", pointPlace
		case billing.Letter:
			to, place = "Kari Nordmann", ""
		}
		d := billing.Delivery{ID: 40, Invoice: "10261", Channel: ch, Recipient: to, State: state, Reason: reason, Detail: detail, Place: place, UpdatedAt: clock(), Attempts: 1}
		return billing.DeliveryRow{Delivery: d, CustomerName: "Kari Nordmann", Payable: kr("2740.00")}
	}
	waiting := delivery(billing.Email, billing.Queued, "smtp-451", "451 4.3.2 Please come back later")
	waiting.Attempts, waiting.NotBefore = 3, clock().Add(22*time.Minute)
	held := delivery(billing.Email, billing.Queued, "", "")
	held.Held, held.Attempts, held.Place = true, 0, ""
	queued := delivery(billing.Email, billing.Queued, "", "")
	queued.Attempts, queued.Place = 0, ""
	noEHF := told(1, "passed", billing.EHF, "reason", "route-no-orgno")
	letter := []billing.Event{told(32, "queued", billing.Letter), told(33, "accepted", billing.Letter)}
	const noUser = "550 5.1.1 <kari@example.no>: Recipient address rejected: User unknown in virtual mailbox table"
	issued := told(0, "issued", "")
	return []outcome{
		{"levert-ehf", delivery(billing.EHF, billing.Delivered, "", "sent"), nil, []billing.Event{issued,
			byEHF(1, "sending"), byEHF(1, "accepted", "detail", "pending"), byEHF(4, "delivered", "detail", "sent")}},
		{"levert-epost", delivery(billing.Email, billing.Delivered, "", "250 2.1.5 Message accepted for delivery"), nil, []billing.Event{issued, noEHF,
			mailed(1, "accepted", "detail", "250 2.0.0 OK id=1vNHC2-0000000AbCd-1x2Y"), mailed(2, "note-copied"),
			mailed(3, "delivered", "detail", "smtp; 250 2.1.5 Message accepted for delivery")}},
		{"i-retur", delivery(billing.Letter, billing.Accepted, "", ""), nil, append([]billing.Event{issued, noEHF,
			mailed(1, "accepted", "detail", "250 2.0.0 OK id=1vNHC2-0000000AbCd-1x2Y"), mailed(20, "note-late", "reason", "bounce-mailbox-full", "detail", "452 4.2.2 Mailbox full"),
			mailed(32, "bounced", "reason", "bounce-no-mailbox", "detail", noUser)}, letter...)},
		{"avvist-550", delivery(billing.Letter, billing.Accepted, "", ""), nil, append([]billing.Event{issued, noEHF,
			mailed(1, "refused", "reason", "smtp-550", "detail", noUser)}, letter...)},
		{"uvisst", delivery(billing.Email, billing.Unknown, "smtp-lost", "read tcp 192.0.2.4:51122: connection reset by peer"), nil, []billing.Event{issued, noEHF,
			mailed(1, "unknown", "reason", "smtp-lost", "detail", "read tcp 192.0.2.4:51122: connection reset by peer")}},
		{"venter-451", waiting, nil, []billing.Event{issued, noEHF, mailed(1, "queued", "reason", "smtp-451", "detail", "451 4.3.2 Please come back later"),
			mailed(6, "queued", "reason", "smtp-451", "detail", "451 4.3.2 Please come back later"),
			mailed(18, "queued", "reason", "smtp-451", "detail", "451 4.3.2 Please come back later")}},
		{"holdt-igjen", held, nil, []billing.Event{issued, noEHF, mailed(1, "queued", "place", "")}},
		{"angret", delivery(billing.Email, billing.Cancelled, "", ""), nil, []billing.Event{issued, noEHF, mailed(1, "queued", "place", ""), mailed(1, "cancelled", "place", "")}},
		{"postet", delivery(billing.Letter, billing.Delivered, "", ""), nil, []billing.Event{issued, noEHF, told(1, "passed", billing.Email, "reason", "route-no-email"),
			told(2, "accepted", billing.Letter), told(35, "delivered", billing.Letter)}},
		{"aksesspunkt-avviste", delivery(billing.EHF, billing.Refused, "ap-rejected", "PEPPOL-EN16931-R003: A buyer reference or purchase order reference MUST be provided."), nil,
			[]billing.Event{issued, byEHF(1, "accepted", "detail", "pending"),
				byEHF(9, "refused", "reason", "ap-rejected", "detail", "PEPPOL-EN16931-R003: A buyer reference or purchase order reference MUST be provided.")}},
		{"hviler", queued, map[billing.ChannelName]billing.Resting{billing.Email: {Until: clock().Add(4 * time.Minute), Reason: "smtp-auth", Tries: 2,
			Detail: "535 5.7.8 Authentication credentials invalid"}}, []billing.Event{issued, noEHF, mailed(1, "queued", "place", "")}},
		{"tempo", queued, map[billing.ChannelName]billing.Resting{billing.Email: {Until: clock().Add(time.Minute), Reason: "delivery-rate"}},
			[]billing.Event{issued, noEHF, mailed(1, "queued", "place", "")}},
	}
}

// looks are the ways the window is drawn.
var looks = []struct {
	suffix string
	o      ui.Options
}{{"light", ui.Options{Mode: theme.Light}}, {"dark", ui.Options{Mode: theme.Dark}}, {"light-en", ui.Options{Mode: theme.Light, Language: "en"}}}

// shot draws the window at the smallest size it must do with and at the usual one.
func shot(t *testing.T, w *ui.Window, name string) {
	t.Helper()
	for _, size := range []fyne.Size{fyne.NewSize(1281, 720), fyne.NewSize(1280, 720)} {
		w.Shown().Resize(size)
	}
	picture(t, w.Shown().Canvas(), name)
}

// settled is a bureau whose sending is set up.
func settled() *bureau {
	b := newBureau()
	b.settings["accesspoint.kind"], b.settings["accesspoint.url"] = "phoss", "https://"+pointPlace
	return b
}

// TestGallery_Outcomes draws what the outbox and the document tell of every way a delivery can stand.
func TestGallery_Outcomes(t *testing.T) {
	for _, o := range outcomes() {
		for _, look := range looks {
			if look.o.Language == "en" && o.name != "i-retur" && o.name != "hviler" && o.name != "uvisst" {
				continue
			}
			b := settled()
			b.outbox, b.rests, b.timeline = append([]billing.DeliveryRow{o.row}, b.outbox[1:]...), o.rests, o.told
			w, work := open(t, b, look.o)
			w.Go("dispatch", nil)
			work.Settle()
			shot(t, w, "utsending-"+o.name+"-"+look.suffix)
			if look.suffix == "light" {
				w.Go("invoices", ui.OpenDocument("10261"))
				work.Settle()
				shot(t, w, "faktura-"+o.name+"-"+look.suffix)
			}
		}
	}
}

// TestGallery_Settings draws every section of the settings, and what it asks under other choices.
func TestGallery_Settings(t *testing.T) {
	microsoft := billing.Settings{"mail.from": "post@koret.onmicrosoft.com", "mail.smtp.host": "smtp.office365.com", "mail.smtp.port": "587", "mail.auth": "oauth",
		"mail.oauth.provider": "microsoft", "mail.oauth.client": "6731de76-14a6-49ae-97bc-6eba6914391e", "mail.smtp.user": "post@koret.onmicrosoft.com"}
	for _, c := range []struct {
		name, section string
		set           billing.Settings
	}{
		{"selskapet", view.SectionCompany, nil}, {"betaling", view.SectionPayment, nil}, {"utsending", view.SectionSending, nil}, {"epost", view.SectionMail, nil},
		{"epost-microsoft", view.SectionMail, microsoft}, {"eposttekster", view.SectionTexts, nil}, {"aksesspunkt", view.SectionPoint, nil},
		{"aksesspunkt-storecove", view.SectionPoint, billing.Settings{"accesspoint.kind": "storecove", "accesspoint.url": "https://api.storecove.com/api/v2"}},
		{"aksesspunkt-maventa", view.SectionPoint, billing.Settings{"accesspoint.kind": "maventa", "accesspoint.url": "https://ax.maventa.com"}},
		{"brev", view.SectionLetter, nil}, {"brev-trykkeri", view.SectionLetter, billing.Settings{"letter.by": "folder"}}, {"oppslag", view.SectionLookup, nil},
		{"innboks", view.SectionInbox, nil}, {"fil", view.SectionProgram, nil},
	} {
		for _, look := range looks {
			b := newBureau()
			for k, v := range c.set {
				b.settings[k] = v
			}
			b.report = billing.ResolverReport{How: billing.ResolverOfMachine, Resolvers: []string{"192.168.1.1:53"}, Took: 3012 * time.Millisecond, Reason: "dns-no-data",
				Detail: "NOERROR without NAPTR", Advice: "lookup-try-https", Suggestions: []billing.ResolverSuggestion{{Name: "Quad9", URL: "https://dns.quad9.net/dns-query", Country: "CH"},
					{Name: "Cloudflare", URL: "https://cloudflare-dns.com/dns-query", Country: "US"}}}
			w, work := open(t, b, look.o)
			w.Go("settings", ui.OpenSettings(c.section))
			work.Settle()
			if c.section == view.SectionLookup {
				ui.Press(w.Shown().Canvas().Content(), map[string]string{"": "Prøv oppslag", "en": "Try the look-up"}[look.o.Language])
				work.Settle()
			}
			shot(t, w, "innstillinger-"+c.name+"-"+look.suffix)
		}
	}
	w, work := open(t, newBureau(), ui.Options{})
	w.Go("settings", nil)
	work.Settle()
	w.FindSetting("e-post")
	work.Settle()
	shot(t, w, "innstillinger-finn-light")
}
