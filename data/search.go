package data

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"fakturist/billing"
	"fakturist/billing/money"
)

// pendingSearch is how many issued documents may wait for the full-text index.
const pendingSearch = 64

// indexInvoice makes an issued document findable, at first as a row among a few that are read one by one.
func (t *Tx) indexInvoice(ctx context.Context, id int64, text string) error {
	if _, err := t.exec(ctx, `INSERT INTO search_pending (invoice_id, body) VALUES ($1, $2)`, id, spaced(wordsOf(text))); err != nil {
		return err
	}
	if id%pendingSearch != 0 {
		return nil
	}
	if _, err := t.exec(ctx, `INSERT INTO search_invoice (rowid, body) SELECT invoice_id, body FROM search_pending`); err != nil {
		return err
	}
	_, err := t.exec(ctx, `DELETE FROM search_pending`)
	return err
}

// spaced puts a blank before each word.
func spaced(words []string) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteByte(' ')
		b.WriteString(w)
	}
	return b.String()
}

// indexEntries makes bank entries findable, all in one statement: the index is written out once for each statement, not
// once for each row.
func (t *Tx) indexEntries(ctx context.Context, entries []billing.Entry) error {
	type row struct {
		ID   int64  `json:"id"`
		Body string `json:"body"`
	}
	rows := make([]row, len(entries))
	for i, e := range entries {
		rows[i] = row{e.ID, fold(e.Payer + " " + e.PayerAccount + " " + e.Text)}
	}
	_, err := t.exec(ctx, `INSERT INTO search_entry (rowid, body) SELECT value ->> 'id', value ->> 'body' FROM json_each($1)`, jsonText{rows})
	return err
}

// indexRegister makes a customer (2 × id) or an item (2 × id + 1) findable by its newest text.
func (t *Tx) indexRegister(ctx context.Context, rowid int64, text string) error {
	if _, err := t.exec(ctx, `DELETE FROM search_register WHERE rowid = $1`, rowid); err != nil {
		return err
	}
	_, err := t.exec(ctx, `INSERT INTO search_register (rowid, body) VALUES ($1, $2)`, rowid, spaced(wordsOf(text)))
	return err
}

func customerText(c billing.Customer) string {
	return strings.Join([]string{c.No, c.Name, c.OrgNo, c.Email, c.Phone, c.Contact, c.Address.City, strings.Join(c.Groups, " "),
		strings.Join(c.Accounts, " ")}, " ")
}

// maxWords is how many words of a search count.
const maxWords = 8

// wordsOf are the words of a text, folded: of the index, and of a search.
func wordsOf(text string) []string {
	return strings.FieldsFunc(fold(text), func(r rune) bool { return !unicode.Is(wordRunes, r) || r > unicode.MaxASCII && !unicode.IsLetter(r) })
}

// wordRunes are the scripts whose words are found. SQLite's tokenizer, which knows an older Unicode, keeps their letters
// together as we do; a word it would cut in two is a phrase to it, which our index cannot answer.
var wordRunes = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: '0', Hi: '9', Stride: 1}, {Lo: 'a', Hi: 'z', Stride: 1},
	{Lo: 0x00C0, Hi: 0x0373, Stride: 1}, {Lo: 0x0376, Hi: 0x037D, Stride: 1}, {Lo: 0x0386, Hi: 0x0527, Stride: 1}, // Latin, Greek, Cyrillic
	{Lo: 0x05D0, Hi: 0x05EA, Stride: 1}, {Lo: 0x0620, Hi: 0x064A, Stride: 1}, // Hebrew, Arabic
	{Lo: 0x1E00, Hi: 0x1EFF, Stride: 1}, // Latin
	{Lo: 0x3041, Hi: 0x3096, Stride: 1}, {Lo: 0x30A1, Hi: 0x30FA, Stride: 1}, {Lo: 0x4E00, Hi: 0x9FCB, Stride: 1}, {Lo: 0xAC00, Hi: 0xD7A3, Stride: 1},
}, LatinOffset: 2}

// registerMatch asks the index of customers and items for every word, each as the beginning of one; empty when there is no
// word. Digits in groups ("923 609 016") are asked for in one as well.
func registerMatch(text string) string {
	words := wordsOf(text)
	if len(words) == 0 {
		return ""
	}
	joined := strings.Join(words, "")
	quoted := make([]string, 0, maxWords)
	for _, w := range words[:min(len(words), maxWords)] {
		quoted = append(quoted, `"`+w+`"*`)
	}
	match := strings.Join(quoted, " AND ")
	if len(words) > 1 && digits(joined) {
		match = "(" + match + `) OR "` + joined + `"*`
	}
	return match
}

