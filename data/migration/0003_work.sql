-- Hours and expenses that wait to be invoiced, and documents others sent us.

-- Each row stands on one draft or one invoice at most. It is put on a draft when the draft is stored with a line made of it,
-- goes over to the invoice when the draft is issued, and is free again when the draft is thrown away.
CREATE TABLE work (
	id          INTEGER PRIMARY KEY AUTOINCREMENT, -- lines of frozen documents name it: never given to another row
	customer_no TEXT NOT NULL CHECK (customer_no <> ''),
	project     TEXT NOT NULL,
	kind        TEXT NOT NULL CHECK (kind IN ('hours', 'expense', 'mileage')),
	date        TEXT NOT NULL CHECK (date(date) IS date),
	person      TEXT NOT NULL,
	text        TEXT NOT NULL,
	item_no     TEXT NOT NULL,
	quantity    TEXT NOT NULL, -- a decimal, never rounded
	unit        TEXT NOT NULL,
	price       TEXT NOT NULL, -- a decimal, never rounded
	vat         TEXT NOT NULL, -- JSON, as in item
	receipt     TEXT NOT NULL CHECK (receipt = '' OR length(receipt) = 64), -- SHA-256 of the receipt; '' without one
	draft_id    INTEGER REFERENCES draft (id) ON DELETE SET NULL,
	invoice_id  INTEGER REFERENCES invoice (id),
	CHECK (draft_id IS NULL OR invoice_id IS NULL)
) STRICT;
CREATE INDEX work_draft ON work (draft_id) WHERE draft_id IS NOT NULL;
CREATE INDEX work_invoice ON work (invoice_id) WHERE invoice_id IS NOT NULL;
CREATE INDEX work_open ON work (customer_no, project) WHERE draft_id IS NULL AND invoice_id IS NULL;
CREATE INDEX work_date ON work (date);

CREATE TABLE work_receipt (
	work_id     INTEGER PRIMARY KEY REFERENCES work (id) ON DELETE CASCADE,
	name        TEXT NOT NULL,
	mime        TEXT NOT NULL,
	description TEXT NOT NULL,
	sha256      TEXT NOT NULL CHECK (length(sha256) = 64),
	bytes       BLOB NOT NULL
) STRICT;

CREATE TRIGGER work_begins_free BEFORE INSERT ON work WHEN NEW.draft_id IS NOT NULL OR NEW.invoice_id IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'fakturist:work'); END;

-- From one draft to another there is no way but through being free.
CREATE TRIGGER work_one_draft BEFORE UPDATE OF draft_id ON work
	WHEN OLD.draft_id IS NOT NULL AND NEW.draft_id IS NOT NULL AND NEW.draft_id <> OLD.draft_id
BEGIN SELECT RAISE(ABORT, 'fakturist:work'); END;

-- Onto an invoice there is no way but from a draft.
CREATE TRIGGER work_issued BEFORE UPDATE OF invoice_id ON work
	WHEN NEW.invoice_id IS NOT NULL AND OLD.invoice_id IS NULL
	AND (OLD.draft_id IS NULL OR (SELECT i.kind FROM invoice i WHERE i.id = NEW.invoice_id AND i.series = 'own') IS NOT 'invoice')
BEGIN SELECT RAISE(ABORT, 'fakturist:work'); END;

-- What stands on an invoice changes in one way only: it is free again, when the whole invoice was credited.
CREATE TRIGGER work_invoiced BEFORE UPDATE ON work WHEN OLD.invoice_id IS NOT NULL AND NOT (
	NEW.invoice_id IS NULL AND NEW.draft_id IS NULL
	AND NEW.id = OLD.id AND NEW.customer_no = OLD.customer_no AND NEW.project = OLD.project AND NEW.kind = OLD.kind
	AND NEW.date = OLD.date AND NEW.person = OLD.person AND NEW.text = OLD.text AND NEW.item_no = OLD.item_no
	AND NEW.quantity = OLD.quantity AND NEW.unit = OLD.unit AND NEW.price = OLD.price AND NEW.vat = OLD.vat AND NEW.receipt = OLD.receipt
	AND EXISTS (SELECT 1 FROM invoice c WHERE c.original_id = OLD.invoice_id)
	AND (SELECT i.net + i.tax - coalesce((SELECT sum(c.net + c.tax) FROM invoice c WHERE c.original_id = i.id), 0)
		FROM invoice i WHERE i.id = OLD.invoice_id) <= 0)
