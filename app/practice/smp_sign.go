package practice

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
)

// signerName is the common name of the certificate metadata is signed with.
const signerName = "Fakturist practice SMP"

// signer is the key metadata is signed with, and its certificate. Peppol's are RSA keys; one takes a moment to make, so all
// boxes of a program share it. It vouches for nothing: HTTPS does, by the box's own authority.
type signer struct {
	key  *rsa.PrivateKey
	cert []byte
}

var sharedSigner = sync.OnceValues(func() (signer, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return signer{}, fmt.Errorf("make metadata key: %w", err)
	}
	now := time.Now()
	cert := &x509.Certificate{
		SerialNumber: big.NewInt(3), NotBefore: now.AddDate(-10, 0, 0), NotAfter: now.AddDate(20, 0, 0), KeyUsage: x509.KeyUsageDigitalSignature,
		Subject: pkix.Name{CommonName: signerName, OrganizationalUnit: []string{"PRACTICE SMP"}, Organization: []string{"Fakturist"}, Country: []string{"NO"}},
	}
	der, err := x509.CreateCertificate(rand.Reader, cert, cert, &key.PublicKey, key)
	if err != nil {
		return signer{}, fmt.Errorf("make metadata certificate: %w", err)
	}
	return signer{key, der}, nil
})

// signerCertificate is the certificate as metadata carries it; the access point of the box shares it.
func signerCertificate() string {
	s, err := sharedSigner()
	if err != nil {
		return ""
	}
	return base64.StdEncoding.EncodeToString(s.cert)
}

// signMetadata signs an answer as publishers do: enveloped, RSA, the certificate in it.
func signMetadata(unsigned string, how Metadata) (string, error) {
	if how == NoSignature {
		return unsigned, nil
	}
	s, err := sharedSigner()
	if err != nil {
		return "", err
	}
	context, err := dsig.NewSigningContext(s.key, [][]byte{s.cert})
	if err != nil {
		return "", fmt.Errorf("sign metadata: %w", err)
	}
	context.Prefix = ""
	context.Canonicalizer = dsig.MakeC14N10RecCanonicalizer()
	if how == WeakSignature {
		context.Hash = crypto.SHA1
	}
	doc := etree.NewDocument()
	if err := doc.ReadFromString(unsigned); err != nil {
		return "", fmt.Errorf("sign metadata: %w", err)
	}
	signed, err := context.SignEnveloped(doc.Root())
	if err != nil {
		return "", fmt.Errorf("sign metadata: %w", err)
	}
	doc.SetRoot(signed)
	out, err := doc.WriteToString()
	if err != nil {
		return "", fmt.Errorf("write signed metadata: %w", err)
	}
	if how == WrongSignature {
		out = strings.Replace(out, "https://localhost/as4", "https://localhost/as4-elsewhere", 1)
	}
	return out, nil
}
