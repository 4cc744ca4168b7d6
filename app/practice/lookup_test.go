package practice_test

import (
	"encoding/xml"
	"net/url"
	"strings"
	"testing"
	"time"

	"fakturist/app/practice"
	"fakturist/billing"

	"github.com/google/go-cmp/cmp"
	"github.com/miekg/dns"
)

func query(t *testing.T, box *practice.Box, network, participant string) (*dns.Msg, error) {
	t.Helper()
	m := new(dns.Msg)
	m.SetQuestion(box.DNS.Host(participant), dns.TypeNAPTR)
	c := &dns.Client{Net: network, Timeout: 300 * time.Millisecond}
	r, _, err := c.Exchange(m, box.DNS.Addr)
	return r, err
}

func TestNameServer_HashesParticipantsAsPeppolDoes(t *testing.T) {
	box := open(t)
	for participant, label := range map[string]string{
		"0088:123ABC":    "y7dzfxaf3d4cjz4kcgrxtec6twvcga4ky7zwa5boif6mswd4tdrq",
		"9915:test":      "eh5boavaktmbgzyh2a63dz4qov33fvp5nsdvqklucfraayoodw6a",
		"0192:923609016": "xqk4t3fmtezduy5bovjmtnaq45n7e4tibyhwfpgot75bsp7uyg2a",
	} {
		want := label + ".iso6523-actorid-upis.participant.sml.test.tech.peppol.org."
		if got := box.DNS.Host(participant); got != want {
			t.Errorf("host of %s = %s, want %s", participant, got, want)
		}
	}
}

func TestNameServer_AnswersAndMakesTrouble(t *testing.T) {
	box := open(t)
	box.AddReceiver("0192:923609016")
	r, err := query(t, box, "udp", "0192:923609016")
	if err != nil || len(r.Answer) != 1 {
		t.Fatalf("known participant: %v %v", r, err)
	}
	record, ok := r.Answer[0].(*dns.NAPTR)
	if !ok || record.Flags != "U" || record.Service != "Meta:SMP" || record.Regexp != "!.*!"+box.SMP.URL+"!" {
		t.Errorf("record: %v", r.Answer[0])
	}
	if r, err := query(t, box, "udp", "0192:974760673"); err != nil || r.Rcode != dns.RcodeNameError {
		t.Errorf("unknown participant: %v %v, want NXDOMAIN", r, err)
	}
	box.DNS.Trouble("0192:923609016", practice.ServerFails)
	if r, err := query(t, box, "udp", "0192:923609016"); err != nil || r.Rcode != dns.RcodeServerFailure {
		t.Errorf("server fails: %v %v", r, err)
	}
	box.DNS.Trouble("0192:923609016", practice.NoData)
	if r, err := query(t, box, "udp", "0192:923609016"); err != nil || r.Rcode != dns.RcodeSuccess || len(r.Answer) != 0 {
		t.Errorf("no data: %v %v", r, err)
	}
	box.DNS.Trouble("0192:923609016", practice.Truncated)
	if r, err := query(t, box, "udp", "0192:923609016"); err != nil || !r.Truncated {
		t.Errorf("truncated over UDP: %v %v", r, err)
	}
	if r, err := query(t, box, "tcp", "0192:923609016"); err != nil || len(r.Answer) != 1 {
		t.Errorf("whole over TCP: %v %v", r, err)
	}
	box.DNS.Trouble("0192:923609016", practice.NoAnswer)
	if _, err := query(t, box, "udp", "0192:923609016"); err == nil {
		t.Error("an answer came out of silence")
	}
}

func TestPublisher_ListsDocumentTypesAndDescribesEach(t *testing.T) {
	box := open(t)
	c := client(t, box)
	box.AddReceiver("0192:923609016")
	base := box.SMP.URL + "/" + url.QueryEscape("iso6523-actorid-upis::0192:923609016")
	status, body, err := ask(t, c, "GET", base, "", "")
	if err != nil || status != 200 {
		t.Fatalf("service group: %d %v", status, err)
	}
	var group struct {
		XMLName     xml.Name `xml:"http://busdox.org/serviceMetadata/publishing/1.0/ ServiceGroup"`
		Participant struct {
			Scheme string `xml:"scheme,attr"`
			Value  string `xml:",chardata"`
		} `xml:"http://busdox.org/transport/identifiers/1.0/ ParticipantIdentifier"`
		References []struct {
			Href string `xml:"href,attr"`
		} `xml:"ServiceMetadataReferenceCollection>ServiceMetadataReference"`
	}
	if err := xml.Unmarshal([]byte(body), &group); err != nil {
		t.Fatal(err)
	}
	var types []string
	for _, ref := range group.References {
		_, last, _ := strings.Cut(ref.Href, "/services/")
		plain, err := url.QueryUnescape(last)
		if err != nil {
			t.Fatal(err)
		}
		types = append(types, strings.TrimPrefix(plain, "busdox-docid-qns::"))
	}
	if diff := cmp.Diff(practice.DocumentTypes(), types); diff != "" || group.Participant.Value != "0192:923609016" {
		t.Errorf("participant %+v, types %s", group.Participant, diff)
	}
	status, body, err = ask(t, c, "GET", group.References[0].Href, "", "")
	if err != nil || status != 200 {
		t.Fatalf("metadata: %d %v", status, err)
	}
	var meta struct {
		XMLName  xml.Name `xml:"http://busdox.org/serviceMetadata/publishing/1.0/ SignedServiceMetadata"`
		Document string   `xml:"ServiceMetadata>ServiceInformation>DocumentIdentifier"`
		Endpoint struct {
			Profile string `xml:"transportProfile,attr"`
		} `xml:"ServiceMetadata>ServiceInformation>ProcessList>Process>ServiceEndpointList>Endpoint"`
	}
	if err := xml.Unmarshal([]byte(body), &meta); err != nil {
		t.Fatal(err)
	}
	if meta.Document != billing.DocumentType(billing.KindInvoice) || meta.Endpoint.Profile != "peppol-transport-as4-v2_0" {
		t.Errorf("metadata: %+v", meta)
	}
	other := box.SMP.URL + "/" + url.QueryEscape("iso6523-actorid-upis::0192:974760673")
	if status, _, err := ask(t, c, "GET", other, "", ""); err != nil || status != 404 {
		t.Errorf("unknown participant: %d %v, want 404", status, err)
	}
}
