package lookup_test

import (
	"context"
	"crypto"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"fakturist/app/lookup"
	"fakturist/app/practice"
	"fakturist/billing"

	dsig "github.com/russellhaering/goxmldsig"
)

var invoiceType, creditType = billing.DocumentType(billing.KindInvoice), billing.DocumentType(billing.KindCreditNote)

// said is a bool that may be unknown, in a word.
func said(b *bool) string {
	switch {
	case b == nil:
		return "unknown"
	case *b:
		return "yes"
	}
	return "no"
}

// TestAsk_TheMetadataHasTheLastWord: a document type in the list is received only where a server takes it today.
func TestAsk_TheMetadataHasTheLastWord(t *testing.T) {
	box := open(t)
	box.AddReceiver(receiver)
	for _, test := range []struct {
		name      string
		how       practice.Metadata
		want, why string
		signature billing.Signature
		kept      int
	}{
		{"good", practice.GoodMetadata, "yes", "", billing.SignatureValid, 1},
		{"signed with SHA-1", practice.WeakSignature, "yes", "", billing.SignatureWeak, 1},
		{"not signed", practice.NoSignature, "yes", "", billing.SignatureNone, 1},
		{"changed after signing", practice.WrongSignature, "unknown", lookup.CodeSignature, billing.SignatureWrong, 0},
		{"somebody else's", practice.SomebodyElse, "unknown", lookup.CodeOther, billing.SignatureValid, 0},
		{"publisher fails", practice.MetadataFails, "unknown", lookup.CodeSMPFailed, "", 0},
		{"not there", practice.MetadataMissing, "no", lookup.CodeNoEndpoint, "", 1},
		{"expired", practice.Expired, "no", lookup.CodeExpired, billing.SignatureValid, 1},
		{"not yet", practice.NotYet, "no", lookup.CodeEarly, billing.SignatureValid, 1},
		{"AS2", practice.OldTransport, "no", lookup.CodeNoEndpoint, billing.SignatureValid, 1},
		{"another process", practice.OtherProcess, "no", lookup.CodeNoEndpoint, billing.SignatureValid, 1},
		{"broken certificate", practice.BadCertificate, "no", lookup.CodeCertificate, billing.SignatureValid, 1},
	} {
		m := newMemory()
		box.SMP.Answer(receiver, test.how)
		c := start(t, config(box), m).Ask(context.Background(), receiver)
		s, _ := c.Service(invoiceType)
		if got := said(c.Takes(billing.KindInvoice)); got != test.want || c.Why(invoiceType) != test.why || s.Signature != test.signature {
			t.Errorf("%s: %s, why %q, signature %q; want %s, %q, %q", test.name, got, c.Why(invoiceType), s.Signature, test.want, test.why, test.signature)
		}
		if said(c.Registered) != "yes" || c.Publisher != "localhost" || len(m.answers) != test.kept {
			t.Errorf("%s: %+v, %d kept", test.name, c, len(m.answers))
		}
	}
}

func TestAsk_AsksAboutWhatIsToBeSent(t *testing.T) {
	box, m := open(t), newMemory()
	box.AddReceiver(receiver)
	l, ctx := start(t, config(box), m), context.Background()
	c := l.Capability(ctx, receiver)
	if _, asked := c.Service(creditType); asked || said(c.TakesType(creditType)) != "yes" || c.Why(creditType) != "" {
		t.Errorf("not asked about: %+v", c)
	}
	questions := box.SMP.Asked()
	if l.Capability(ctx, receiver, invoiceType); box.SMP.Asked() != questions {
		t.Error("asked again about what is known")
	}
	c = l.Capability(ctx, receiver, creditType)
	if s, asked := c.Service(creditType); !asked || said(s.Open) != "yes" || s.Endpoint != "localhost" || s.Until.IsZero() {
		t.Errorf("asked about: %+v", c)
	}
	questions = box.SMP.Asked()
	c = l.Capability(ctx, receiver, creditType, billing.ReminderType)
	if box.SMP.Asked() != questions || said(c.TakesType(billing.ReminderType)) != "no" || c.Why(billing.ReminderType) != "elma-kind-not-taken" {
		t.Errorf("a type that is not in the list: %+v, %d questions", c, box.SMP.Asked()-questions)
	}
}

