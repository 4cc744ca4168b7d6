package practice

import (
	"fmt"
	"strings"

	"fakturist/billing/cal"
)

// giro writes an OCR giro file (system manual 2003) with the payments whose KID is right, nil when there are none. Each
// account is one assignment.
func (b *Bank) giro(day cal.Date, pages []page, style Style) []byte {
	var g giroFile
	g.day = day.Time().Format("020106")
	for _, pg := range pages {
		payments := pg.lumped
		if style == Twice {
			payments = nil
			for _, p := range pg.single {
				if p.ok {
					payments = append(payments, p)
				}
			}
		}
		if len(payments) > 0 {
			g.assignment(pg, payments)
		}
	}
	if g.transactions == 0 {
		return nil
	}
	start := fmt.Sprintf("NY00001000008080%07d%08d", b.count, 181250)
	end := fmt.Sprintf("NY000089%08d%08d%017d%s", g.transactions, len(g.records)+2, g.sum, g.day)
	var out strings.Builder
	for _, record := range append(append([]string{start}, g.records...), end) {
		out.WriteString(zeros(record) + "\r\n")
	}
	return []byte(out.String())
}

// giroFile is the records between start and end.
type giroFile struct {
	day          string // DDMMYY
	records      []string
	transactions int
	sum          int64
}

// assignment writes the payments of one account with their start and end records.
func (g *giroFile) assignment(pg page, payments []Payment) {
	first, sum := len(g.records), int64(0)
	g.records = append(g.records, fmt.Sprintf("NY090020%09d%07d%s", 123456789, pg.number, pg.account))
	for i, p := range payments {
		no := i + 1
		g.records = append(g.records,
			// transaction, day, centre, day code, partial settlement, serial number, sign, amount, KID
			fmt.Sprintf("NY091030%07d%s%02d%02d%d%05d%s%017d%25s", no, g.day, 1, 1, 1, pg.number, "0", p.Amount.Minor, p.KID),
			// transaction, form number, archive reference, filler, bank day, debit account
			fmt.Sprintf("NY091031%07d%010d%09s%07d%s%s", no, 0, p.Reference, 0, g.day, p.Claim.PayerAccount))
		sum += p.Amount.Minor
	}
	n := len(g.records) - first + 1
	g.records = append(g.records, fmt.Sprintf("NY090088%08d%08d%017d%s%s%s", len(payments), n, sum, g.day, g.day, g.day))
	g.transactions += len(payments)
	g.sum += sum
}

// zeros fills a record to its 80 positions.
func zeros(record string) string { return record + strings.Repeat("0", 80-len(record)) }
