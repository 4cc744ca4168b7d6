package lookup_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"fakturist/app/lookup"
	"fakturist/app/practice"
	"fakturist/billing"

	"github.com/beevik/etree"
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

// signing is a key of a publisher and its certificate.
type signing struct {
	key  crypto.Signer
	cert []byte
}

func newSigning(tb testing.TB, key crypto.Signer, until time.Time) signing {
	tb.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "PNO999999"}, NotBefore: moment.AddDate(-5, 0, 0), NotAfter: until}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		tb.Fatal(err)
	}
	return signing{key, der}
}

func rsaSigning(tb testing.TB, bits int, until time.Time) signing {
	tb.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		tb.Fatal(err)
	}
	return newSigning(tb, key, until)
}

// sign signs a document, changes its signature as asked, and gives it as text.
func (s signing) sign(tb testing.TB, body string, hash crypto.Hash, c dsig.Canonicalizer, change func(signature *etree.Element)) string {
	tb.Helper()
	context, err := dsig.NewSigningContext(s.key, [][]byte{s.cert})
	if err != nil {
		tb.Fatal(err)
	}
	context.Hash, context.Canonicalizer, context.Prefix = hash, c, ""
	doc := etree.NewDocument()
	if err := doc.ReadFromString(body); err != nil {
		tb.Fatal(err)
	}
	signed, err := context.SignEnveloped(doc.Root())
	if err != nil {
		tb.Fatal(err)
	}
	doc.SetRoot(signed)
	out := written(tb, doc)
	if change == nil {
		return out
	}
	again := etree.NewDocument()
	if err := again.ReadFromString(out); err != nil {
		tb.Fatal(err)
	}
	change(again.FindElement("./*/Signature"))
	return written(tb, again)
}