func TestAsk_FollowsOneRedirect(t *testing.T) {
	box := open(t)
	box.AddReceiver(receiver)
	for _, test := range []struct {
		name, to  string
		want, why string
	}{
		{"to another publisher", box.SMP.Second, "yes", ""},
		{"with an old address", strings.Replace(box.SMP.Second, "https:", "http:", 1), "yes", ""},
		{"and no further", box.SMP.URL, "unknown", lookup.CodeRedirect},
		{"not into our network", "https://10.0.0.1", "unknown", lookup.CodeAddress},
		{"not with a login", "https://user@localhost", "unknown", lookup.CodeAddress},
		{"not elsewhere", "file:///etc", "unknown", lookup.CodeAddress},
	} {
		box.SMP.Redirect(receiver, test.to)
		c := start(t, config(box), newMemory()).Ask(context.Background(), receiver)
		if got := said(c.TakesType(invoiceType)); got != test.want || c.Why(invoiceType) != test.why {
			t.Errorf("%s: %s, why %q; want %s, %q", test.name, got, c.Why(invoiceType), test.want, test.why)
		}
	}
	box.SMP.Redirect(receiver, box.SMP.Second)
	box.SMP.Answer(receiver, practice.WeakSignature)
	c := start(t, config(box), newMemory()).Ask(context.Background(), receiver)
	if s, _ := c.Service(invoiceType); s.Signature != billing.SignatureWeak {
		t.Errorf("signature: %q", s.Signature)
	}
	box.SMP.Answer(receiver, practice.WrongSignature) // changes nothing in a redirect, only where it leads
	if c := start(t, config(box), newMemory()).Ask(context.Background(), receiver); c.Why(invoiceType) != lookup.CodeSignature {
		t.Errorf("wrong signature behind a redirect: %+v", c)
	}
}

// TestAsk_ARedirectSignedWrongLeadsNowhere: whoever changed it would choose who answers.
func TestAsk_ARedirectSignedWrongLeadsNowhere(t *testing.T) {
	box := open(t)
	box.AddReceiver(receiver)
	signer := rsaSigning(t, 2048, moment.AddDate(1, 0, 0))
	redirect := func(to string) string {
		return `<s:SignedServiceMetadata xmlns:s="http://busdox.org/serviceMetadata/publishing/1.0/"><s:ServiceMetadata><s:Redirect href="` + to + `">` +
			`<s:CertificateUID>CN=PNO999999</s:CertificateUID></s:Redirect></s:ServiceMetadata></s:SignedServiceMetadata>`
	}
	list := `<ServiceGroup xmlns="http://busdox.org/serviceMetadata/publishing/1.0/" xmlns:id="http://busdox.org/transport/identifiers/1.0/">` +
		`<id:ParticipantIdentifier scheme="iso6523-actorid-upis">` + receiver + `</id:ParticipantIdentifier><ServiceMetadataReferenceCollection>` +
		`<ServiceMetadataReference href="/services/` + url.QueryEscape("busdox-docid-qns::"+invoiceType) + `"/></ServiceMetadataReferenceCollection></ServiceGroup>`
	followed, changed := 0, false
	c := publisher(t, box, func(w http.ResponseWriter, r *http.Request) {
		signed := signer.sign(t, redirect("https://"+r.Host+"/elsewhere"), crypto.SHA256, dsig.MakeC14N10RecCanonicalizer(), nil)
		switch {
		case r.URL.Path == "/elsewhere":
			followed++
			w.Write([]byte(signer.sign(t, elma(base64.StdEncoding.EncodeToString(signer.cert)), crypto.SHA256, dsig.MakeC14N10RecCanonicalizer(), nil)))
		case strings.Contains(r.URL.Path, "/services/"):
			if changed {
				signed = strings.Replace(signed, "CN=PNO999999", "CN=PNO666666", 1)
			}
			w.Write([]byte(signed))
		default:
			w.Write([]byte(list))
		}
	})
	l := start(t, c, newMemory())
	if got := l.Ask(context.Background(), receiver); said(got.Takes(billing.KindInvoice)) != "yes" || followed != 1 {
		t.Fatalf("signed well: %+v, followed %d times", got, followed)
	}
	changed = true
	if got := l.Ask(context.Background(), receiver); got.Why(invoiceType) != lookup.CodeSignature || followed != 1 {
		t.Errorf("changed: %+v, followed %d times", got, followed)
	}
}