BEGIN SELECT RAISE(ABORT, 'fakturist:work'); END;

CREATE TRIGGER work_no_delete BEFORE DELETE ON work WHEN OLD.draft_id IS NOT NULL OR OLD.invoice_id IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'fakturist:work'); END;

CREATE TRIGGER work_receipt_fixed BEFORE UPDATE ON work_receipt
	WHEN (SELECT w.invoice_id FROM work w WHERE w.id = OLD.work_id) IS NOT NULL OR NEW.work_id <> OLD.work_id
BEGIN SELECT RAISE(ABORT, 'fakturist:work'); END;

CREATE TRIGGER work_receipt_late BEFORE INSERT ON work_receipt
	WHEN (SELECT w.invoice_id FROM work w WHERE w.id = NEW.work_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'fakturist:work'); END;

CREATE TRIGGER work_receipt_no_delete BEFORE DELETE ON work_receipt
	WHEN (SELECT w.invoice_id FROM work w WHERE w.id = OLD.work_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'fakturist:work'); END;

-- Invoices and credit notes others sent us, as they came. Vouchers are kept for five years after the financial year
-- (bokføringsloven § 13); nothing here is ever changed or removed.
CREATE TABLE received (
	id          INTEGER PRIMARY KEY,
	sha256      TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
	file_name   TEXT NOT NULL,
	at          TEXT NOT NULL,
	kind        TEXT NOT NULL CHECK (kind IN ('invoice', 'credit-note')),
	number      TEXT NOT NULL,
	seller      TEXT NOT NULL, -- JSON: the party
	buyer       TEXT NOT NULL, -- JSON: the party
	issue_date  TEXT NOT NULL CHECK (issue_date = '' OR date(issue_date) IS issue_date),
	due_date    TEXT NOT NULL CHECK (due_date = '' OR date(due_date) IS due_date),
	currency    TEXT NOT NULL,
	payable     INTEGER NOT NULL,
	kid         TEXT NOT NULL,
	account     TEXT NOT NULL,
	fatal       INTEGER NOT NULL CHECK (fatal >= 0),
	warnings    INTEGER NOT NULL CHECK (warnings >= 0),
	not_for_us  INTEGER NOT NULL CHECK (not_for_us IN (0, 1)),
	findings    TEXT NOT NULL, -- JSON: what our rules said the day it came
	bytes       BLOB NOT NULL
) STRICT;

CREATE TABLE received_file (
	id          INTEGER PRIMARY KEY,
	received_id INTEGER NOT NULL REFERENCES received (id),
	n           INTEGER NOT NULL CHECK (n >= 0), -- place in the document
	name        TEXT NOT NULL,
	mime        TEXT NOT NULL,
	description TEXT NOT NULL,
	sha256      TEXT NOT NULL CHECK (length(sha256) = 64),
	bytes       BLOB NOT NULL,
	UNIQUE (received_id, n)
) STRICT;

CREATE TRIGGER received_no_update BEFORE UPDATE ON received
BEGIN SELECT RAISE(ABORT, 'fakturist:issued'); END;

CREATE TRIGGER received_no_delete BEFORE DELETE ON received
BEGIN SELECT RAISE(ABORT, 'fakturist:issued'); END;

CREATE TRIGGER received_file_no_update BEFORE UPDATE ON received_file
BEGIN SELECT RAISE(ABORT, 'fakturist:issued'); END;

CREATE TRIGGER received_file_no_delete BEFORE DELETE ON received_file
BEGIN SELECT RAISE(ABORT, 'fakturist:issued'); END;
