package practice

import (
	"encoding/xml"
	"errors"
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

// Publisher is a service metadata publisher: what each participant can receive, over HTTPS, signed.
type Publisher struct {
	URL    string // with the box's certificate
	Second string // a second publisher, which knows the same participants and sends nobody on

	world  *world
	gate   *gate
	mu     sync.Mutex
	takes  map[string][]string // participant to document types
	moved  map[string]string   // participant to the publisher it moved to
	answer map[string]Metadata // participant to what is the matter with its metadata
	asked  int
}

// Metadata is what can be the matter with the answer about a participant's document types.
type Metadata int

// The answers.
const (
	GoodMetadata    Metadata = iota
	Expired                  // the server stopped taking documents yesterday
	NotYet                   // it will take documents from tomorrow
	OldTransport             // it speaks AS2, which is switched off
	OtherProcess             // it takes the document type in another process than that of invoices
	BadCertificate           // its certificate cannot be read
	WeakSignature            // signed with SHA-1
	WrongSignature           // changed after it was signed
	NoSignature              // not signed at all
	SomebodyElse             // about another participant, signed well
	MetadataFails            // the publisher answers 500
	MetadataMissing          // 404, though the group lists the document type
)

// DocumentTypes are the document types of EHF billing: invoice and credit note.
func DocumentTypes() []string {
	return []string{billing.DocumentType(billing.KindInvoice), billing.DocumentType(billing.KindCreditNote)}
}

func startPublisher(w *world) (*Publisher, func() error, error) {
	p := &Publisher{world: w, takes: map[string][]string{}, moved: map[string]string{}, answer: map[string]Metadata{}}
	first, stopFirst, err := serveWeb(w, p.handler(true), false)
	if err != nil {
		return nil, nil, err
	}
	second, stopSecond, err := serveWeb(w, p.handler(false), false)
	if err != nil {
		return nil, nil, errors.Join(err, stopFirst())
	}
	p.gate, p.URL, p.Second = first, first.secureURL(), second.secureURL()
	return p, func() error { return errors.Join(stopFirst(), stopSecond()) }, nil
}

func (p *Publisher) handler(redirects bool) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{participant}", p.group)
	mux.HandleFunc("GET /{participant}/services/{docType}", func(w http.ResponseWriter, r *http.Request) { p.metadata(w, r, redirects) })
	return mux
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

// Answer sets what is the matter with the metadata of a participant.
func (p *Publisher) Answer(participant string, how Metadata) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answer[strings.ToLower(participant)] = how
}

// SetDown takes the publisher down or up again; it keeps its port.
func (p *Publisher) SetDown(down bool) { p.gate.setDown(down) }

// Asked counts the requests so far.
func (p *Publisher) Asked() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

// receiver is what the publisher knows of a participant.
type receiver struct {
	participant string
	docTypes    []string
	moved       string
	how         Metadata
}

// find looks a participant up by the path element "iso6523-actorid-upis::0192:...".
func (p *Publisher) find(element string) (e receiver, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked++
	scheme, value, _ := strings.Cut(strings.ToLower(element), "::")
	docTypes, ok := p.takes[value]
	return receiver{value, docTypes, p.moved[value], p.answer[value]}, ok && scheme == "iso6523-actorid-upis"
}

func (p *Publisher) group(w http.ResponseWriter, r *http.Request) {
	e, ok := p.find(r.PathValue("participant"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	var refs strings.Builder
	for _, d := range e.docTypes {
		fmt.Fprintf(&refs, `<ServiceMetadataReference href="%s"/>`, metadataURL(p.URL, e.participant, d))
	}
	writeXML(w, `<ServiceGroup xmlns="http://busdox.org/serviceMetadata/publishing/1.0/"`+
		` xmlns:id="http://busdox.org/transport/identifiers/1.0/">`+participantXML(e.participant)+
		`<ServiceMetadataReferenceCollection>`+refs.String()+`</ServiceMetadataReferenceCollection></ServiceGroup>`)
}

func metadataURL(publisher, participant, docType string) string {
	return publisher + "/" + url.QueryEscape("iso6523-actorid-upis::"+participant) + "/services/" + url.QueryEscape("busdox-docid-qns::"+docType)
}

func (p *Publisher) metadata(w http.ResponseWriter, r *http.Request, redirects bool) {
	e, ok := p.find(r.PathValue("participant"))
	_, docType, _ := strings.Cut(r.PathValue("docType"), "::")
	switch {
	case e.how == MetadataFails:
		http.Error(w, "out of order", http.StatusInternalServerError)
		return
	case !ok, e.how == MetadataMissing, !slices.Contains(e.docTypes, docType):
		http.NotFound(w, r)
		return
	}
	content := p.information(e, docType)
	if redirects && e.moved != "" {
		content = fmt.Sprintf(`<Redirect href="%s"><CertificateUID>%s</CertificateUID></Redirect>`,
			metadataURL(e.moved, e.participant, docType), "CN="+signerName+",OU=PRACTICE SMP,O=Fakturist,C=NO")
	}
	body, err := signMetadata(`<SignedServiceMetadata xmlns="http://busdox.org/serviceMetadata/publishing/1.0/"`+
		` xmlns:id="http://busdox.org/transport/identifiers/1.0/" xmlns:wsa="http://www.w3.org/2005/08/addressing">`+
		`<ServiceMetadata>`+content+`</ServiceMetadata></SignedServiceMetadata>`, e.how)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	writeXML(w, body)
}

// information tells where documents go. Its dates are ten years off, so that a rehearsal may move the clock.
func (p *Publisher) information(e receiver, docType string) string {
	now := p.world.now().UTC()
	from, until := now.AddDate(-10, 0, 0), now.AddDate(10, 0, 0)
	profile, process, cert := transportProfile, billingProcess, signerCertificate()
	switch e.how {
	case Expired:
		until = now.AddDate(0, 0, -1)
	case NotYet:
		from = now.AddDate(0, 0, 1)
	case OldTransport:
		profile = "busdox-transport-as2-ver2p0"
	case OtherProcess:
		process = "urn:fdc:anskaffelser.no:2019:ehf:postaward:g3:02:1.0"
	case BadCertificate:
		cert = cert[:len(cert)/8*4]
	case SomebodyElse:
		e.participant = "0192:999999999"
	}
	return `<ServiceInformation>` + participantXML(e.participant) +
		`<id:DocumentIdentifier scheme="busdox-docid-qns">` + escape(docType) + `</id:DocumentIdentifier>` +
		`<ProcessList><Process><id:ProcessIdentifier scheme="cenbii-procid-ubl">` + process + `</id:ProcessIdentifier>` +
		`<ServiceEndpointList><Endpoint transportProfile="` + profile + `">` +
		`<wsa:EndpointReference><wsa:Address>https://localhost/as4</wsa:Address></wsa:EndpointReference>` +
		`<RequireBusinessLevelSignature>false</RequireBusinessLevelSignature>` +
		`<ServiceActivationDate>` + from.Format(time.RFC3339) + `</ServiceActivationDate>` +
		`<ServiceExpirationDate>` + until.Format(time.RFC3339) + `</ServiceExpirationDate>` +
		`<Certificate>` + cert + `</Certificate><ServiceDescription>Practice access point</ServiceDescription>` +
		`<TechnicalContactUrl>https://localhost/</TechnicalContactUrl>` +
		`</Endpoint></ServiceEndpointList></Process></ProcessList></ServiceInformation>`
}

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