// TestCapability_AnOlderYesStandsInForSilenceOnly: it does not stand in for an answer that cannot be believed, nor for a no.
func TestCapability_AnOlderYesStandsInForSilenceOnly(t *testing.T) {
	for _, test := range []struct {
		how       practice.Metadata
		want, why string
	}{
		{practice.MetadataFails, "yes", ""}, {practice.WrongSignature, "unknown", lookup.CodeSignature},
		{practice.SomebodyElse, "unknown", lookup.CodeOther}, {practice.Expired, "no", lookup.CodeExpired},
	} {
		box, m := open(t), newMemory()
		box.AddReceiver(receiver)
		l, ctx := start(t, config(box), m), context.Background()
		l.Capability(ctx, receiver)
		m.now = moment.Add(25 * time.Hour)
		box.SMP.Answer(receiver, test.how)
		c := l.Capability(ctx, receiver)
		if got := said(c.Takes(billing.KindInvoice)); got != test.want || c.Why(invoiceType) != test.why {
			t.Errorf("%d: %s, %+v", test.how, got, c)
		}
		if test.want == "yes" && (c.Reason != lookup.CodeSMPFailed || !c.CheckedAt.Equal(moment)) {
			t.Errorf("%d: an older yes tells its age and why it stands in: %+v", test.how, c)
		}
	}
}

func TestReadMetadata_ReadsRedirects(t *testing.T) {
	body := `<s:SignedServiceMetadata xmlns:s="http://busdox.org/serviceMetadata/publishing/1.0/"><s:ServiceMetadata><s:Redirect href="https://smp.example/x">` +
		`<s:CertificateUID>C=NO,O=Prøve,CN=PNO999999</s:CertificateUID></s:Redirect></s:ServiceMetadata></s:SignedServiceMetadata>`
	m, err := lookup.ReadMetadata([]byte(rsaSigning(t, 2048, moment.AddDate(1, 0, 0)).sign(t, body, crypto.SHA256, dsig.MakeC14N10RecCanonicalizer(), nil)), moment)
	if err != nil || m.Redirect != "https://smp.example/x" || m.SignedBy != "C=NO,O=Prøve,CN=PNO999999" || m.Signer != "PNO999999" || m.Signature != billing.SignatureValid {
		t.Errorf("%+v, %v", m, err)
	}
}

func TestReadMetadata_RefusesWhatNoPublisherWrites(t *testing.T) {
	const open, end = `<SignedServiceMetadata xmlns="http://busdox.org/serviceMetadata/publishing/1.0/"><ServiceMetadata>`, `</ServiceMetadata></SignedServiceMetadata>`
	for name, body := range map[string]string{
		"nothing": "", "a page": "<html/>", "cut": open, "neither": open + end, "a list": `<ServiceGroup xmlns="http://busdox.org/serviceMetadata/publishing/1.0/"/>`,
		"both":          open + `<Redirect href="https://x"/><ServiceInformation/>` + end,
		"document type": `<!DOCTYPE x [<!ENTITY a "b">]>` + open + `<Redirect href="https://x"/>` + end,
		"deep":          strings.Repeat("<a>", 1000) + strings.Repeat("</a>", 1000),
		"Latin-1":       open + "<Redirect href=\"https://\xe6\"/>" + end,
		"long":          open + `<Redirect href="` + strings.Repeat("x", 1<<17) + `"/>` + end,
	} {
		if m, err := lookup.ReadMetadata([]byte(body), moment); err == nil || lookup.CodeOf(err) != lookup.CodeSMPAnswer {
			t.Errorf("%s: %+v, %v", name, m, err)
		}
	}
}

