-- One company, one file.
--
-- Amounts are INTEGER minor units beside their currency; days are TEXT 'YYYY-MM-DD'; moments are TEXT RFC 3339 UTC with
-- milliseconds, so that text order is time order; '' means none. A trigger that refuses says one stable word with the prefix
-- 'fakturist:', which data/errors.go turns into an error of the domain.

CREATE TABLE migration (
	version INTEGER PRIMARY KEY,
	name    TEXT NOT NULL,
	sha256  TEXT NOT NULL,
	at      TEXT NOT NULL
) STRICT;

CREATE TABLE setting (
	key   TEXT PRIMARY KEY CHECK (key <> ''),
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Files of the company itself, such as its logo; they may change.
CREATE TABLE company_file (
	id     INTEGER PRIMARY KEY,
	name   TEXT NOT NULL UNIQUE,
	mime   TEXT NOT NULL,
	sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
	bytes  BLOB NOT NULL
) STRICT;

CREATE TABLE customer (
	id              INTEGER PRIMARY KEY,
	no              TEXT NOT NULL UNIQUE CHECK (no <> ''),
	seq             INTEGER NOT NULL, -- the number read as digits, 0 when it is not digits alone: the next free one follows it
	name            TEXT NOT NULL,
	name_key        TEXT NOT NULL, -- sorts as Norwegians sort
	type            TEXT NOT NULL CHECK (type IN ('', 'person', 'business', 'public')),
	org_no          TEXT NOT NULL,
	vat_no          TEXT NOT NULL,
	email           TEXT NOT NULL,
	phone           TEXT NOT NULL,
	contact         TEXT NOT NULL,
	street          TEXT NOT NULL,
	extra           TEXT NOT NULL,
	post_code       TEXT NOT NULL,
	city            TEXT NOT NULL,
	country         TEXT NOT NULL,
	endpoint_scheme TEXT NOT NULL,
	endpoint_id     TEXT NOT NULL,
	register        INTEGER NOT NULL CHECK (register IN (0, 1)),
	payer           TEXT REFERENCES customer (no) DEFERRABLE INITIALLY DEFERRED,
	routes          TEXT NOT NULL, -- comma separated, best first
	language        TEXT NOT NULL,
	terms           INTEGER NOT NULL CHECK (terms >= 0),
	note            TEXT NOT NULL,
	groups          TEXT NOT NULL, -- separated by U+001F; customer_group has them one by one
	accounts        TEXT NOT NULL  -- separated by U+001F; customer_account has them one by one
) STRICT;
CREATE INDEX customer_seq ON customer (seq);
CREATE INDEX customer_name ON customer (name_key);
CREATE INDEX customer_payer ON customer (payer) WHERE payer IS NOT NULL;
CREATE INDEX customer_org_no ON customer (org_no) WHERE org_no <> '';

CREATE TABLE customer_group (
	customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
	name        TEXT NOT NULL,
	PRIMARY KEY (customer_id, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_group_name ON customer_group (name);

CREATE TABLE customer_account (
	customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
	account     TEXT NOT NULL, -- 11 digits or IBAN
	PRIMARY KEY (customer_id, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_account_account ON customer_account (account);

CREATE TABLE item (
	id          INTEGER PRIMARY KEY,
	no          TEXT NOT NULL UNIQUE CHECK (no <> ''),
	name        TEXT NOT NULL,
	name_key    TEXT NOT NULL,
	description TEXT NOT NULL,
	unit        TEXT NOT NULL,
	price       TEXT NOT NULL, -- a decimal, never rounded
	vat         TEXT NOT NULL  -- JSON: "25", an object with category and reason, or null
) STRICT;
CREATE INDEX item_name ON item (name_key);

-- AUTOINCREMENT: the id of a draft that was issued is never given to another one.
CREATE TABLE draft (
	id            INTEGER PRIMARY KEY AUTOINCREMENT,
	kind          TEXT NOT NULL CHECK (kind IN ('invoice', 'credit-note')),
	customer_no   TEXT NOT NULL,
	customer_name TEXT NOT NULL,
	issue_date    TEXT NOT NULL CHECK (issue_date = '' OR date(issue_date) IS issue_date),
	due_date      TEXT NOT NULL CHECK (due_date = '' OR date(due_date) IS due_date),
	currency      TEXT NOT NULL,
	net           INTEGER NOT NULL,
	tax           INTEGER NOT NULL,
	payable       INTEGER NOT NULL,
	search        TEXT NOT NULL, -- folded
	updated_at    TEXT NOT NULL,
	content       TEXT NOT NULL
) STRICT;

-- Issued documents of our own series, and unpaid ones of a former system ('imported', without content).
CREATE TABLE invoice (
	id            INTEGER PRIMARY KEY,
	series        TEXT NOT NULL CHECK (series IN ('own', 'imported')),
	seq           INTEGER NOT NULL, -- the number read as digits, 0 for one that is not one to fifteen digits alone
	number        TEXT NOT NULL CHECK (number <> ''),
	kind          TEXT NOT NULL CHECK (kind IN ('invoice', 'credit-note')),
	kid           TEXT NOT NULL,
	customer_no   TEXT NOT NULL,
	customer_name TEXT NOT NULL,
	customer_key  TEXT NOT NULL, -- sorts as Norwegians sort
	issue_date    TEXT NOT NULL CHECK (date(issue_date) IS issue_date),
	due_date      TEXT NOT NULL CHECK (due_date = '' OR date(due_date) IS due_date),
	currency      TEXT NOT NULL CHECK (length(currency) = 3),
	net           INTEGER NOT NULL,
	tax           INTEGER NOT NULL,
	payable       INTEGER NOT NULL CHECK (payable >= 0),
	claim         INTEGER NOT NULL CHECK (claim BETWEEN 0 AND payable),      -- what may be allocated: payable, or what a former system left open
	credited      INTEGER NOT NULL CHECK (credited BETWEEN 0 AND payable),   -- by credit notes of a former system
	original_id   INTEGER REFERENCES invoice (id),
	issued_at     TEXT NOT NULL,
	digest        TEXT NOT NULL CHECK (length(digest) = 64), -- SHA-256 of content
	content       TEXT,
	CHECK (seq = CASE WHEN number GLOB '*[^0-9]*' OR length(number) > 15 THEN 0 ELSE CAST(number AS INTEGER) END),
	UNIQUE (seq, number), -- seq follows from number, so this is a number once, and its place in the list
	CHECK (series = 'imported' OR (number = CAST(seq AS TEXT) AND seq > 0 AND claim = payable AND credited = 0 AND content IS NOT NULL)),
	CHECK (series = 'own' OR content IS NULL),
	CHECK (series = 'imported' OR (kind = 'credit-note') = (original_id IS NOT NULL)),
	CHECK (kind = 'credit-note' OR due_date <> '')
) STRICT;
CREATE INDEX invoice_customer ON invoice (customer_key);
CREATE INDEX invoice_customer_no ON invoice (customer_no);
CREATE INDEX invoice_payable ON invoice (payable);
CREATE INDEX invoice_kid ON invoice (kid) WHERE kid <> '';
CREATE INDEX invoice_original ON invoice (original_id) WHERE original_id IS NOT NULL;

CREATE TRIGGER invoice_unbroken BEFORE INSERT ON invoice WHEN NEW.series = 'own'
	AND NEW.seq <> 1 + (SELECT i.seq FROM invoice i WHERE i.series = 'own' ORDER BY i.id DESC LIMIT 1)
BEGIN SELECT RAISE(ABORT, 'fakturist:number'); END;

CREATE TRIGGER invoice_no_update BEFORE UPDATE ON invoice
BEGIN SELECT RAISE(ABORT, 'fakturist:issued'); END;

CREATE TRIGGER invoice_no_delete BEFORE DELETE ON invoice
BEGIN SELECT RAISE(ABORT, 'fakturist:issued'); END;

-- Where each document stands: kept by the triggers below and by nothing else, so that lists and figures of a hundred thousand
-- documents read only the open ones. Verify derives every row again from allocations and deliveries.
CREATE TABLE standing (
	invoice_id  INTEGER PRIMARY KEY REFERENCES invoice (id),
	due_date    TEXT NOT NULL,
	issue_date  TEXT NOT NULL,
	currency    TEXT NOT NULL,
	outstanding INTEGER NOT NULL, -- what is left of the claim; negative: what is left of a credit note to set off
	paid        INTEGER NOT NULL CHECK (paid >= 0),     -- by bank entries
	credited    INTEGER NOT NULL CHECK (credited >= 0), -- by credit notes; on a credit note: what was set off
	delivery    TEXT NOT NULL     -- state of the last delivery; 'none' without one ('' until its transaction ends), 'imported' for a former system's document
) STRICT;
CREATE INDEX standing_open ON standing (due_date, invoice_id, issue_date, currency, outstanding) WHERE outstanding <> 0;
CREATE INDEX standing_issued ON standing (issue_date);
CREATE INDEX standing_credited ON standing (invoice_id) WHERE credited > 0;
CREATE INDEX standing_attention ON standing (invoice_id) WHERE delivery IN ('none', 'refused', 'unknown');

CREATE TRIGGER invoice_standing AFTER INSERT ON invoice
BEGIN
	INSERT INTO standing (invoice_id, due_date, issue_date, currency, outstanding, paid, credited, delivery)
	VALUES (NEW.id, NEW.due_date, NEW.issue_date, NEW.currency,
		CASE NEW.kind WHEN 'credit-note' THEN -NEW.claim ELSE NEW.claim END,
		NEW.payable - NEW.claim - NEW.credited, NEW.credited,
		CASE NEW.series WHEN 'imported' THEN 'imported' ELSE '' END);
END;

-- What is left of each document to be paid.
CREATE VIEW open_item AS
	SELECT i.id AS invoice_id, i.number, i.kind, i.kid, i.customer_no, i.customer_name, i.issue_date, i.due_date, i.currency,
		i.payable, s.outstanding, s.paid, s.credited, i.series
	FROM standing s JOIN invoice i ON i.id = s.invoice_id
	WHERE i.kind = 'invoice';

-- The PDF and the EHF of a document, made once.
CREATE TABLE invoice_file (
	id         INTEGER PRIMARY KEY,
	invoice_id INTEGER NOT NULL REFERENCES invoice (id),
	kind       TEXT NOT NULL CHECK (kind IN ('pdf', 'ehf')),
	sha256     TEXT NOT NULL CHECK (length(sha256) = 64),
	at         TEXT NOT NULL,
	bytes      BLOB NOT NULL,
	UNIQUE (invoice_id, kind)
) STRICT;

CREATE TRIGGER invoice_file_no_update BEFORE UPDATE ON invoice_file
BEGIN SELECT RAISE(ABORT, 'fakturist:issued'); END;

CREATE TRIGGER invoice_file_no_delete BEFORE DELETE ON invoice_file
BEGIN SELECT RAISE(ABORT, 'fakturist:issued'); END;

-- The outbox.
CREATE TABLE delivery (
	id         INTEGER PRIMARY KEY,
	invoice_id INTEGER NOT NULL REFERENCES invoice (id),
	channel    TEXT NOT NULL CHECK (channel IN ('ehf', 'email', 'letter')),
	recipient  TEXT NOT NULL,
	began      TEXT NOT NULL, -- the first state
	state      TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'unknown', 'accepted', 'delivered', 'refused', 'cancelled')),
	attempts   INTEGER NOT NULL CHECK (attempts >= 0),
	not_before TEXT NOT NULL,
	receipt    TEXT NOT NULL,
	reason     TEXT NOT NULL,
	detail     TEXT NOT NULL,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX delivery_live ON delivery (invoice_id, channel) WHERE state IN ('queued', 'sending', 'unknown', 'accepted');
CREATE INDEX delivery_invoice ON delivery (invoice_id);
CREATE INDEX delivery_due ON delivery (not_before) WHERE state = 'queued';
CREATE INDEX delivery_open ON delivery (state) WHERE state IN ('sending', 'unknown', 'accepted', 'refused');

CREATE TRIGGER delivery_fixed BEFORE UPDATE OF id, invoice_id, channel, began, created_at ON delivery
BEGIN SELECT RAISE(ABORT, 'fakturist:delivery'); END;

CREATE TRIGGER delivery_final BEFORE UPDATE OF state ON delivery
	WHEN OLD.state IN ('delivered', 'refused', 'cancelled') AND NEW.state <> OLD.state
BEGIN SELECT RAISE(ABORT, 'fakturist:delivery'); END;

CREATE TRIGGER delivery_no_delete BEFORE DELETE ON delivery
BEGIN SELECT RAISE(ABORT, 'fakturist:delivery'); END;

-- What leaves the machine, kept before the first byte leaves and used again for each attempt.
CREATE TABLE delivery_frozen (
	delivery_id INTEGER PRIMARY KEY REFERENCES delivery (id),
	message_id  TEXT NOT NULL CHECK (message_id <> ''),
	recipient   TEXT NOT NULL,
	sha256      TEXT NOT NULL CHECK (length(sha256) = 64),
	bytes       BLOB NOT NULL,
	via         TEXT NOT NULL DEFAULT '' -- the access point's host
) STRICT;

CREATE TRIGGER delivery_frozen_no_update BEFORE UPDATE ON delivery_frozen
BEGIN SELECT RAISE(ABORT, 'fakturist:delivery'); END;

CREATE TRIGGER delivery_frozen_no_delete BEFORE DELETE ON delivery_frozen
BEGIN SELECT RAISE(ABORT, 'fakturist:delivery'); END;

CREATE TRIGGER delivery_sends_frozen BEFORE UPDATE OF state ON delivery
	WHEN NEW.state = 'sending' AND NOT EXISTS (SELECT 1 FROM delivery_frozen f WHERE f.delivery_id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'fakturist:delivery'); END;

-- The timeline of a delivery: one row for each state it came into after the first.
CREATE TABLE delivery_event (
	id          INTEGER PRIMARY KEY,
	delivery_id INTEGER NOT NULL REFERENCES delivery (id),
	invoice_id  INTEGER NOT NULL REFERENCES invoice (id),
	at          TEXT NOT NULL,
	state       TEXT NOT NULL,
	reason      TEXT NOT NULL,
	detail      TEXT NOT NULL
) STRICT;
CREATE INDEX delivery_event_invoice ON delivery_event (invoice_id);

CREATE TRIGGER delivery_event_no_update BEFORE UPDATE ON delivery_event
BEGIN SELECT RAISE(ABORT, 'fakturist:delivery'); END;

CREATE TRIGGER delivery_event_no_delete BEFORE DELETE ON delivery_event
BEGIN SELECT RAISE(ABORT, 'fakturist:delivery'); END;

CREATE TRIGGER delivery_began AFTER INSERT ON delivery
BEGIN
	UPDATE standing SET delivery = NEW.state WHERE invoice_id = NEW.invoice_id;
END;

CREATE TRIGGER delivery_moved AFTER UPDATE ON delivery WHEN NEW.state <> OLD.state OR NEW.attempts <> OLD.attempts
BEGIN
	INSERT INTO delivery_event (delivery_id, invoice_id, at, state, reason, detail)
	VALUES (NEW.id, NEW.invoice_id, NEW.updated_at, NEW.state, NEW.reason, NEW.detail);
	UPDATE standing SET delivery = NEW.state
	WHERE invoice_id = NEW.invoice_id AND NEW.id = (SELECT max(d.id) FROM delivery d WHERE d.invoice_id = NEW.invoice_id);
END;

-- Files from the bank, and the payments in them.
CREATE TABLE statement_file (
	id         INTEGER PRIMARY KEY,
	sha256     TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
	name       TEXT NOT NULL,
	format     TEXT NOT NULL,
	source     TEXT NOT NULL,
	at         TEXT NOT NULL,
	report     TEXT NOT NULL, -- JSON
	quarantine TEXT NOT NULL, -- fault code; '' when every gate was passed
	args       TEXT NOT NULL  -- JSON: values of the reason's sentence
) STRICT;

CREATE TRIGGER statement_file_fixed BEFORE UPDATE OF id, sha256, format, source, at ON statement_file
BEGIN SELECT RAISE(ABORT, 'fakturist:entry'); END;

CREATE TRIGGER statement_file_no_delete BEFORE DELETE ON statement_file
BEGIN SELECT RAISE(ABORT, 'fakturist:entry'); END;

CREATE TABLE statement_balance (
	id       INTEGER PRIMARY KEY,
	file_id  INTEGER NOT NULL REFERENCES statement_file (id),
	account  TEXT NOT NULL,
	currency TEXT NOT NULL,
	from_day TEXT NOT NULL,
	to_day   TEXT NOT NULL,
	opening  INTEGER, -- NULL: the file gives none
	closing  INTEGER
) STRICT;
CREATE INDEX statement_balance_account ON statement_balance (account, to_day);
CREATE INDEX statement_balance_file ON statement_balance (file_id);

CREATE TRIGGER statement_balance_no_update BEFORE UPDATE ON statement_balance
BEGIN SELECT RAISE(ABORT, 'fakturist:entry'); END;

CREATE TRIGGER statement_balance_no_delete BEFORE DELETE ON statement_balance
BEGIN SELECT RAISE(ABORT, 'fakturist:entry'); END;

-- A booking is known by its fingerprint and by which of several equal rows of its file it is: the same row in a later file
-- is a copy, two equal rows in one file are two payments.
CREATE TABLE bank_entry (
	id            INTEGER PRIMARY KEY,
	file_id       INTEGER NOT NULL REFERENCES statement_file (id),
	source        TEXT NOT NULL,
	place         TEXT NOT NULL, -- JSON
	account       TEXT NOT NULL,
	date          TEXT NOT NULL CHECK (date = '' OR date(date) IS date),
	amount        INTEGER NOT NULL,
	currency      TEXT NOT NULL CHECK (length(currency) = 3),
	kid           TEXT NOT NULL,
	text          TEXT NOT NULL,
	payer         TEXT NOT NULL,
	payer_account TEXT NOT NULL,
	fingerprint   TEXT NOT NULL CHECK (fingerprint <> ''),
	occurrence    INTEGER NOT NULL CHECK (occurrence > 0),
	reversal      INTEGER NOT NULL CHECK (reversal IN (0, 1)),
	lump          INTEGER NOT NULL CHECK (lump IN (0, 1)),
	pending       INTEGER NOT NULL CHECK (pending IN (0, 1)),
	state         TEXT NOT NULL CHECK (state IN ('matched', 'suggested', 'unmatched', 'duplicate', 'reversal', 'lump', 'pending', 'debit', 'quarantined')),
	reason        TEXT NOT NULL,
	args          TEXT NOT NULL, -- JSON
	suggestions   TEXT NOT NULL, -- JSON
	UNIQUE (fingerprint, occurrence)
) STRICT;
CREATE INDEX bank_entry_file ON bank_entry (file_id);
CREATE INDEX bank_entry_state ON bank_entry (state);
CREATE INDEX bank_entry_date ON bank_entry (date);
CREATE INDEX bank_entry_amount ON bank_entry (amount);
CREATE INDEX bank_entry_kid ON bank_entry (kid) WHERE kid <> '';

CREATE TRIGGER bank_entry_fixed BEFORE UPDATE OF id, file_id, source, place, account, date, amount, currency, kid, text, payer,
	payer_account, fingerprint, occurrence, reversal, lump, pending ON bank_entry
BEGIN SELECT RAISE(ABORT, 'fakturist:entry'); END;

CREATE TRIGGER bank_entry_no_delete BEFORE DELETE ON bank_entry
BEGIN SELECT RAISE(ABORT, 'fakturist:entry'); END;

-- A part of a payment, or of a credit note, on an invoice. Undone once, never changed, never deleted.
CREATE TABLE allocation (
	id         INTEGER PRIMARY KEY,
	entry_id   INTEGER REFERENCES bank_entry (id),
	credit_id  INTEGER REFERENCES invoice (id),
	invoice_id INTEGER NOT NULL REFERENCES invoice (id),
	amount     INTEGER NOT NULL CHECK (amount > 0),
	currency   TEXT NOT NULL,
	rule       TEXT NOT NULL,
	evidence   TEXT NOT NULL, -- JSON
	by_hand    INTEGER NOT NULL CHECK (by_hand IN (0, 1)),
	at         TEXT NOT NULL,
	undone_at  TEXT NOT NULL DEFAULT '',
	CHECK ((entry_id IS NULL) <> (credit_id IS NULL))
) STRICT;
CREATE INDEX allocation_invoice ON allocation (invoice_id);
CREATE INDEX allocation_entry ON allocation (entry_id) WHERE entry_id IS NOT NULL;
CREATE INDEX allocation_credit ON allocation (credit_id) WHERE credit_id IS NOT NULL;

CREATE TRIGGER allocation_currency BEFORE INSERT ON allocation
	WHEN NEW.currency IS NOT (SELECT i.currency FROM invoice i WHERE i.id = NEW.invoice_id)
	OR NEW.currency IS NOT coalesce((SELECT e.currency FROM bank_entry e WHERE e.id = NEW.entry_id),
		(SELECT c.currency FROM invoice c WHERE c.id = NEW.credit_id))
BEGIN SELECT RAISE(ABORT, 'fakturist:currency'); END;

CREATE TRIGGER allocation_kinds BEFORE INSERT ON allocation
	WHEN NEW.undone_at <> ''
	OR (SELECT i.kind FROM invoice i WHERE i.id = NEW.invoice_id) IS NOT 'invoice'
	OR (NEW.credit_id IS NOT NULL AND (SELECT c.kind FROM invoice c WHERE c.id = NEW.credit_id) IS NOT 'credit-note')
BEGIN SELECT RAISE(ABORT, 'fakturist:allocation'); END;

CREATE TRIGGER allocation_claim BEFORE INSERT ON allocation
	WHEN NEW.amount > (SELECT i.claim FROM invoice i WHERE i.id = NEW.invoice_id)
		- coalesce((SELECT sum(a.amount) FROM allocation a WHERE a.invoice_id = NEW.invoice_id AND a.undone_at = ''), 0)
BEGIN SELECT RAISE(ABORT, 'fakturist:exceeds'); END;

CREATE TRIGGER allocation_payment BEFORE INSERT ON allocation WHEN NEW.entry_id IS NOT NULL
	AND NEW.amount > (SELECT e.amount FROM bank_entry e WHERE e.id = NEW.entry_id)
		- coalesce((SELECT sum(a.amount) FROM allocation a WHERE a.entry_id = NEW.entry_id AND a.undone_at = ''), 0)
BEGIN SELECT RAISE(ABORT, 'fakturist:exceeds'); END;

CREATE TRIGGER allocation_credit_note BEFORE INSERT ON allocation WHEN NEW.credit_id IS NOT NULL
	AND NEW.amount > (SELECT c.claim FROM invoice c WHERE c.id = NEW.credit_id)
		- coalesce((SELECT sum(a.amount) FROM allocation a WHERE a.credit_id = NEW.credit_id AND a.undone_at = ''), 0)
BEGIN SELECT RAISE(ABORT, 'fakturist:exceeds'); END;

CREATE TRIGGER allocation_fixed BEFORE UPDATE OF id, entry_id, credit_id, invoice_id, amount, currency, rule, evidence, by_hand, at ON allocation
BEGIN SELECT RAISE(ABORT, 'fakturist:allocation'); END;

CREATE TRIGGER allocation_undone_once BEFORE UPDATE OF undone_at ON allocation WHEN OLD.undone_at <> '' OR NEW.undone_at = ''
BEGIN SELECT RAISE(ABORT, 'fakturist:allocation'); END;

CREATE TRIGGER allocation_no_delete BEFORE DELETE ON allocation
BEGIN SELECT RAISE(ABORT, 'fakturist:allocation'); END;

CREATE TRIGGER allocation_booked AFTER INSERT ON allocation
BEGIN
	UPDATE standing SET outstanding = outstanding - NEW.amount,
		paid = paid + CASE WHEN NEW.entry_id IS NULL THEN 0 ELSE NEW.amount END,
		credited = credited + CASE WHEN NEW.credit_id IS NULL THEN 0 ELSE NEW.amount END
	WHERE invoice_id = NEW.invoice_id;
	UPDATE standing SET outstanding = outstanding + NEW.amount, credited = credited + NEW.amount WHERE invoice_id = NEW.credit_id;
END;

CREATE TRIGGER allocation_undone AFTER UPDATE OF undone_at ON allocation
BEGIN
	UPDATE standing SET outstanding = outstanding + OLD.amount,
		paid = paid - CASE WHEN OLD.entry_id IS NULL THEN 0 ELSE OLD.amount END,
		credited = credited - CASE WHEN OLD.credit_id IS NULL THEN 0 ELSE OLD.amount END
	WHERE invoice_id = OLD.invoice_id;
	UPDATE standing SET outstanding = outstanding - OLD.amount, credited = credited - OLD.amount WHERE invoice_id = OLD.credit_id;
END;

-- What receivers can take and who they are, as last answered.
CREATE TABLE lookup_cache (
	participant TEXT PRIMARY KEY,
	content     TEXT NOT NULL, -- JSON
	at          TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE register_cache (
	org_no  TEXT PRIMARY KEY,
	content TEXT NOT NULL, -- JSON
	at      TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- How far the statement mailbox was read, and what became of each message.
CREATE TABLE inbox_cursor (
	mailbox  TEXT PRIMARY KEY,
	validity INTEGER NOT NULL, -- UIDVALIDITY
	uid      INTEGER NOT NULL, -- highest UID read
	read_at  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox_message (
	id         INTEGER PRIMARY KEY,
	mailbox    TEXT NOT NULL,
	validity   INTEGER NOT NULL,
	uid        INTEGER NOT NULL,
	message_id TEXT NOT NULL,
	sender     TEXT NOT NULL,
	at         TEXT NOT NULL,
	outcome    TEXT NOT NULL, -- "imported", "ignored", "quarantined", "refused"
	reason     TEXT NOT NULL, -- fault code
	files      TEXT NOT NULL, -- JSON: names of the attachments
	listed     INTEGER NOT NULL CHECK (listed IN (0, 1)), -- its sender is on the list
	skipped    TEXT NOT NULL, -- JSON: [{"file", "reason"}]
	UNIQUE (mailbox, validity, uid)
) STRICT;

-- The audit log. Each row seals the one before it.
CREATE TABLE audit (
	id         INTEGER PRIMARY KEY,
	at         TEXT NOT NULL,
	actor      TEXT NOT NULL,
	action     TEXT NOT NULL,
	subject    TEXT NOT NULL, -- table:id
	detail     TEXT NOT NULL, -- JSON
	row_digest TEXT NOT NULL, -- of the row as stored; '' when it is gone
	prev       TEXT NOT NULL,
	hash       TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;

CREATE TRIGGER audit_chain BEFORE INSERT ON audit
	WHEN NOT EXISTS (SELECT 1 FROM audit WHERE id = NEW.id - 1 AND hash = NEW.prev)
	AND NOT (NEW.id = 1 AND NEW.prev = '' AND NOT EXISTS (SELECT 1 FROM audit))
BEGIN SELECT RAISE(ABORT, 'fakturist:audit'); END;

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'fakturist:audit'); END;

CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'fakturist:audit'); END;

-- Full text, folded by us: unicode61 leaves ø, æ and đ alone. What never changes needs neither sizes nor deletes.
CREATE VIRTUAL TABLE search_invoice USING fts5 (body, content = '', columnsize = 0, detail = none, prefix = '2 3',
	tokenize = "unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE search_entry USING fts5 (body, content = '', columnsize = 0, detail = none, prefix = '2 3',
	tokenize = "unicode61 remove_diacritics 2");
-- Documents issued last, until some of them together go into the full-text index: one at a time costs as much as the issue.
CREATE TABLE search_pending (
	invoice_id INTEGER PRIMARY KEY REFERENCES invoice (id),
	body       TEXT NOT NULL -- folded words, a blank before each
) STRICT;
-- Customers (rowid 2 × id) and items (2 × id + 1).
CREATE VIRTUAL TABLE search_register USING fts5 (body, content = '', contentless_delete = 1, detail = none, prefix = '2 3',
	tokenize = "unicode61 remove_diacritics 2");
