package lookup_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"math/big"
	"strings"
	"testing"
	"time"

	"fakturist/app/lookup"
	"fakturist/billing"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
)

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
