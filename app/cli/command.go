package cli

// commands are all commands of fakt, in the order help lists them.
var commands []command

func init() {
	commands = []command{
		{"init", "FILE --name N [--org-no O] [--account A] [--vat] [--practice]", false, initCompany},
		{"company show", "", true, companyShow},
		{"company set", "KEY=VALUE…", true, companySet},
		{"secret set", "NAME", true, secretSet},
		{"customer add", "FILE.json", true, customerAdd},
		{"customer list", "[--search TEXT] [--group G]", true, customerList},
		{"customer show", "NO", true, customerShow},
		{"customer import", "FILE.csv [--map COL=FIELD…] [--dry-run]", true, customerImport},
		{"customer export", "NO -o FILE.zip", true, customerExport},
		{"customer erase", "NO", true, customerErase},
		{"import open-items", "FILE.csv [--dry-run]", true, importOpenItems},
		{"invoice draft", "FILE.json", true, invoiceDraft},
		{"invoice issue", "(ID…|--all)", true, invoiceIssue},
		{"invoice list", "[--status S] [--customer NO]", true, invoiceList},
		{"invoice show", "NUMBER", true, invoiceShow},
		{"invoice pdf", "NUMBER… -o FILE|DIR [--one-file]", true, invoicePDF},
		{"invoice ehf", "NUMBER… -o FILE|DIR", true, invoiceEHF},
		{"invoice check", "(NUMBER|FILE.xml)…", false, invoiceCheck},
		{"invoice credit", "NUMBER [--line N[=QTY]…] [--reason T]", true, invoiceCredit},
		{"lookup", "ORGNO", true, lookup},
		{"send", "[--dry-run]", true, send},
		{"outbox list", "", true, outboxList},
		{"outbox resolve", "ID (sent|resend)", true, outboxResolve},
		{"outbox print", "-o FILE.pdf [--posted]", true, outboxPrint},
		{"inbox fetch", "", true, inboxFetch},
		{"bank import", "FILE…", true, bankImport},
		{"bank match", "", true, bankMatch},
		{"bank list", "[--state S]", true, bankList},
		{"bank accept", "ENTRY [N]", true, bankAccept},
		{"bank undo", "ENTRY", true, bankUndo},
		{"bank files", "", true, bankFiles},
		{"bank release", "FILEID", true, bankRelease},
		{"run", "", true, runAll},
		{"backup", "FILE", true, backup},
		{"restore", "FILE", false, restore},
		{"verify", "", true, verify},
		{"demo", "[DIR]", false, demo},
	}
}