// documentMatches ask the indexes of documents and bank entries, the cheap question first: there only the last word may be
// unfinished, for the beginning of a word that half of all documents have costs reading the whole list of them. Numbers of
// four digits or more are never asked for by their beginning: there may be as many different ones as documents. The
// beginnings of document numbers and KIDs are found by their own indexes.
func documentMatches(text string) []string {
	words := wordsOf(text)
	if len(words) == 0 {
		return nil
	}
	words = words[:min(len(words), maxWords)]
	last, all := make([]string, len(words)), make([]string, len(words))
	for i, w := range words {
		exact := `"` + w + `"`
		last[i], all[i] = exact, exact
		if digits(w) && len(w) > 3 {
			continue
		}
		all[i] += "*"
		if i == len(words)-1 {
			last[i] += "*"
		}
	}
	first, second := strings.Join(last, " AND "), strings.Join(all, " AND ")
	if first == second {
		return []string{first}
	}
	return []string{first, second}
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// amountOf reads a search text as an amount in øre, without a sign; ok is false when it is none. It takes "1 234,50", "1234.5"
// and "1234", and looks at no currency.
func amountOf(text string) (minor int64, ok bool) {
	s := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", ",", ".", "kr", "").Replace(strings.ToLower(strings.TrimSpace(text)))
	s = strings.TrimSuffix(s, ".-")
	a, err := money.Parse(s, money.NOK)
	return a.Abs().Minor, err == nil && !a.IsZero()
}

// maxNumber is beyond every number a series of ours comes to.
const maxNumber = 1_000_000_000

// hitsOfAKind is how many answers of one kind a search gives.
const hitsOfAKind = 8

// Search finds documents, drafts, offers, orders, payment requests, customers, items and bank entries by number, KID, name, amount, organisation number and
// any word in them, newest first, at most eight of a kind. Words may be unfinished. Less than two letters find nothing.
func (t *Tx) Search(ctx context.Context, text string) ([]billing.SearchHit, error) {
	q := query{text: strings.TrimSpace(text), register: registerMatch(text), documents: documentMatches(text)}
	if q.register == "" || len([]rune(q.text)) < 2 {
		return nil, nil
	}
	q.minor, q.amount = amountOf(text)
	if joined := strings.Join(wordsOf(text), ""); digits(joined) {
		q.digits = joined
	}
	var out []billing.SearchHit
	for _, find := range []func(context.Context, query) ([]billing.SearchHit, error){
		t.findCustomers, t.findInvoices, t.findDrafts, t.findBases, t.findEntries, t.findItems,
	} {
		hits, err := find(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		out = append(out, hits...)
	}
	return out, nil
}

// query is one search.
type query struct {
	text      string
	register  string   // for the index of customers and items
	documents []string // for those of documents and entries, one after the other until enough is found
	digits    string   // the text when it is digits and separators alone
	minor     int64    // øre, when amount
	amount    bool
}

func (t *Tx) findCustomers(ctx context.Context, q query) ([]billing.SearchHit, error) {
	return t.hits(ctx, `SELECT 'customer', c.no, c.name, c.city, 0, 'NOK', '' FROM
		(SELECT rowid AS id FROM search_register WHERE search_register MATCH $1 AND rowid % 2 = 0 ORDER BY rowid DESC LIMIT $2) f
		CROSS JOIN customer c ON c.id = f.id / 2 ORDER BY c.name_key`, q.register, hitsOfAKind)
}

func (t *Tx) findItems(ctx context.Context, q query) ([]billing.SearchHit, error) {
	return t.hits(ctx, `SELECT 'item', i.no, i.name, i.description, 0, 'NOK', '' FROM
		(SELECT rowid AS id FROM search_register WHERE search_register MATCH $1 AND rowid % 2 = 1 ORDER BY rowid DESC LIMIT $2) f
		CROSS JOIN item i ON i.id = f.id / 2 ORDER BY i.name_key`, q.register, hitsOfAKind)
}

// way is one way of finding something.
type way struct {
	query string // takes $1 and the limit $2
	arg   any
}

// collect goes through the ways until there are enough hits.
func (t *Tx) collect(ctx context.Context, ways []way) ([]billing.SearchHit, error) {
	var hits []billing.SearchHit
	for _, w := range ways {
		if len(hits) == hitsOfAKind {
			break
		}
		more, err := t.hits(ctx, w.query, w.arg, hitsOfAKind)
		if err != nil {
			return nil, err
		}
		hits = join(hits, more)
	}
	return hits, nil
}

// findInvoices looks for the number first, then its beginning, the amount, the beginning of a KID, and the words.
func (t *Tx) findInvoices(ctx context.Context, q query) ([]billing.SearchHit, error) {
	const columns = `SELECT 'invoice', i.number, i.customer_name, i.kind, i.payable, i.currency, i.issue_date FROM `
	ways := []way{{columns + `json_each($1) n CROSS JOIN invoice i ON i.seq = n.value ->> 0 AND i.number = n.value ->> 1 LIMIT $2`,
		jsonText{[]any{[]any{number(q.text), q.text}}}}}
	if n := number(q.digits); n != 0 { // every number that begins with it, the shorter first
		for low, high := n, n+1; high <= maxNumber; low, high = low*10, high*10 {
			ways = append(ways, way{columns + `json_each($1) n CROSS JOIN invoice i ON i.seq >= n.value ->> 0 AND i.seq < n.value ->> 1 ORDER BY i.seq DESC LIMIT $2`,
				jsonText{[]any{[]any{low, high}}}})
		}
	}
	if q.amount {
		ways = append(ways, way{columns + `invoice i WHERE i.payable = $1 ORDER BY i.id DESC LIMIT $2`, q.minor})
	}
	if q.digits != "" {
		ways = append(ways, way{columns + `invoice i WHERE i.kid <> '' AND i.kid >= $1 AND i.kid < $1 || ':' ORDER BY i.kid DESC LIMIT $2`, q.digits})
	}
	var begins []string
	for _, w := range wordsOf(q.text) {
		begins = append(begins, " "+w)
	}
	ways = append(ways, way{columns + `search_pending p CROSS JOIN invoice i ON i.id = p.invoice_id
		WHERE NOT EXISTS (SELECT 1 FROM json_each($1) w WHERE instr(p.body, w.value) = 0) ORDER BY i.id DESC LIMIT $2`, jsonText{begins}})
	for _, m := range q.documents {
		ways = append(ways, way{columns + `(SELECT rowid AS id FROM search_invoice WHERE search_invoice MATCH $1 ORDER BY rowid DESC LIMIT $2) f
			CROSS JOIN invoice i ON i.id = f.id ORDER BY i.id DESC`, m})
	}
	return t.collect(ctx, ways)
}

// findEntries looks for the amount first, then the beginning of a KID, and the words.
func (t *Tx) findEntries(ctx context.Context, q query) ([]billing.SearchHit, error) {
	const columns = `SELECT 'entry', e.id, CASE WHEN e.payer <> '' THEN e.payer ELSE e.text END, e.state, e.amount, e.currency, e.date FROM `
	var ways []way
	if q.amount {
		ways = append(ways, way{columns + `bank_entry e WHERE e.amount IN ($1, -$1) ORDER BY e.id DESC LIMIT $2`, q.minor})
	}
	if q.digits != "" {
		ways = append(ways, way{columns + `bank_entry e WHERE e.kid <> '' AND e.kid >= $1 AND e.kid < $1 || ':' ORDER BY e.kid DESC LIMIT $2`, q.digits})
	}
	for _, m := range q.documents {
		ways = append(ways, way{columns + `(SELECT rowid AS id FROM search_entry WHERE search_entry MATCH $1 ORDER BY rowid DESC LIMIT $2) f
			CROSS JOIN bank_entry e ON e.id = f.id ORDER BY e.id DESC`, m})
	}
	return t.collect(ctx, ways)
}

// findDrafts reads every draft: there are few, and they change too often for an index.
func (t *Tx) findDrafts(ctx context.Context, q query) ([]billing.SearchHit, error) {
	where, args := q.everyWord(`search`)
	return t.hits(ctx, `SELECT 'draft', id, customer_name, kind, payable, currency, issue_date FROM draft
		WHERE (`+where+`) OR (?2 <> 0 AND payable = ?2) ORDER BY id DESC LIMIT ?1`, args...)
}

// everyWord asks a text for every word of a search, of which the limit is ?1 and the amount ?2.
func (q query) everyWord(text string) (where string, args []any) {
	where, args = "1", []any{hitsOfAKind, q.minor}
	for _, w := range strings.Fields(fold(q.text)) {
		if len(args) > maxWords {
			break
		}
		args = append(args, w)
		where += fmt.Sprintf(` AND instr(%s, ?%d) > 0`, text, len(args))
	}
	return where, args
}

func (t *Tx) hits(ctx context.Context, query string, args ...any) ([]billing.SearchHit, error) {
	var out []billing.SearchHit
	err := t.each(ctx, query, args, func(scan func(...any) error) error {
		var h billing.SearchHit
		err := scan(&h.Kind, &h.Ref, &h.Title, &h.Detail, &h.Amount.Minor, &h.Amount.Currency, scanDay(&h.Date))
		out = append(out, h)
		return err
	})
	return out, err
}

// join adds hits that are not there yet, up to the limit.
func join(have, more []billing.SearchHit) []billing.SearchHit {
	for _, h := range more {
		known := false
		for _, x := range have {
			known = known || x.Ref == h.Ref
		}
		if !known && len(have) < hitsOfAKind {
			have = append(have, h)
		}
	}
	return have
}
