package data

import (
	"context"
	"fmt"
	"time"

	"fakturist/billing"
)

// Letters are the deliveries that lie on the pile to be printed and posted here, oldest first, without frozen bytes.
func (t *Tx) Letters(ctx context.Context) ([]billing.Delivery, error) {
	return t.deliveries(ctx, deliverySelect+` WHERE d.state = 'accepted' AND d.channel = 'letter' AND d.place = '' ORDER BY d.id`)
}

// LettersPrinted tells when letters of the pile were printed last; one never printed is not among them.
func (t *Tx) LettersPrinted(ctx context.Context) (map[int64]time.Time, error) {
	out := map[int64]time.Time{}
	err := t.each(ctx, `SELECT n.delivery_id, max(n.at) FROM delivery_note n JOIN delivery d ON d.id = n.delivery_id
		WHERE n.kind = 'printed' AND d.state = 'accepted' AND d.channel = 'letter' GROUP BY n.delivery_id`, nil, func(scan func(...any) error) error {
		var id int64
		var at time.Time
		err := scan(&id, scanMoment(&at))
		out[id] = at
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("printed letters: %w", err)
	}
	return out, nil
}
