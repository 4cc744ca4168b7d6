package billing

// ReceivedDetail is something a document somebody sent us says that Document has no place for.
type ReceivedDetail struct {
	Code  string // what it is, such as "seller-vat", "account", "link"; its words are those of received.detail.<code>
	Value string
	Line  int // PricedLine.ID the detail is of; 0: of the whole document
}

// DetailLink is the code of a link to a paper that lies elsewhere (BT-124): shown, never fetched.
const DetailLink = "link"

// Mine tells whether a document is for a company: its buyer has the company's electronic address or organisation number. A
// document that names neither is taken as the company's own.
func (r Received) Mine(company Company) bool {
	address := r.Buyer.Endpoint
	if address.ID != "" && address == company.PeppolAddress() {
		return true
	}
	ids := []string{r.Buyer.OrgNo, r.Buyer.VATNo}
	if address.Scheme == "0192" || address.Scheme == "9908" {
		ids = append(ids, address.ID)
	}
	named := address.ID != ""
	for _, id := range ids {
		if id = digits(id); len(id) == 9 && id == digits(company.OrgNo) {
			return true
		}
		named = named || id != ""
	}
	return !named
}

// digits are the digits of a number as people and files write it.
func digits(s string) string {
	var out []byte
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			out = append(out, s[i])
		}
	}
	return string(out)
}
