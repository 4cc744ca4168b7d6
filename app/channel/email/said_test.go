package email_test

import (
	"context"
	"errors"
	"testing"

	"fakturist/app/practice"
	"fakturist/billing"
)

func TestSend_TellsTheServersAnswerInItsOwnWords(t *testing.T) {
	ch := channel(t, config(open(t)), practice.Password)
	f, err := ch.Freeze(context.Background(), consignment("permerror@example.no"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = ch.Send(context.Background(), f)
	var told interface{ Detail() string }
	if !errors.Is(err, billing.ErrRejected) || !errors.As(err, &told) || told.Detail() != "550 5.1.1 No such user here" {
		t.Errorf("got %v %q", err, told.Detail())
	}
}
