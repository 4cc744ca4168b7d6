-- foreign keys: off

-- What sending must tell: where each attempt went and what was passed over before, mail that came back, and the ways to private
-- persons. The table of deliveries is made anew, since its list of channels and states grows.

CREATE TABLE delivery_new (
	id         INTEGER PRIMARY KEY,
	invoice_id INTEGER NOT NULL REFERENCES invoice (id),
	channel    TEXT NOT NULL CHECK (channel IN ('ehf', 'efaktura', 'vipps', 'email', 'letter')),
	recipient  TEXT NOT NULL,
	began      TEXT NOT NULL, -- the first state
	passed     TEXT NOT NULL, -- JSON: the channels of the list passed over to come here, each with its reason
	state      TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'unknown', 'accepted', 'delivered', 'bounced', 'refused', 'cancelled')),
	attempts   INTEGER NOT NULL CHECK (attempts >= 0),
	not_before TEXT NOT NULL,
	held       INTEGER NOT NULL CHECK (held IN (0, 1)), -- waits for a person to let it go
	place      TEXT NOT NULL, -- where it was last tried, such as a server; never a person
	receipt    TEXT NOT NULL,
	reason     TEXT NOT NULL,
	detail     TEXT NOT NULL,
	copied     TEXT NOT NULL CHECK (copied IN ('', 'wanted', 'done')), -- into the folder of sent mail; '' not asked for
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL
) STRICT;
INSERT INTO delivery_new (id, invoice_id, channel, recipient, began, passed, state, attempts, not_before, held, place, receipt, reason, detail,
	copied, created_at, updated_at)
	SELECT id, invoice_id, channel, recipient, began, '[]', state, attempts, not_before, 0, '', receipt, reason, detail, '', created_at, updated_at
	FROM delivery;
DROP TABLE delivery;
ALTER TABLE delivery_new RENAME TO delivery;

CREATE UNIQUE INDEX delivery_live ON delivery (invoice_id, channel) WHERE state IN ('queued', 'sending', 'unknown', 'accepted');
CREATE INDEX delivery_invoice ON delivery (invoice_id);
CREATE INDEX delivery_due ON delivery (channel, held, not_before) WHERE state = 'queued';
CREATE INDEX delivery_open ON delivery (state, channel, not_before) WHERE state IN ('sending', 'unknown', 'accepted', 'bounced', 'refused');
CREATE INDEX delivery_copy ON delivery (copied) WHERE copied = 'wanted';
CREATE INDEX delivery_frozen_message ON delivery_frozen (message_id);

CREATE TRIGGER delivery_fixed BEFORE UPDATE OF id, invoice_id, channel, began, passed, created_at ON delivery
BEGIN SELECT RAISE(ABORT, 'fakturist:delivery'); END;

CREATE TRIGGER delivery_final BEFORE UPDATE OF state ON delivery
	WHEN OLD.state IN ('delivered', 'bounced', 'refused', 'cancelled') AND NEW.state <> OLD.state
BEGIN SELECT RAISE(ABORT, 'fakturist:delivery'); END;

CREATE TRIGGER delivery_no_delete BEFORE DELETE ON delivery
BEGIN SELECT RAISE(ABORT, 'fakturist:delivery'); END;

-- Only what was handed over, or may have been, can come back.
CREATE TRIGGER delivery_bounces BEFORE UPDATE OF state ON delivery
	WHEN NEW.state = 'bounced' AND OLD.state NOT IN ('sending', 'accepted', 'unknown', 'bounced')
BEGIN SELECT RAISE(ABORT, 'fakturist:delivery'); END;

CREATE TRIGGER delivery_sends_frozen BEFORE UPDATE OF state ON delivery
	WHEN NEW.state = 'sending' AND NOT EXISTS (SELECT 1 FROM delivery_frozen f WHERE f.delivery_id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'fakturist:delivery'); END;

CREATE TRIGGER delivery_began AFTER INSERT ON delivery
BEGIN
	UPDATE standing SET delivery = NEW.state WHERE invoice_id = NEW.invoice_id;
END;

ALTER TABLE delivery_event ADD COLUMN place TEXT NOT NULL DEFAULT '';

CREATE TRIGGER delivery_moved AFTER UPDATE ON delivery WHEN NEW.state <> OLD.state OR NEW.attempts <> OLD.attempts OR NEW.held <> OLD.held
BEGIN
	INSERT INTO delivery_event (delivery_id, invoice_id, at, state, reason, detail, place)
	VALUES (NEW.id, NEW.invoice_id, NEW.updated_at, NEW.state, NEW.reason, NEW.detail, NEW.place);
	UPDATE standing SET delivery = NEW.state
	WHERE invoice_id = NEW.invoice_id AND NEW.id = (SELECT max(d.id) FROM delivery d WHERE d.invoice_id = NEW.invoice_id);
END;

-- What is told about a delivery without moving it: a notice that mail is late, a report of an access point still trying.
-- Notices are known by the message that carried them, so that a mailbox read twice tells them once.
CREATE TABLE delivery_note (
	id          INTEGER PRIMARY KEY,
	delivery_id INTEGER NOT NULL REFERENCES delivery (id),
	at          TEXT NOT NULL,
	kind        TEXT NOT NULL CHECK (kind <> ''), -- "late", "relayed", "returned", "copied", "told"
	reason      TEXT NOT NULL,
	detail      TEXT NOT NULL,
	source      TEXT NOT NULL -- Message-ID or digest of the notice; '' for our own
) STRICT;
CREATE INDEX delivery_note_delivery ON delivery_note (delivery_id);
CREATE UNIQUE INDEX delivery_note_source ON delivery_note (delivery_id, source) WHERE source <> '';

CREATE TRIGGER delivery_note_no_update BEFORE UPDATE ON delivery_note
BEGIN SELECT RAISE(ABORT, 'fakturist:delivery'); END;

CREATE TRIGGER delivery_note_no_delete BEFORE DELETE ON delivery_note
BEGIN SELECT RAISE(ABORT, 'fakturist:delivery'); END;

DROP INDEX standing_attention;
CREATE INDEX standing_attention ON standing (invoice_id) WHERE delivery IN ('none', 'refused', 'bounced', 'unknown');

-- Subjects and bodies of mails in the company's own words; what is not here is the built-in text.
CREATE TABLE mail_text (
	language TEXT NOT NULL CHECK (language <> ''),
	kind     TEXT NOT NULL CHECK (kind <> ''),
	subject  TEXT NOT NULL CHECK (subject <> ''),
	body     TEXT NOT NULL CHECK (body <> ''),
	PRIMARY KEY (language, kind)
) STRICT, WITHOUT ROWID;

-- What came back after it had arrived is told to a person: these are few.
CREATE INDEX delivery_note_returned ON delivery_note (delivery_id) WHERE kind = 'returned';

-- Offers, orders and payment requests come back as well: what was sent may have failed after all.
CREATE INDEX basis_sending_message ON basis_sending (message_id);
DROP TRIGGER basis_sending_final;
CREATE TRIGGER basis_sending_final BEFORE UPDATE OF state ON basis_sending
	WHEN NEW.state <> OLD.state AND (OLD.state = 'failed' OR OLD.state = 'sent' AND NEW.state <> 'failed')
BEGIN SELECT RAISE(ABORT, 'fakturist:delivery'); END;
