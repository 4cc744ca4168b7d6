package app

import (
	"context"
	"testing"
	"time"

	"fakturist/data"
)

// LockFile lets tests be another program that sends.
var LockFile = lockFile

// Returned says of a delivery that it came back, as a notice read from the mailbox does.
func Returned(ctx context.Context, c *Company, id int64, reason, detail string) error {
	return c.update(ctx, func(tx *data.Tx) error {
		d, err := tx.Delivery(ctx, id)
		if err != nil {
			return err
		}
		return returned(ctx, tx, c, d, reason, detail, c.clock())
	})
}

// SendTimeout lets one delivery take no longer than d for the time of a test, and a twentieth of it when the program is to end.
func SendTimeout(t *testing.T, d time.Duration) {
	timeout, grace := sendTimeout, sendGrace
	sendTimeout, sendGrace = d, d/20
	t.Cleanup(func() { sendTimeout, sendGrace = timeout, grace })
}
