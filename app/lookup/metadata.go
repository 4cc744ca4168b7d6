package lookup

import (
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"fakturist/billing"
)

// participantScheme is the scheme of all participants of Peppol, documentScheme that of exact document types. Wildcards have
// a scheme of their own and no part in EHF.
const (
	participantScheme = "iso6523-actorid-upis"
	documentScheme    = "busdox-docid-qns"
)

// as4 is Peppol's transport profile; others (AS2) are switched off.
const as4 = "peppol-transport-as4-v2_0"

// billingProcess is the process of invoices and credit notes (Peppol BIS Billing 3).
const billingProcess = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"

// Metadata is what a publisher says of one document type of a participant: where it goes, or who knows.
type Metadata struct {
	Participant string // "0192:923609016"
	Document    string // document type id
	Processes   []Process
	Redirect    string            // address of the metadata at another publisher; all above is empty then
	SignedBy    string            // of a redirect: who must have signed there, as the certificate names its holder
	Signature   billing.Signature // of the answer
	Signer      string            // common name of the certificate it was signed with
}

// Process is a process a document type is taken in.
type Process struct {
	ID        string
	Endpoints []Endpoint
}

// Endpoint is a server that takes documents. Times and certificate are as they were written: what an endpoint nobody uses
// says wrong must not keep the others from being read.
type Endpoint struct {
	Profile     string // transport profile
	Address     string
	Activation  string
	Expiration  string
	Certificate string // base64
}

// signedMetadata is the answer as XML.
type signedMetadata struct {
	XMLName  xml.Name `xml:"http://busdox.org/serviceMetadata/publishing/1.0/ SignedServiceMetadata"`
	Metadata struct {
		Redirect *struct {
			Href string `xml:"href,attr"`
			UID  string `xml:"http://busdox.org/serviceMetadata/publishing/1.0/ CertificateUID"`
		} `xml:"http://busdox.org/serviceMetadata/publishing/1.0/ Redirect"`
		Information *struct {
			Participant identifier `xml:"http://busdox.org/transport/identifiers/1.0/ ParticipantIdentifier"`
			Document    identifier `xml:"http://busdox.org/transport/identifiers/1.0/ DocumentIdentifier"`
			Processes   struct {
				List []struct {
					ID        identifier `xml:"http://busdox.org/transport/identifiers/1.0/ ProcessIdentifier"`
					Endpoints struct {
						List []endpointXML `xml:"http://busdox.org/serviceMetadata/publishing/1.0/ Endpoint"`
					} `xml:"http://busdox.org/serviceMetadata/publishing/1.0/ ServiceEndpointList"`
				} `xml:"http://busdox.org/serviceMetadata/publishing/1.0/ Process"`
			} `xml:"http://busdox.org/serviceMetadata/publishing/1.0/ ProcessList"`
		} `xml:"http://busdox.org/serviceMetadata/publishing/1.0/ ServiceInformation"`
	} `xml:"http://busdox.org/serviceMetadata/publishing/1.0/ ServiceMetadata"`
}

type endpointXML struct {
	Profile   string `xml:"transportProfile,attr"`
	Reference struct {
		Address string `xml:"http://www.w3.org/2005/08/addressing Address"`
	} `xml:"http://www.w3.org/2005/08/addressing EndpointReference"`
	Activation  string `xml:"http://busdox.org/serviceMetadata/publishing/1.0/ ServiceActivationDate"`
	Expiration  string `xml:"http://busdox.org/serviceMetadata/publishing/1.0/ ServiceExpirationDate"`
	Certificate string `xml:"http://busdox.org/serviceMetadata/publishing/1.0/ Certificate"`
}

// ReadMetadata reads a publisher's answer about one document type and checks its signature as of now. A wrong signature is
// no error; it is told in the result.
func ReadMetadata(body []byte, now time.Time) (Metadata, error) {
	broken := func(err error) (Metadata, error) {
		return Metadata{}, &Error{Reason: CodeSMPAnswer, Answer: "service metadata: " + err.Error(), Err: err}
	}
	if err := scan(body); err != nil {
		return broken(err)
	}
	v, err := verify(body, now)
	if err != nil {
		return broken(err)
	}
	var x signedMetadata
	if err := xml.Unmarshal(v.content, &x); err != nil {
		return broken(err)
	}
	m := x.metadata()
	m.Signature = v.signature
	if v.signer != nil {
		m.Signer = v.signer.Subject.CommonName
	}
	if (x.Metadata.Redirect == nil) == (x.Metadata.Information == nil) {
		return broken(errors.New("neither service information nor redirect, or both"))
	}
	return m, nil
}

func (x *signedMetadata) metadata() Metadata {
	var m Metadata
	if r := x.Metadata.Redirect; r != nil {
		m.Redirect, m.SignedBy = strings.TrimSpace(r.Href), strings.TrimSpace(r.UID)
	}
	info := x.Metadata.Information
	if info == nil {
		return m
	}
	if info.Participant.Scheme == participantScheme {
		m.Participant = normal(info.Participant.Value)
	}
	if info.Document.Scheme == documentScheme {
		m.Document = info.Document.value()
	}
	for _, p := range info.Processes.List {
		process := Process{ID: p.ID.value()}
		for _, e := range p.Endpoints.List {
			process.Endpoints = append(process.Endpoints, e.endpoint())
		}
		m.Processes = append(m.Processes, process)
	}
	return m
}

func (e endpointXML) endpoint() Endpoint {
	return Endpoint{Profile: strings.TrimSpace(e.Profile), Address: strings.TrimSpace(e.Reference.Address),
		Activation: strings.TrimSpace(e.Activation), Expiration: strings.TrimSpace(e.Expiration), Certificate: withoutSpace(e.Certificate)}
}

