-- What invoices are made from: offers, orders and payment requests, and which of their lines stand on drafts and invoices.

ALTER TABLE customer ADD COLUMN other_format INTEGER NOT NULL DEFAULT 0 CHECK (other_format IN (0, 1)); -- agreed on another electronic format than EHF

ALTER TABLE draft ADD COLUMN ready INTEGER NOT NULL DEFAULT 0 CHECK (ready IN (0, 1)); -- somebody said that it may be issued; content says so too

-- Offers (T-1), orders (O-1) and payment requests (B-1). They are no sales documents: their numbers may have gaps, and nothing
-- is owed for them. None is ever deleted, so that no number is given twice.
CREATE TABLE basis (
	id            INTEGER PRIMARY KEY,
	kind          TEXT NOT NULL CHECK (kind IN ('offer', 'order', 'payment-request')),
	seq           INTEGER NOT NULL CHECK (seq > 0),
	no            TEXT NOT NULL UNIQUE CHECK (no = CASE kind WHEN 'offer' THEN 'T-' WHEN 'order' THEN 'O-' ELSE 'B-' END || seq),
	state         TEXT NOT NULL CHECK (state IN ('open', 'sent', 'accepted', 'declined', 'done', 'cancelled')),
	customer_no   TEXT NOT NULL,
	customer_name TEXT NOT NULL,
	title         TEXT NOT NULL, -- text of the first line
	issue_date    TEXT NOT NULL CHECK (date(issue_date) IS issue_date),
	valid_until   TEXT NOT NULL CHECK (valid_until = '' OR date(valid_until) IS valid_until),
	currency      TEXT NOT NULL,
	payable       INTEGER NOT NULL,
	from_id       INTEGER REFERENCES basis (id), -- the offer an order came of
	decided_by    TEXT NOT NULL,
	decided_on    TEXT NOT NULL CHECK (decided_on = '' OR date(decided_on) IS decided_on), -- '' too on what became done by itself
	search        TEXT NOT NULL, -- folded
	created_at    TEXT NOT NULL,
	updated_at    TEXT NOT NULL,
	content       TEXT NOT NULL, -- JSON: the draft
	UNIQUE (kind, seq),
	CHECK (from_id IS NULL OR kind = 'order')
) STRICT;
CREATE INDEX basis_customer ON basis (customer_no);
CREATE UNIQUE INDEX basis_from ON basis (from_id) WHERE from_id IS NOT NULL; -- an offer becomes one order

CREATE TRIGGER basis_begins BEFORE INSERT ON basis
	WHEN NEW.state <> 'open' OR NEW.seq <= (SELECT coalesce(max(b.seq), 0) FROM basis b WHERE b.kind = NEW.kind)
	OR (NEW.from_id IS NOT NULL AND (SELECT o.kind FROM basis o WHERE o.id = NEW.from_id) IS NOT 'offer')
BEGIN SELECT RAISE(ABORT, 'fakturist:basis'); END;

CREATE TRIGGER basis_fixed BEFORE UPDATE OF id, kind, seq, no, from_id, created_at ON basis
BEGIN SELECT RAISE(ABORT, 'fakturist:basis'); END;

CREATE TRIGGER basis_moves BEFORE UPDATE OF state ON basis
	WHEN NEW.state <> OLD.state AND NEW.kind || ' ' || OLD.state || ' ' || NEW.state NOT IN (
		'offer open sent', 'offer open accepted', 'offer open declined', 'offer open cancelled',
		'offer sent open', 'offer sent accepted', 'offer sent declined', 'offer sent cancelled',
		'order open done', 'order open cancelled', 'order done open',
		'payment-request open sent', 'payment-request open done', 'payment-request open cancelled',
		'payment-request sent open', 'payment-request sent done', 'payment-request sent cancelled', 'payment-request done open')
BEGIN SELECT RAISE(ABORT, 'fakturist:basis'); END;

-- What was decided says for ever what it said then, or nothing at all: the customer was erased ('{}').
CREATE TRIGGER basis_closed BEFORE UPDATE OF content, valid_until, issue_date, currency, payable, customer_no ON basis
	WHEN OLD.state IN ('accepted', 'declined', 'done', 'cancelled') AND NOT (NEW.content = '{}' AND NEW.valid_until = OLD.valid_until
		AND NEW.issue_date = OLD.issue_date AND NEW.currency = OLD.currency AND NEW.payable = OLD.payable AND NEW.customer_no = OLD.customer_no
		AND NOT EXISTS (SELECT 1 FROM basis o JOIN draft_source d ON d.basis_id = o.id WHERE OLD.id IN (o.id, o.from_id))
		AND NOT EXISTS (SELECT 1 FROM basis o JOIN invoice_source i ON i.basis_id = o.id WHERE OLD.id IN (o.id, o.from_id)))
