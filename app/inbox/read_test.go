package inbox_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"fakturist/app/inbox"

	"github.com/google/go-cmp/cmp"
)

var config = inbox.Config{Host: "mx.fjordkoret.no", User: "kasserer", Senders: []string{"dnb.no", "bank@sparebank.no"}}

// crlf writes a message as one types it.
func crlf(s string) []byte { return []byte(strings.ReplaceAll(s, "\n", "\r\n")) }

// attach makes a message of the bank with parts as given.
func attach(parts ...string) []byte {
	s := "From: DNB <kontoutskrift@dnb.no>\nSubject: Kontoutskrift\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
	for _, p := range parts {
		s += "--b\n" + p + "\n"
	}
	return crlf(s + "--b--\n")
}

func file(name, content string) string {
	return "Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=\"" + name +
		"\"\nContent-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString([]byte(content))
}

func pack(t testing.TB, members map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range members {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// lockedZip is an archive whose only member says it is encrypted.
func lockedZip(t testing.TB) string {
	s := []byte(pack(t, map[string]string{"a.xml": "secret"}))
	s[6] |= 1                                      // local header
	s[bytes.Index(s, []byte("PK\x01\x02"))+8] |= 1 // central directory
	return string(s)
}

func noise(n int) string {
	r := rand.New(rand.NewPCG(1, 2))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return string(b)
}

func TestRead_TakesAttachmentsOut(t *testing.T) {
	many := map[string]string{}
	for i := range inbox.MaxMembers + 1 {
		many[fmt.Sprint(i)] = "x"
	}
	deep := file("dypt.xml", "<d/>")
	for i := range inbox.MaxDepth + 2 {
		deep = fmt.Sprintf("Content-Type: multipart/mixed; boundary=d%d\n\n--d%d\n%s\n--d%d--", i, i, deep, i)
	}
	forwarded := "From: falsk@example.com\nSubject: Fwd\nContent-Type: application/xml; name=inni.xml\n\n<camt/>"
	for _, tc := range []struct {
		name string
		raw  []byte
		want []string // name=content, an archive's name before a slash
		skip []inbox.Skip
	}{
		{"plain words are no attachment", crlf("From: a@b.no\n\nhei\n"), nil, nil},
		{"a whole message that is a file", crlf("Content-Type: text/xml; charset=iso-8859-1; name=a.xml\n\n<\xe6/>"), []string{"a.xml=<\xe6/>"}, nil},
		{"base64 with junk between", attach("Content-Type: application/xml; name=a.xml\nContent-Transfer-Encoding: base64\n\nPGEv\n !Pg=="), []string{"a.xml=<a/>"}, nil},
		{"quoted-printable", attach("Content-Type: text/plain; name=ocr.txt\nContent-Transfer-Encoding: quoted-printable\n\nNY=30=\n00"), []string{"ocr.txt=NY000"}, nil},
		{"text keeps its bytes", attach("Content-Type: text/csv; charset=windows-1252\nContent-Disposition: attachment; filename=k.csv\nContent-Transfer-Encoding: 8bit\n\n\xf8"), []string{"k.csv=\xf8"}, nil},
		{"encoded names", attach("Content-Type: application/xml; name=\"=?utf-8?Q?p=C3=A5.xml?=\"\n\n<a/>", "Content-Type: application/xml\nContent-Disposition: attachment; filename*=utf-8''%C3%A6.xml\n\n<b/>"), []string{"på.xml=<a/>", "æ.xml=<b/>"}, nil},
		{"no path gets through", attach(file("../../etc/passwd", "x"), file(`C:\temp\b.dat`, "y")), []string{"passwd=x", "b.dat=y"}, nil},
		{"an attachment without a name", attach("Content-Type: application/xml\n\n<a/>"), []string{"=<a/>"}, nil},
		{"pictures, Outlook wrapping and empty files", attach("Content-Type: image/png; name=logo.png\n\nx", file("winmail.dat", "x"), file("tom.xml", "")), nil,
			[]inbox.Skip{{"logo.png", inbox.SkipPicture}, {"winmail.dat", inbox.SkipTNEF}, {"tom.xml", inbox.SkipEmpty}}},
		{"broken base64", attach("Content-Type: application/xml; name=a.xml\nContent-Transfer-Encoding: base64\n\nPGE"), nil, []inbox.Skip{{"a.xml", inbox.SkipBroken}}},
		{"a forwarded message", attach("Content-Type: message/rfc822\n\n" + forwarded), []string{"inni.xml=<camt/>"}, nil},
		{"a forwarded message as a file", attach(file("videresendt.eml", strings.ReplaceAll(forwarded, "\n", "\r\n"))), []string{"inni.xml=<camt/>"}, nil},
		{"an archive", attach(file("k.zip", pack(t, map[string]string{"mappe/a.xml": "<a/>"}))), []string{"k.zip/a.xml=<a/>"}, nil},
		{"an archive by content", attach(file("k.dat", pack(t, map[string]string{"a.xml": "<a/>"}))), []string{"k.dat/a.xml=<a/>"}, nil},
		{"a locked archive", attach(file("k.zip", lockedZip(t))), nil, []inbox.Skip{{"k.zip/a.xml", inbox.SkipLocked}}},
		{"an archive in an archive", attach(file("k.zip", pack(t, map[string]string{"b.zip": pack(t, map[string]string{"a.xml": "x"})}))), nil, []inbox.Skip{{"k.zip/b.zip", inbox.SkipNested}}},
		{"too many files", attach(file("k.zip", pack(t, many))), nil, []inbox.Skip{{"k.zip", inbox.SkipMembers}}},
		{"a bomb", attach(file("k.zip", pack(t, map[string]string{"a.xml": strings.Repeat(" ", 10<<20)}))), nil, []inbox.Skip{{"k.zip/a.xml", inbox.SkipRatio}}},
		{"half an archive", attach(file("k.zip", pack(t, map[string]string{"a.xml": noise(999)})[:500])), nil, []inbox.Skip{{"k.zip", inbox.SkipArchive}}},
		{"too deep", attach(deep), nil, []inbox.Skip{{"", inbox.SkipDepth}}},
		{"too many parts", attach(strings.Split(strings.Repeat("Content-Type: text/plain\n\nx|", inbox.MaxParts+5), "|")[:inbox.MaxParts+5]...), nil, []inbox.Skip{{"", inbox.SkipParts}}},
		{"no boundary", crlf("Content-Type: multipart/mixed\n\nx"), nil, []inbox.Skip{{"", inbox.SkipUnreadable}}},
		{"broken off", attach(file("a.xml", "<a/>"))[:150], nil, []inbox.Skip{{"", inbox.SkipUnreadable}}},
		{"no mail at all", []byte("\x00\x01\x02"), nil, []inbox.Skip{{"", inbox.SkipUnreadable}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := inbox.Read(tc.raw, config)
			var got []string
			for _, a := range m.Attachment {
				name := a.Name
				if a.Archive != "" {
					name = a.Archive + "/" + name
				}
				got = append(got, name+"="+string(a.Data))
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("attachments (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.skip, m.Skipped); diff != "" {
				t.Errorf("skipped (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRead_BelievesOnlyTheTopmostWordOfTheReceiver(t *testing.T) {
	from := "From: DNB <kontoutskrift@dnb.no>\n"
	for _, tc := range []struct {
		name    string
		headers string
		from    string
		listed  bool
		verdict inbox.Verdict
	}{
		{"nothing said", from, "kontoutskrift@dnb.no", true, inbox.Unverified},
		{"DKIM of the domain", "Authentication-Results: mx.fjordkoret.no; dkim=pass header.d=dnb.no\n" + from, "kontoutskrift@dnb.no", true, inbox.Pass},
		{"DMARC", "Authentication-Results: MX.fjordkoret.no 1; spf=pass smtp.mailfrom=x.no;\n dmarc=pass (p=reject) header.from=dnb.no\n" + from, "kontoutskrift@dnb.no", true, inbox.Pass},
		{"DKIM of somebody else", "Authentication-Results: mx.fjordkoret.no; dkim=pass header.d=svindel.no\n" + from, "kontoutskrift@dnb.no", true, inbox.Unverified},
		{"DKIM of a top-level domain", "Authentication-Results: mx.fjordkoret.no; dkim=pass header.d=no\n" + from, "kontoutskrift@dnb.no", true, inbox.Unverified},
		{"failed", "Authentication-Results: mx.fjordkoret.no; dkim=fail header.d=dnb.no; dmarc=fail header.from=dnb.no\n" + from, "kontoutskrift@dnb.no", true, inbox.Fail},
		{"said by another server", "Authentication-Results: mx.svindel.no; dmarc=pass header.from=dnb.no\n" + from, "kontoutskrift@dnb.no", true, inbox.Unverified},
		{"forged below the receiver's", "Authentication-Results: mx.fjordkoret.no; dmarc=fail header.from=dnb.no\nAuthentication-Results: mx.fjordkoret.no; dmarc=pass header.from=dnb.no\n" + from, "kontoutskrift@dnb.no", true, inbox.Fail},
		{"hidden in a comment", "Authentication-Results: mx.fjordkoret.no; dkim=fail (; dkim=pass header.d=dnb.no) header.d=dnb.no\n" + from, "kontoutskrift@dnb.no", true, inbox.Fail},
		{"hidden in quotes", "Authentication-Results: mx.fjordkoret.no; dkim=fail reason=\"; dkim=pass header.d=dnb.no\" header.d=svindel.no\n" + from, "kontoutskrift@dnb.no", true, inbox.Fail},
		{"one address of a bank", "From: bank@sparebank.no\n", "bank@sparebank.no", true, inbox.Unverified},
		{"another address of it", "From: post@sparebank.no\n", "post@sparebank.no", false, inbox.Unverified},
		{"a domain that looks alike", "From: x@dnb.no.svindel.no\n", "x@dnb.no.svindel.no", false, inbox.Unverified},
		{"a name that looks like an address", "From: \"kontoutskrift@dnb.no\" <x@svindel.no>\n", "x@svindel.no", false, inbox.Unverified},
		{"two From headers", from + "From: x@svindel.no\n", "", false, inbox.Unverified},
		{"two addresses", "From: kontoutskrift@dnb.no, x@svindel.no\n", "", false, inbox.Unverified},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := inbox.Read(crlf(tc.headers+"\nx"), config)
			if m.From != tc.from || m.Listed != tc.listed || m.Authentic != tc.verdict {
				t.Errorf("from %q listed %v %s (%q), want %q %v %s", m.From, m.Listed, m.Authentic, m.Vouched, tc.from, tc.listed, tc.verdict)
			}
		})
	}
}

func TestRead_ListsNobodyWhenNobodyIsNamed(t *testing.T) {
	if m := inbox.Read(crlf("From: bank@dnb.no\n\nx"), inbox.Config{Host: "x"}); m.Listed {
		t.Error("an empty list let a sender through")
	}
}

// FuzzRead holds that no message, however broken, is more than its limits allow.
func FuzzRead(f *testing.F) {
	seeds, err := filepath.Glob("testdata/*.eml")
	if err != nil || len(seeds) == 0 {
		f.Fatalf("seed messages: %v %v", seeds, err)
	}
	for _, name := range seeds {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add(attach(file("k.zip", pack(f, map[string]string{"a.xml": "<a/>"}))))
	f.Add(attach(file("k.zip", lockedZip(f))))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m := inbox.Read(raw, config)
		if len(m.Attachment) > inbox.MaxParts*inbox.MaxMembers {
			t.Errorf("%d attachments", len(m.Attachment))
		}
		for _, a := range m.Attachment {
			if len(a.Data) == 0 || len(a.SHA256) != 64 || strings.ContainsAny(a.Name, "/\\\x00\r\n") || !utf8.ValidString(a.Name) {
				t.Errorf("attachment %q of %d bytes", a.Name, len(a.Data))
			}
		}
		if m.Listed && m.From == "" {
			t.Error("nobody is on the list")
		}
	})
}