// open tells whether documents can go to an endpoint now, and until when; code says why not. An error is for what cannot be
// read: then nothing is known.
func (e Endpoint) open(now time.Time) (until time.Time, code string, err error) {
	from, err := readMoment(e.Activation)
	if err != nil {
		return time.Time{}, "", err
	}
	until, err = readMoment(e.Expiration)
	if err != nil {
		return time.Time{}, "", err
	}
	cert, err := readCertificate(e.Certificate)
	u, wrong := url.Parse(e.Address)
	switch {
	case wrong != nil || u.Host == "":
		return until, CodeNoEndpoint, nil
	case now.Before(from):
		return until, CodeEarly, nil
	case !until.IsZero() && !now.Before(until):
		return until, CodeExpired, nil
	case err != nil:
		return until, CodeCertificate, nil
	case now.Before(cert.NotBefore), now.After(cert.NotAfter):
		return cert.NotAfter, CodeCertificate, nil
	case until.IsZero() || cert.NotAfter.Before(until):
		until = cert.NotAfter
	}
	return until, "", nil
}

// readMoment reads an xs:dateTime; one without zone is taken as UTC, an empty one is no moment.
func readMoment(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02Z07:00", "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("read date %q", s)
}

// suits tells whether a process carries a document type. Invoices and credit notes have one process; of other types all do.
func (p Process) suits(document string) bool {
	if document == billing.DocumentType(billing.KindInvoice) || document == billing.DocumentType(billing.KindCreditNote) {
		return p.ID == billingProcess
	}
	return true
}

// service says what metadata comes to for one who wants to send now.
func (m Metadata) service(s billing.Service, now time.Time) (billing.Service, error) {
	closed := CodeNoEndpoint
	for _, p := range m.Processes {
		for _, e := range p.Endpoints {
			if !p.suits(s.Document) || e.Profile != as4 {
				continue
			}
			until, code, err := e.open(now)
			if err != nil {
				return s, &Error{Reason: CodeSMPAnswer, Answer: "endpoint: " + err.Error(), Err: err}
			}
			if code == "" {
				return opened(s, e, until), nil
			}
			closed, s.Until = code, until
		}
	}
	no := false
	s.Open, s.Reason = &no, closed
	return s, nil
}

func opened(s billing.Service, e Endpoint, until time.Time) billing.Service {
	yes := true
	s.Open, s.Until, s.Reason = &yes, until, ""
	if u, err := url.Parse(e.Address); err == nil {
		s.Endpoint = u.Host
	}
	return s
}

// service asks a publisher about one document type of a participant, and the publisher it sends us on to, but no third. An
// answer that is signed wrong, or about somebody or something else, leaves it unknown: never yes, and never no.
func (l *Lookup) service(ctx context.Context, publisher *url.URL, participant, document string) billing.Service {
	s := billing.Service{Document: document, Publisher: publisher.Hostname()}
	address := strings.TrimRight(publisher.String(), "/") + "/" + url.QueryEscape(participantScheme+"::"+participant) +
		"/services/" + url.QueryEscape(documentScheme+"::"+document)
	m, err := l.metadata(ctx, address)
	if err == nil && m.Redirect != "" && m.Signature != billing.SignatureWrong {
		m, s.Publisher, err = l.follow(ctx, m)
	}
	s.Signature = m.Signature
	switch {
	case errors.Is(err, billing.ErrNotFound):
		no := false
		s.Open, s.Reason = &no, CodeNoEndpoint
		return s
	case err == nil && m.Signature == billing.SignatureWrong:
		err = &Error{Reason: CodeSignature}
	case err == nil && (m.Participant != participant || m.Document != document):
		err = &Error{Reason: CodeOther}
	}
	if err == nil {
		s, err = m.service(s, l.clock())
	}
	if err != nil {
		s.Reason = code(err)
	}
	return s
}

// metadata asks at one address.
func (l *Lookup) metadata(ctx context.Context, address string) (Metadata, error) {
	body, err := l.get(ctx, address)
	if err != nil {
		return Metadata{}, err
	}
	return ReadMetadata(body, l.clock())
}

// follow asks the publisher a redirect leads to.
//
// QUIRK: old redirects name http addresses, as the metadata of ELMA did until publishers moved to HTTPS; the same host is
// asked over HTTPS then, and never in the open.
func (l *Lookup) follow(ctx context.Context, from Metadata) (Metadata, string, error) {
	address := from.Redirect
	if rest, plain := strings.CutPrefix(address, "http://"); plain {
		address = "https://" + rest
	}
	u, err := l.safe(address)
	if err != nil {
		return Metadata{}, "", err
	}
	m, err := l.metadata(ctx, u.String())
	switch {
	case err != nil:
		return Metadata{}, u.Hostname(), err
	case m.Redirect != "":
		return Metadata{}, u.Hostname(), &Error{Reason: CodeRedirect, Answer: "sent on twice"}
	}
	m.Signature = worse(m, from)
	return m, u.Hostname(), nil
}

// worse is the weaker signature of a redirect and its target. A target signed by another than the redirect announced is
// weak: names of holders are written in too many ways to refuse it.
func worse(target, from Metadata) billing.Signature {
	rank := map[billing.Signature]int{billing.SignatureWrong: 0, billing.SignatureNone: 1, billing.SignatureWeak: 2, billing.SignatureValid: 3}
	worst := target.Signature
	if rank[from.Signature] < rank[worst] {
		worst = from.Signature
	}
	announced := from.SignedBy == "" || strings.Contains(strings.ToLower(from.SignedBy), strings.ToLower("CN="+target.Signer))
	if worst == billing.SignatureValid && !announced {
		return billing.SignatureWeak
	}
	return cmp.Or(worst, billing.SignatureNone)
}