func FuzzReadMetadata(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		m, err := lookup.ReadMetadata(body, moment)
		if err != nil {
			return
		}
		if checked := m.Signature == billing.SignatureValid || m.Signature == billing.SignatureWeak; m.Signature == "" || m.Signer != "" && !checked {
			t.Errorf("signed by %q: %q", m.Signer, m.Signature)
		}
		if m.Redirect != "" && (m.Document != "" || len(m.Processes) > 0) {
			t.Errorf("both a redirect and information: %+v", m)
		}
	})
}

func FuzzReadGroup(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		participant, types, err := lookup.ReadGroup(body)
		if err == nil && participant != strings.ToLower(strings.TrimSpace(participant)) {
			t.Errorf("%q, %q", participant, types)
		}
	})
}

func FuzzReplacement(f *testing.F) {
	f.Fuzz(func(t *testing.T, expression string) {
		address, ok := lookup.Replacement(expression)
		if ok && (address == "" || !strings.Contains(expression, address)) {
			t.Errorf("%q: %q", expression, address)
		}
	})
}

// TestAsk_ReadsTheListWherePublishersDiffer: absolute and relative references, other hosts, types of other kinds.
func TestAsk_ReadsTheListWherePublishersDiffer(t *testing.T) {
	box := open(t)
	const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><ns2:ServiceGroup xmlns="http://busdox.org/transport/identifiers/1.0/" ` +
		`xmlns:ns2="http://busdox.org/serviceMetadata/publishing/1.0/"><ParticipantIdentifier scheme="iso6523-actorid-upis">0192:923609016</ParticipantIdentifier><ns2:ServiceMetadataReferenceCollection>`
	credit := `iso6523-actorid-upis%3A%3A0192%3A923609016/services/busdox-docid-qns%3A%3Aurn%3Aoasis%3Anames%3Aspecification%3Aubl%3Aschema%3Axsd%3ACreditNote-2%3A%3ACreditNote` +
		`%23%23urn%3Acen.eu%3Aen16931%3A2017%23compliant%23urn%3Afdc%3Apeppol.eu%3A2017%3Apoacc%3Abilling%3A3.0%3A%3A2.1`
	for _, test := range []struct {
		name, refs string
		want       string
	}{
		{"another host", `<ns2:ServiceMetadataReference href="https://smp.example/` + credit + `"/>`, "yes"},
		{"a path alone", `<ns2:ServiceMetadataReference href="/` + credit + `"/>`, "yes"},
		{"others only", `<ns2:ServiceMetadataReference href="https://smp.example/x/services/busdox-docid-qns%3A%3Aurn%3Ano%3Adifi%3Aeinnsyn%3Axsd%3A%3Apublisering"/>`, "no"},
		{"a wildcard", `<ns2:ServiceMetadataReference href="https://smp.example/x/services/peppol-doctype-wildcard%3A%3Aurn%3Aoasis*"/>`, "no"},
		{"broken escapes", `<ns2:ServiceMetadataReference href="https://smp.example/x/services/%zz"/>`, "no"},
		{"none", ``, "no"},
	} {
		body := head + test.refs + `</ns2:ServiceMetadataReferenceCollection></ns2:ServiceGroup>`
		c := start(t, publisher(t, box, func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(body)) }), newMemory()).Ask(context.Background(), receiver)
		if got := said(c.Takes(billing.KindCreditNote)); got != test.want || said(c.Registered) != "yes" {
			t.Errorf("%s: %s, %+v", test.name, got, c)
		}
	}
}