BEGIN SELECT RAISE(ABORT, 'fakturist:basis'); END;

CREATE TRIGGER basis_no_delete BEFORE DELETE ON basis
BEGIN SELECT RAISE(ABORT, 'fakturist:basis'); END;

-- What came back, such as the signed offer. It stays once the basis is decided.
CREATE TABLE basis_paper (
	id          INTEGER PRIMARY KEY,
	basis_id    INTEGER NOT NULL REFERENCES basis (id),
	name        TEXT NOT NULL,
	mime        TEXT NOT NULL,
	description TEXT NOT NULL,
	sha256      TEXT NOT NULL CHECK (length(sha256) = 64),
	at          TEXT NOT NULL,
	bytes       BLOB NOT NULL,
	UNIQUE (basis_id, name)
) STRICT;

CREATE TRIGGER basis_paper_no_update BEFORE UPDATE ON basis_paper
BEGIN SELECT RAISE(ABORT, 'fakturist:basis'); END;

CREATE TRIGGER basis_paper_open BEFORE INSERT ON basis_paper
	WHEN (SELECT b.state FROM basis b WHERE b.id = NEW.basis_id) NOT IN ('open', 'sent')
BEGIN SELECT RAISE(ABORT, 'fakturist:basis'); END;

CREATE TRIGGER basis_paper_no_delete BEFORE DELETE ON basis_paper
	WHEN (SELECT b.state NOT IN ('open', 'sent') AND b.content <> '{}' FROM basis b WHERE b.id = OLD.basis_id)
BEGIN SELECT RAISE(ABORT, 'fakturist:basis'); END;

-- Mails with a basis: what leaves the machine, kept before the first byte leaves. 'sending' found when nobody sends is 'unknown'.
CREATE TABLE basis_sending (
	id         INTEGER PRIMARY KEY,
	basis_id   INTEGER NOT NULL REFERENCES basis (id),
	state      TEXT NOT NULL CHECK (state IN ('sending', 'sent', 'failed', 'unknown')),
	message_id TEXT NOT NULL CHECK (message_id <> ''),
	recipient  TEXT NOT NULL,
	issue_date TEXT NOT NULL CHECK (date(issue_date) IS issue_date), -- the day the basis bears in it
	receipt    TEXT NOT NULL,
	reason     TEXT NOT NULL, -- fault code of the failure
	detail     TEXT NOT NULL,
	at         TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	sha256     TEXT NOT NULL CHECK (length(sha256) = 64),
	bytes      BLOB NOT NULL
) STRICT;
CREATE INDEX basis_sending_basis ON basis_sending (basis_id);
CREATE UNIQUE INDEX basis_sending_live ON basis_sending (basis_id) WHERE state IN ('sending', 'unknown');

CREATE TRIGGER basis_sending_begins BEFORE INSERT ON basis_sending WHEN NEW.state <> 'sending'
BEGIN SELECT RAISE(ABORT, 'fakturist:delivery'); END;

CREATE TRIGGER basis_sending_fixed BEFORE UPDATE OF id, basis_id, message_id, recipient, issue_date, at, sha256, bytes ON basis_sending
BEGIN SELECT RAISE(ABORT, 'fakturist:delivery'); END;

CREATE TRIGGER basis_sending_final BEFORE UPDATE OF state ON basis_sending
	WHEN OLD.state IN ('sent', 'failed') AND NEW.state <> OLD.state
BEGIN SELECT RAISE(ABORT, 'fakturist:delivery'); END;

CREATE TRIGGER basis_sending_no_delete BEFORE DELETE ON basis_sending
	WHEN (SELECT b.content FROM basis b WHERE b.id = OLD.basis_id) <> '{}'
BEGIN SELECT RAISE(ABORT, 'fakturist:delivery'); END;

-- What the lines of orders and payment requests ask for. Quantities are in hundred-millionths, as exact as any may be.
CREATE TABLE basis_line (
	basis_id INTEGER NOT NULL REFERENCES basis (id),
	line     INTEGER NOT NULL CHECK (line > 0),
	quantity INTEGER NOT NULL CHECK (quantity BETWEEN -4000000000000000000 AND 4000000000000000000),
	PRIMARY KEY (basis_id, line)
) STRICT, WITHOUT ROWID;