func written(tb testing.TB, doc *etree.Document) string {
	tb.Helper()
	out, err := doc.WriteToString()
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// elma is metadata in the shape of ELMA: prefixes numbered by a machine, the identifiers' namespace the default one, all on
// one line, milliseconds in dates, an AS2 server beside the AS4 one.
func elma(cert string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><ns2:SignedServiceMetadata xmlns:ns2="http://busdox.org/serviceMetadata/publishing/1.0/" ` +
		`xmlns="http://busdox.org/transport/identifiers/1.0/" xmlns:ns3="http://www.w3.org/2005/08/addressing" xmlns:ns4="http://www.w3.org/2000/09/xmldsig#">` +
		`<ns2:ServiceMetadata><ns2:ServiceInformation><ParticipantIdentifier scheme="iso6523-actorid-upis">0192:923609016</ParticipantIdentifier>` +
		`<DocumentIdentifier scheme="busdox-docid-qns">` + invoiceType + `</DocumentIdentifier><ns2:ProcessList><ns2:Process>` +
		`<ProcessIdentifier scheme="cenbii-procid-ubl">urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</ProcessIdentifier><ns2:ServiceEndpointList>` +
		`<ns2:Endpoint transportProfile="busdox-transport-as2-ver2p0"><ns3:EndpointReference><ns3:Address>https://ap.example/as2</ns3:Address>` +
		`<ns3:ReferenceParameters/><ns3:Metadata/></ns3:EndpointReference><ns2:ServiceActivationDate>never</ns2:ServiceActivationDate></ns2:Endpoint>` +
		`<ns2:Endpoint transportProfile="peppol-transport-as4-v2_0"><ns3:EndpointReference><ns3:Address>https://ap.example/as4</ns3:Address>` +
		`<ns3:ReferenceParameters/><ns3:Metadata/></ns3:EndpointReference><ns2:RequireBusinessLevelSignature>false</ns2:RequireBusinessLevelSignature>` +
		`<ns2:ServiceActivationDate>2026-01-06T00:00:00.000Z</ns2:ServiceActivationDate><ns2:ServiceExpirationDate>2027-07-27T23:59:59.000Z</ns2:ServiceExpirationDate>` +
		`<ns2:Certificate>` + cert + `</ns2:Certificate><ns2:ServiceDescription>Prøve</ns2:ServiceDescription>` +
		`<ns2:TechnicalContactUrl>post@ap.example</ns2:TechnicalContactUrl></ns2:Endpoint></ns2:ServiceEndpointList></ns2:Process></ns2:ProcessList>` +
		`</ns2:ServiceInformation></ns2:ServiceMetadata></ns2:SignedServiceMetadata>`
}

// indented is metadata in the shape of publishers that write for people: one element a line, the addressing namespace where
// it is used, no dates, a comment, the certificate in lines.
func indented(cert string) string {
	var lines strings.Builder
	for len(cert) > 64 {
		lines.WriteString(cert[:64] + "\n          ")
		cert = cert[64:]
	}
	return `<smp:SignedServiceMetadata xmlns:smp="http://busdox.org/serviceMetadata/publishing/1.0/" xmlns:id="http://busdox.org/transport/identifiers/1.0/">
  <!-- made by hand -->
  <smp:ServiceMetadata>
    <smp:ServiceInformation>
      <id:ParticipantIdentifier scheme="iso6523-actorid-upis">0192:923609016</id:ParticipantIdentifier>
      <id:DocumentIdentifier scheme="busdox-docid-qns">
        ` + invoiceType + `
      </id:DocumentIdentifier>
      <smp:ProcessList><smp:Process>
        <id:ProcessIdentifier scheme="cenbii-procid-ubl">urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</id:ProcessIdentifier>
        <smp:ServiceEndpointList><smp:Endpoint transportProfile="peppol-transport-as4-v2_0">
          <EndpointReference xmlns="http://www.w3.org/2005/08/addressing"><Address>https://ap.example/as4</Address></EndpointReference>
          <smp:Certificate>` + lines.String() + cert + `
          </smp:Certificate>
        </smp:Endpoint></smp:ServiceEndpointList>
      </smp:Process></smp:ProcessList>
    </smp:ServiceInformation>
  </smp:ServiceMetadata>
</smp:SignedServiceMetadata>`
}

// TestReadMetadata_ReadsTheShapesSeen reads documents built like answers of real publishers, signed as they sign.
func TestReadMetadata_ReadsTheShapesSeen(t *testing.T) {
	good := rsaSigning(t, 2048, moment.AddDate(1, 0, 0))
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	cert := base64.StdEncoding.EncodeToString(good.cert)
	inclusive, exclusive := dsig.MakeC14N10RecCanonicalizer, func() dsig.Canonicalizer { return dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("") }
	wrapped := func(signature *etree.Element) { // as Java writes base64: CR LF, the CR as a reference
		value := signature.FindElement("./SignatureValue")
		text := value.Text()
		value.SetText("\n   " + text[:76] + "\r\n" + text[76:] + "\n")
	}
	bare := func(signature *etree.Element) { signature.RemoveChild(signature.FindElement("./KeyInfo")) }
	twice := func(signature *etree.Element) { signature.Parent().AddChild(signature.Copy()) }
	for _, test := range []struct {
		name string
		body string
		want billing.Signature
	}{
		{"ELMA", good.sign(t, elma(cert), crypto.SHA256, inclusive(), nil), billing.SignatureValid},
		{"ELMA, base64 in lines", good.sign(t, elma(cert), crypto.SHA256, inclusive(), wrapped), billing.SignatureValid},
		{"ELMA of old", good.sign(t, elma(cert), crypto.SHA1, inclusive(), wrapped), billing.SignatureWeak},
		{"exclusive", good.sign(t, elma(cert), crypto.SHA256, exclusive(), nil), billing.SignatureValid},
		{"indented", good.sign(t, indented(cert), crypto.SHA512, inclusive(), nil), billing.SignatureValid},
		{"comments do not count", strings.Replace(good.sign(t, indented(cert), crypto.SHA256, inclusive(), nil), "made by hand", "changed", 1), billing.SignatureValid},
		{"elliptic", newSigning(t, curve, moment.AddDate(1, 0, 0)).sign(t, elma(cert), crypto.SHA256, inclusive(), nil), billing.SignatureValid},
		{"expired signer", rsaSigning(t, 2048, moment.AddDate(0, 0, -1)).sign(t, elma(cert), crypto.SHA256, inclusive(), nil), billing.SignatureWeak},
		{"short key", rsaSigning(t, 1024, moment.AddDate(1, 0, 0)).sign(t, elma(cert), crypto.SHA256, inclusive(), nil), billing.SignatureWeak},
		{"none", elma(cert), billing.SignatureNone},
		{"no certificate", good.sign(t, elma(cert), crypto.SHA256, inclusive(), bare), billing.SignatureWrong},
		{"two signatures", good.sign(t, elma(cert), crypto.SHA256, inclusive(), twice), billing.SignatureWrong},
		{"changed", strings.Replace(good.sign(t, elma(cert), crypto.SHA256, inclusive(), nil), "ap.example/as4", "ap.example/as5", 1), billing.SignatureWrong},
		{"another key", strings.Replace(good.sign(t, elma(cert), crypto.SHA256, inclusive(), nil), "<X509Certificate>"+cert,
			"<X509Certificate>"+base64.StdEncoding.EncodeToString(rsaSigning(t, 2048, moment.AddDate(1, 0, 0)).cert), 1), billing.SignatureWrong},
	} {
		m, err := lookup.ReadMetadata([]byte(test.body), moment)
		if err != nil || m.Signature != test.want {
			t.Errorf("%s: %q, %v, want %q", test.name, m.Signature, err, test.want)
			continue
		}
		endpoints := m.Processes[0].Endpoints
		last := endpoints[len(endpoints)-1]
		if m.Participant != receiver || m.Document != invoiceType || last.Profile != "peppol-transport-as4-v2_0" || last.Certificate != cert ||
			!strings.HasPrefix(last.Address, "https://ap.example/as") {
			t.Errorf("%s: %+v", test.name, m)
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
