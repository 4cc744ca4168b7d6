package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"slices"

	"fakturist/app/channel/letter"
	"fakturist/billing"
	"fakturist/data"
)

// makeLetters gives the way out by post that the settings name: our own pile or a print house. A practice company has its pile,
// whatever the settings say: what a print house fetches is posted for real.
func (c *Company) makeLetters(s billing.Settings, practice bool) billing.Channel {
	if s["letter.by"] != "folder" || practice {
		return letter.New(c.pile(), rand.Reader)
	}
	return letter.NewHouse(c.house(s), rand.Reader)
}

// house is the print house of the settings.
func (c *Company) house(s billing.Settings) letter.House {
	return letter.House{Folder: s["letter.folder"], Spool: c.beside("trykkeri"), Clock: c.clock, Duplex: isYes(s["letter.duplex"])}
}

// closeHouse gives the letters of a run to the print house as one batch, and those an earlier run did not come to give. Where
// each of them lies stands with its delivery then.
func (c *Company) closeHouse(ctx context.Context) error {
	s, err := c.Settings(ctx)
	if err != nil || s["letter.folder"] == "" || isYes(s["practice"]) {
		return err
	}
	places, err := c.house(s).Close(ctx)
	if len(places) > 0 {
		err = errors.Join(err, c.placeLetters(ctx, places))
	}
	var coded *letter.Error
	if errors.As(err, &coded) {
		return errors.Join(refuse(coded.Code(), ""), err)
	}
	return err
}

// placeLetters notes where letters lie in their batches.
func (c *Company) placeLetters(ctx context.Context, places map[string]string) error {
	var changed []billing.DeliveryChanged
	err := c.update(ctx, func(tx *data.Tx) error {
		for _, id := range slices.Sorted(maps.Keys(places)) {
			d, err := tx.DeliveryByMessage(ctx, id)
			if errors.Is(err, billing.ErrNotFound) {
				continue // of a file that was restored from an older copy
			}
			if err != nil {
				return err
			}
			if d.State != billing.Accepted || d.Receipt == places[id] {
				continue
			}
			d.Receipt = places[id]
			if err := tx.SaveDelivery(ctx, d); err != nil {
				return err
			}
			changed = append(changed, billing.DeliveryChanged{ID: d.ID, Invoice: d.Invoice})
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("note a batch of letters: %w", err)
	}
	for _, change := range changed {
		c.signal(change)
	}
	return nil
}
