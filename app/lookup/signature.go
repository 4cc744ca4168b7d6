package lookup

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"fakturist/billing"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/russellhaering/goxmldsig/etreeutils"
)

// strong are the methods of signatures and digests that count as valid; all others goxmldsig can check are weak.
var strong = map[string]bool{
	dsig.RSASHA256SignatureMethod: true, dsig.RSASHA384SignatureMethod: true, dsig.RSASHA512SignatureMethod: true,
	dsig.ECDSASHA256SignatureMethod: true, dsig.ECDSASHA384SignatureMethod: true, dsig.ECDSASHA512SignatureMethod: true,
	"http://www.w3.org/2001/04/xmlenc#sha256": true, "http://www.w3.org/2001/04/xmldsig-more#sha384": true,
	"http://www.w3.org/2001/04/xmlenc#sha512": true,
}

// shortKey is the length of an RSA key, in bits, below which it is weak.
const shortKey = 2048

// verified is what came of a signature.
type verified struct {
	signature billing.Signature
	content   []byte            // what was signed, without the signature; the whole answer when nothing is known to be signed
	signer    *x509.Certificate // nil when there is no signature, or it is wrong
}

// verify checks the signature of an answer against the certificate in it. Whoever reads on reads content: that, and nothing
// beside it, is what the signer saw. The error is for answers that are no XML at all.
//
// QUIRK: whether Peppol's authority issued the certificate is not checked: it is a hint for a person, and the access point
// that sends checks it (and all else) again. The answer came over HTTPS from the host the directory names.
func verify(body []byte, now time.Time) (verified, error) {
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(body); err != nil {
		return verified{}, fmt.Errorf("read signed document: %w", err)
	}
	root := doc.Root()
	if root == nil {
		return verified{}, errors.New("read signed document: no element")
	}
	found := signatures(root)
	if len(found) == 0 {
		return verified{billing.SignatureNone, body, nil}, nil
	}
	wrong := verified{billing.SignatureWrong, body, nil}
	signer, err := certificateIn(found[0])
	if err != nil || len(found) > 1 {
		return wrong, nil
	}
	prepare(root, found[0])
	context := dsig.NewDefaultValidationContext(&dsig.MemoryX509CertificateStore{Roots: []*x509.Certificate{signer}})
	context.Clock = dsig.NewFakeClockAt(signer.NotBefore) // an expired certificate makes a weak signature, not a wrong one
	signed, err := context.Validate(root)
	if errors.Is(err, etreeutils.ErrTraversalLimit) {
		return verified{}, fmt.Errorf("read signed document: %w", err)
	}
	if err != nil || signed == nil {
		return wrong, nil
	}
	out := etree.NewDocument()
	out.SetRoot(signed)
	content, err := out.WriteToBytes()
	if err != nil {
		return verified{}, fmt.Errorf("write signed document: %w", err)
	}
	return verified{strength(found[0], signer, now), content, signer}, nil
}

// signatures are the signatures under the document element.
func signatures(root *etree.Element) []*etree.Element {
	var out []*etree.Element
	for _, e := range root.ChildElements() {
		if e.Tag == dsig.SignatureTag && e.NamespaceURI() == dsig.Namespace {
			out = append(out, e)
		}
	}
	return out
}

// certificateIn is the first certificate a signature carries.
func certificateIn(signature *etree.Element) (*x509.Certificate, error) {
	if e := below(signature, dsig.KeyInfoTag, dsig.X509DataTag, dsig.X509CertificateTag); e != nil {
		return readCertificate(e.Text())
	}
	return nil, errors.New("signature without certificate")
}

// below follows local names downwards, taking the first of each.
func below(e *etree.Element, names ...string) *etree.Element {
	for _, name := range names {
		var next *etree.Element
		for _, child := range e.ChildElements() {
			if child.Tag == name {
				next = child
				break
			}
		}
		if next == nil {
			return nil
		}
		e = next
	}
	return e
}

// readCertificate reads a certificate as XML carries it: base64 with any white space, now and then with PEM's fences.
func readCertificate(text string) (*x509.Certificate, error) {
	text = strings.NewReplacer("-----BEGIN CERTIFICATE-----", "", "-----END CERTIFICATE-----", "").Replace(text)
	der, err := base64.StdEncoding.DecodeString(withoutSpace(text))
	if err != nil {
		return nil, fmt.Errorf("decode certificate: %w", err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("read certificate: %w", err)
	}
	return cert, nil
}

func withoutSpace(s string) string { return strings.Join(strings.Fields(s), "") }

// prepare makes two things right that goxmldsig leaves to the document: comments are no part of what URI="" names, and the
// signature's base64 may be indented.
func prepare(root, signature *etree.Element) {
	removeComments(root)
	if value := below(signature, dsig.SignatureValueTag); value != nil {
		value.SetText(withoutSpace(value.Text()))
	}
}

func removeComments(e *etree.Element) {
	for i := len(e.Child) - 1; i >= 0; i-- {
		switch child := e.Child[i].(type) {
		case *etree.Comment:
			e.RemoveChildAt(i)
		case *etree.Element:
			removeComments(child)
		}
	}
}

// strength tells a signature to rely on from one that is merely right.
func strength(signature *etree.Element, signer *x509.Certificate, now time.Time) billing.Signature {
	if now.Before(signer.NotBefore) || now.After(signer.NotAfter) {
		return billing.SignatureWeak
	}
	if key, ok := signer.PublicKey.(*rsa.PublicKey); ok && key.N.BitLen() < shortKey {
		return billing.SignatureWeak
	}
	for _, path := range [][]string{{dsig.SignedInfoTag, dsig.SignatureMethodTag}, {dsig.SignedInfoTag, dsig.ReferenceTag, dsig.DigestMethodTag}} {
		if e := below(signature, path...); e == nil || !strong[e.SelectAttrValue(dsig.AlgorithmAttr, "")] {
			return billing.SignatureWeak
		}
	}
	return billing.SignatureValid
}
