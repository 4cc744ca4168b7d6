package app

import (
	"fmt"
	"strings"

	"fakturist/app/practice"
	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
	"fakturist/billing/payref"

	"github.com/shopspring/decimal"
)

// number reads a number of the story.
func number(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// membership is what a club asks of its members, outside the VAT act.
var membership = billing.VAT{Category: billing.Exempt, Reason: "Kontingent, merverdiavgiftsloven § 3-13"}

// storyOpenItems are unpaid invoices of a former system, as it would export them.
func storyOpenItems(begin cal.Date) []byte {
	kid := payref.Agreement{Modulus: payref.Modulus10, Lengths: []int{12}, Pattern: "CCCCCIIIIII"}
	day := func(d cal.Date) string { return d.Time().Format("02.01.2006") }
	var b strings.Builder
	b.WriteString("number;customer_no;customer_name;issued;due;amount;outstanding;currency;kid;credited\r\n")
	for i, item := range []struct{ no, name, amount, open string }{
		{"1006", "Ingrid Åsen", "450,00", "450,00"}, {"1012", "Per Haug", "1 200,00", "700,00"}, {"1014", "Nils Henrik Fjeld", "450,00", "450,00"},
		{"2001", "Sæther Bygg AS", "12 500,00", "12 500,00"}, {"1020", "Thomas Vik", "450,00", "450,00"}, {"1019", "Anne-Grete Sørli", "900,00", "900,00"},
	} {
		number := fmt.Sprint(9871 + i)
		ref, err := kid.Compose(item.no, number)
		if err != nil {
			ref = "" // cannot be: the numbers above fit the pattern
		}
		fmt.Fprintf(&b, "%s;%s;%s;%s;%s;%s;%s;NOK;%s;no\r\n", number, item.no, item.name, day(begin.AddDays(-24-7*i)), day(begin.AddDays(-10-7*i)),
			item.amount, item.open, ref)
	}
	return []byte(b.String())
}

// storyItems are what the club sells again and again.
func storyItems() []billing.Item {
	taxed := func(no, name, unit, price, rate string) billing.Item {
		return billing.Item{No: no, Name: name, Unit: unit, Price: number(price), VAT: billing.Rate(number(rate))}
	}
	return []billing.Item{
		{No: "M1", Name: "Medlemskontingent", Unit: "EA", Price: number("450"), VAT: membership},
		{No: "M2", Name: "Medlemskontingent barn", Unit: "EA", Price: number("350"), VAT: membership},
		{No: "T1", Name: "Treningsavgift barn", Unit: "EA", Price: number("1450"), VAT: membership},
		{No: "T2", Name: "Treningsavgift ungdom", Unit: "EA", Price: number("1850"), VAT: membership},
		{No: "T3", Name: "Treningsavgift senior", Unit: "EA", Price: number("2200"), VAT: membership},
		taxed("K1", "Trenerkurs", "EA", "720", "25"), taxed("L1", "Leie av klubbhus", "HUR", "333.33", "25"),
		taxed("S1", "Skiltreklame, sesong", "EA", "4000", "25"), taxed("V1", "Kioskvarer", "KGM", "48.90", "15"),
	}
}

// storyCup are the fees of a cup, due after ten days.
func storyCup(day cal.Date) []billing.Draft {
	var out []billing.Draft
	for _, no := range []string{"1001", "1004", "1016", "1020", "1009"} {
		out = append(out, billing.Draft{Customer: billing.CustomerRef{No: no}, DueDate: day.AddDays(10), Lines: []billing.Line{fee("Deltakeravgift høstcup", "380", "")}})
	}
	return out
}

// storyToday are a round of invoices whose due dates lie ahead, and what is not finished.
func storyToday(today cal.Date) (round, drafts []billing.Draft) {
	rent := billing.Line{Item: "Leie av klubbhus", SellerItemNo: "L1", Quantity: number("6"), Unit: "HUR", Price: number("333.33"), VAT: billing.Rate(number("25"))}
	sign := billing.Line{Item: "Skiltreklame, sesong", SellerItemNo: "S1", Quantity: number("1"), Unit: "EA", Price: number("4000"), VAT: billing.Rate(number("25"))}
	for i, no := range []string{"1001", "1006", "1008", "1012", "1013", "1015", "1018", "2001", "2002", "3001"} {
		d := billing.Draft{Customer: billing.CustomerRef{No: no}, DueDate: today.AddDays(5 + 7*i), Lines: []billing.Line{fee("Treningsavgift vinter", "1250", "")}}
		if no >= "2" {
			d.Lines, d.BuyerReference = []billing.Line{rent, sign}, "Vinter"
		}
		round = append(round, d)
	}
	for _, no := range []string{"1007", "2003"} {
		drafts = append(drafts, billing.Draft{Customer: billing.CustomerRef{No: no}, Lines: []billing.Line{rent}})
	}
	return round, drafts
}

// fee is one line of a member's invoice.
func fee(item, price, who string) billing.Line {
	return billing.Line{Item: item, Quantity: number("1"), Unit: "EA", Price: number(price), VAT: membership, For: who}
}

// storyDrafts are the invoices of a club's autumn.
func storyDrafts() []billing.Draft {
	var out []billing.Draft
	to := func(no string, lines ...billing.Line) *billing.Draft {
		out = append(out, billing.Draft{Customer: billing.CustomerRef{No: no}, Lines: lines})
		return &out[len(out)-1]
	}
	to("1002", fee("Treningsavgift høst", "1450", "Emma (8)"), fee("Medlemskontingent", "350", "Emma (8)"))
	sibling := fee("Treningsavgift høst", "1850", "Jonas (12)")
	sibling.Discount = &billing.Discount{Percent: number("10"), Reason: "Søsken"}
	to("1003", sibling, fee("Medlemskontingent", "350", "Jonas (12)"))
	to("1005", fee("Treningsavgift høst", "1450", "Sofie (8)"), fee("Medlemskontingent", "350", "Sofie (8)"))
	to("1017", fee("Treningsavgift høst", "1850", "Yusuf (12)"), fee("Medlemskontingent", "350", "Yusuf (12)"))
	for _, no := range []string{"1006", "1007", "1008", "1011", "1012", "1013", "1014", "1018", "1020"} {
		to(no, fee("Treningsavgift senior", "2200", ""), fee("Medlemskontingent", "450", ""))
	}
	for _, no := range []string{"1009", "1015"} {
		to(no, fee("Medlemskontingent veteran", "250", ""))
	}
	course := billing.Line{Item: "Trenerkurs", Description: "To kvelder i klubbhuset", Quantity: number("1"), Unit: "EA", Price: number("720"), VAT: billing.Rate(number("25"))}
	to("1010", course)
	to("1019", course)
	kiosk := billing.Line{Item: "Kioskvarer til stevnet", Quantity: number("36.5"), Unit: "KGM", Price: number("48.90"), VAT: billing.Rate(number("15"))}
	sign := billing.Line{Item: "Skiltreklame på kunstgressbanen", Quantity: number("3"), Unit: "EA", Price: number("4000"), VAT: billing.Rate(number("25"))}
	hall := billing.Line{Item: "Leie av klubbhus", Quantity: number("7.5"), Unit: "HUR", Price: number("333.3333"), VAT: billing.Rate(number("25"))}
	sponsor := to("2001", sign, kiosk)
	sponsor.BuyerReference, sponsor.Adjustments = "Sponsor 2026", []billing.Adjustment{{Percent: number("5"), Reason: "Avtalerabatt", VAT: billing.Rate(number("25"))}}
	to("2002", hall, sign).BuyerReference = "Marked"
	to("2003", hall).BuyerReference = "Styret"
	to("2004", sign).BuyerReference = "Gården"
	public := to("3001", hall, billing.Line{Item: "Leie av idrettshall, SFO", Quantity: number("12"), Unit: "HUR", Price: number("410"), VAT: billing.Rate(number("25"))})
	public.BuyerReference, public.OrderReference = "Oppvekst 4410", "PO-2291"
	to("1004", billing.Line{Item: "Kioskvakt byttet bort", Quantity: number("1"), Unit: "EA", Price: number("300"), VAT: billing.Rate(number("25"))})
	to("1016", fee("Medlemskontingent støttemedlem", "200", ""))
	to("1001", fee("Medlemskontingent støttemedlem", "200", ""))
	return out
}

// habits are how the customers of the story pay; who is not named pays as asked.
var habits = map[string]practice.Habit{
	"1007": practice.InPart, "1011": practice.WrongKID, "1018": practice.WithoutKID, "1013": practice.TooMuch, "1020": practice.Never,
	"1009": practice.Never, "2003": practice.Late, "2004": practice.Never, "1010": practice.InTwoParts, "1019": practice.Never,
}

// storyClaims are what customers were asked for, as their bank sees it, and a payment of somebody nobody knows.
func storyClaims(rows []billing.InvoiceRow, begin cal.Date) []practice.Claim {
	const account = "15035040118"
	var out []practice.Claim
	for _, r := range rows {
		habit, named := habits[r.CustomerNo]
		if !named {
			habit = practice.Exact
		}
		due := r.DueDate
		if due.Before(begin.AddDays(5)) {
			due = begin.AddDays(5) // what was overdue before the story begins is paid in it
		}
		out = append(out, practice.Claim{Account: account, KID: r.KID, Number: r.Number, Amount: r.Outstanding, Due: due, Payer: r.CustomerName, Habit: habit})
	}
	return append(out, practice.Claim{Account: account, Number: "77", Amount: money.New(350_00, money.NOK), Due: begin.AddDays(9), Payer: "Ukjent Giver",
		Habit: practice.WithoutKID})
}