-- The lines of drafts that were made from such a line. They go with their draft.
CREATE TABLE draft_source (
	draft_id   INTEGER NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
	line       INTEGER NOT NULL CHECK (line > 0), -- of the draft
	basis_id   INTEGER NOT NULL,
	basis_line INTEGER NOT NULL,
	quantity   INTEGER NOT NULL CHECK (quantity BETWEEN -4000000000000000000 AND 4000000000000000000),
	PRIMARY KEY (draft_id, line),
	FOREIGN KEY (basis_id, basis_line) REFERENCES basis_line (basis_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX draft_source_basis ON draft_source (basis_id, basis_line);

-- The same of invoices, for ever. A credit note takes back what the line it reverses took: the other sign.
CREATE TABLE invoice_source (
	invoice_id INTEGER NOT NULL REFERENCES invoice (id),
	line       INTEGER NOT NULL CHECK (line > 0), -- BT-126
	basis_id   INTEGER NOT NULL,
	basis_line INTEGER NOT NULL,
	quantity   INTEGER NOT NULL CHECK (quantity BETWEEN -4000000000000000000 AND 4000000000000000000),
	PRIMARY KEY (invoice_id, line),
	FOREIGN KEY (basis_id, basis_line) REFERENCES basis_line (basis_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX invoice_source_basis ON invoice_source (basis_id, basis_line);

-- How much of each line stands where; never beyond what was ordered, nor on its other side.
CREATE VIEW basis_taken AS
	SELECT l.basis_id, l.line, l.quantity AS ordered,
		coalesce((SELECT sum(d.quantity) FROM draft_source d WHERE d.basis_id = l.basis_id AND d.basis_line = l.line), 0) AS drafted,
		coalesce((SELECT sum(i.quantity) FROM invoice_source i WHERE i.basis_id = l.basis_id AND i.basis_line = l.line), 0) AS invoiced
	FROM basis_line l;

CREATE TRIGGER draft_source_fits BEFORE INSERT ON draft_source
	WHEN NOT EXISTS (SELECT 1 FROM basis_taken t WHERE t.basis_id = NEW.basis_id AND t.line = NEW.basis_line
		AND NEW.quantity BETWEEN min(t.ordered, 0) AND max(t.ordered, 0)
		AND NEW.quantity + t.drafted + t.invoiced BETWEEN min(t.ordered, 0) AND max(t.ordered, 0))
BEGIN SELECT RAISE(ABORT, 'fakturist:exceeds'); END;

CREATE TRIGGER draft_source_no_update BEFORE UPDATE ON draft_source
BEGIN SELECT RAISE(ABORT, 'fakturist:basis'); END;

-- The draft an invoice is made of stands beside it until their transaction ends, so drafts do not count here.
CREATE TRIGGER invoice_source_fits BEFORE INSERT ON invoice_source
	WHEN NOT EXISTS (SELECT 1 FROM basis_taken t WHERE t.basis_id = NEW.basis_id AND t.line = NEW.basis_line
		AND NEW.quantity + t.invoiced BETWEEN min(t.ordered, 0) AND max(t.ordered, 0))
BEGIN SELECT RAISE(ABORT, 'fakturist:exceeds'); END;

CREATE TRIGGER invoice_source_no_update BEFORE UPDATE ON invoice_source
BEGIN SELECT RAISE(ABORT, 'fakturist:issued'); END;

CREATE TRIGGER invoice_source_no_delete BEFORE DELETE ON invoice_source
BEGIN SELECT RAISE(ABORT, 'fakturist:issued'); END;

CREATE TRIGGER basis_line_fits BEFORE UPDATE ON basis_line
	WHEN NEW.basis_id <> OLD.basis_id OR NEW.line <> OLD.line
	OR NOT EXISTS (SELECT 1 FROM basis_taken t WHERE t.basis_id = OLD.basis_id AND t.line = OLD.line
		AND t.drafted + t.invoiced BETWEEN min(NEW.quantity, 0) AND max(NEW.quantity, 0))
BEGIN SELECT RAISE(ABORT, 'fakturist:exceeds'); END;

CREATE TRIGGER basis_line_opens BEFORE INSERT ON basis_line
	WHEN (SELECT b.state FROM basis b WHERE b.id = NEW.basis_id) NOT IN ('open', 'sent')
BEGIN SELECT RAISE(ABORT, 'fakturist:basis'); END;

CREATE TRIGGER basis_line_closed BEFORE UPDATE ON basis_line
	WHEN (SELECT b.state FROM basis b WHERE b.id = OLD.basis_id) NOT IN ('open', 'sent')
BEGIN SELECT RAISE(ABORT, 'fakturist:basis'); END;

CREATE TRIGGER basis_line_no_delete BEFORE DELETE ON basis_line
	WHEN (SELECT b.state NOT IN ('open', 'sent') AND b.content <> '{}' FROM basis b WHERE b.id = OLD.basis_id)
BEGIN SELECT RAISE(ABORT, 'fakturist:basis'); END;
