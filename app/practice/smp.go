package practice

import (
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"fakturist/billing"
)

// transportProfile is Peppol's AS4 profile.
const transportProfile = "peppol-transport-as4-v2_0"

// billingProcess is the process of Peppol BIS Billing 3.
const billingProcess = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"

// Publisher is a service metadata publisher: what each participant can receive, over HTTPS.
//
// QUIRK: the ds:Signature of the answers names an algorithm and carries a digest of nothing; clients use the metadata as a
// hint only and do not verify it.
type Publisher struct {
	URL string // with the box's certificate

	world *world
	gate  *gate
	mu    sync.Mutex
	takes map[string][]string // participant to document types
	moved map[string]string   // participant to the publisher it moved to
	asked int
}

// DocumentTypes are the document types of EHF billing: invoice and credit note.
func DocumentTypes() []string {
	return []string{billing.DocumentType(billing.KindInvoice), billing.DocumentType(billing.KindCreditNote)}
}

func startPublisher(w *world) (*Publisher, func() error, error) {
	p := &Publisher{world: w, takes: map[string][]string{}, moved: map[string]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{participant}", p.group)
	mux.HandleFunc("GET /{participant}/services/{docType}", p.metadata)
	g, stop, err := serveWeb(w, mux, false)
	if err != nil {
		return nil, nil, err
	}
	p.gate, p.URL = g, g.secureURL()
	return p, stop, nil
}

// Add lets a participant ("0192:923609016") receive document types; without any it stands there and takes nothing.
func (p *Publisher) Add(participant string, docTypes ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.takes[strings.ToLower(participant)] = slices.Clone(docTypes)
}

// Redirect sends whoever asks about a participant's services to another publisher.
func (p *Publisher) Redirect(participant, publisher string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.moved[strings.ToLower(participant)] = publisher
}

// SetDown takes the publisher down or up again; it keeps its port.
func (p *Publisher) SetDown(down bool) { p.gate.setDown(down) }

// Asked counts the requests so far.
func (p *Publisher) Asked() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

// find looks a participant up by the path element "iso6523-actorid-upis::0192:...".
func (p *Publisher) find(element string) (participant string, docTypes []string, moved string, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked++
	scheme, value, _ := strings.Cut(strings.ToLower(element), "::")
	docTypes, ok = p.takes[value]
	return value, docTypes, p.moved[value], ok && scheme == "iso6523-actorid-upis"
}

func (p *Publisher) group(w http.ResponseWriter, r *http.Request) {
	participant, docTypes, _, ok := p.find(r.PathValue("participant"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	var refs strings.Builder
	for _, d := range docTypes {
		fmt.Fprintf(&refs, `<ServiceMetadataReference href="%s/%s/services/%s"/>`, p.URL,
			url.QueryEscape("iso6523-actorid-upis::"+participant), url.QueryEscape("busdox-docid-qns::"+d))
	}
	writeXML(w, `<ServiceGroup xmlns="http://busdox.org/serviceMetadata/publishing/1.0/"`+
		` xmlns:id="http://busdox.org/transport/identifiers/1.0/">`+participantXML(participant)+
		`<ServiceMetadataReferenceCollection>`+refs.String()+`</ServiceMetadataReferenceCollection></ServiceGroup>`)
}

func (p *Publisher) metadata(w http.ResponseWriter, r *http.Request) {
	participant, docTypes, moved, ok := p.find(r.PathValue("participant"))
	_, docType, _ := strings.Cut(r.PathValue("docType"), "::")
	if !ok || !slices.Contains(docTypes, docType) {
		http.NotFound(w, r)
		return
	}
	content := p.information(participant, docType)
	if moved != "" {
		content = fmt.Sprintf(`<Redirect href="%s/%s/services/%s"><CertificateUID>practice</CertificateUID></Redirect>`, moved,
			url.QueryEscape("iso6523-actorid-upis::"+participant), url.QueryEscape("busdox-docid-qns::"+docType))
	}
	writeXML(w, `<SignedServiceMetadata xmlns="http://busdox.org/serviceMetadata/publishing/1.0/"`+
		` xmlns:id="http://busdox.org/transport/identifiers/1.0/" xmlns:wsa="http://www.w3.org/2005/08/addressing">`+
		`<ServiceMetadata>`+content+`</ServiceMetadata>`+signatureXML+`</SignedServiceMetadata>`)
}

func (p *Publisher) information(participant, docType string) string {
	cert := base64.StdEncoding.EncodeToString(p.world.pair.leaf.Raw)
	now := p.world.now().UTC()
	return `<ServiceInformation>` + participantXML(participant) +
		`<id:DocumentIdentifier scheme="busdox-docid-qns">` + escape(docType) + `</id:DocumentIdentifier>` +
		`<ProcessList><Process><id:ProcessIdentifier scheme="cenbii-procid-ubl">` + billingProcess + `</id:ProcessIdentifier>` +
		`<ServiceEndpointList><Endpoint transportProfile="` + transportProfile + `">` +
		`<wsa:EndpointReference><wsa:Address>https://localhost/as4</wsa:Address></wsa:EndpointReference>` +
		`<RequireBusinessLevelSignature>false</RequireBusinessLevelSignature>` +
		`<ServiceActivationDate>` + now.AddDate(-1, 0, 0).Format(time.RFC3339) + `</ServiceActivationDate>` +
		`<ServiceExpirationDate>` + now.AddDate(1, 0, 0).Format(time.RFC3339) + `</ServiceExpirationDate>` +
		`<Certificate>` + cert + `</Certificate><ServiceDescription>Practice access point</ServiceDescription>` +
		`<TechnicalContactUrl>https://localhost/</TechnicalContactUrl>` +
		`</Endpoint></ServiceEndpointList></Process></ProcessList></ServiceInformation>`
}

const signatureXML = `<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo>` +
	`<CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>` +
	`<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>` +
	`<Reference URI=""><Transforms><Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/></Transforms>` +
	`<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue></DigestValue></Reference>` +
	`</SignedInfo><SignatureValue></SignatureValue></Signature>`

func participantXML(value string) string {
	return `<id:ParticipantIdentifier scheme="iso6523-actorid-upis">` + escape(value) + `</id:ParticipantIdentifier>`
}

func escape(s string) string {
	var b strings.Builder
	// A strings.Builder never fails.
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

func writeXML(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Type", "application/xml")
	fmt.Fprint(w, xml.Header+body)
}
