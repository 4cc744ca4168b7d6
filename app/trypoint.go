package app

import (
	"context"
	"errors"
	"os"

	"fakturist/app/channel/peppol"
	"fakturist/billing"
)

// CheckPoint asks the access point of the settings about a document nobody sent, to see whether it answers and takes the key.
// Nothing is sent. Receipt.ID is where it was asked. The refusal is what the channel says when sending fails the same way;
// an access point that keeps no records cannot be tried (ap-no-trial).
func (c *Company) CheckPoint(ctx context.Context) (billing.Receipt, error) {
	settings, err := c.Settings(ctx)
	if err != nil {
		return billing.Receipt{}, err
	}
	if settings["accesspoint.kind"] == string(peppol.Folder) {
		return checkFolder(settings["accesspoint.url"])
	}
	w, err := c.openWorld(ctx)
	if err != nil {
		return billing.Receipt{}, err
	}
	point := w.channels[billing.EHF].(*peppol.Channel)
	if err = point.Try(ctx); err == nil {
		return billing.Receipt{ID: point.Place()}, nil
	}
	reason, detail := reasonOf(err)
	if errors.Is(err, billing.ErrNoStatus) {
		reason = "ap-no-trial"
	}
	return billing.Receipt{}, errors.Join(refuse(reason, "", "detail", detail), err)
}

// checkFolder tells whether the folder documents are put down in is there.
func checkFolder(path string) (billing.Receipt, error) {
	if path == "" {
		return billing.Receipt{}, refuse("ap-not-set-up", "accesspoint.url")
	}
	if _, err := os.ReadDir(path); err != nil {
		return billing.Receipt{}, errors.Join(refuse("ap-folder", "accesspoint.url", "detail", err.Error()), err)
	}
	return billing.Receipt{ID: path}, nil
}
