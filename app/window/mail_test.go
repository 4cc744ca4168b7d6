package window_test

import (
	"context"
	"strings"
	"testing"

	"fakturist/billing"
)

func TestSession_TriesWhatAPracticeCompanySendsBy(t *testing.T) {
	home(t)
	s := newSession(t)
	ctx := context.Background()
	if err := s.OpenPractice(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := s.TestMail(ctx, ""); err != nil {
		t.Errorf("trial of the mail: %v", err)
	}
	if _, err := s.CheckPoint(ctx); err != nil {
		t.Errorf("trial of the access point: %v", err)
	}
	if r, err := s.CheckLookup(ctx); err != nil || !r.Works() || !r.Found {
		t.Errorf("trial of the look-up: %+v %v", r, err)
	}
	if rests, err := s.Resting(ctx); err != nil || len(rests) > 0 {
		t.Errorf("channels rest: %v %v", rests, err)
	}
	if n, err := s.Release(ctx, nil); err != nil || n != 0 {
		t.Errorf("released %d: %v", n, err)
	}
}

func TestSession_WritesAndShowsTheWordsOfMails(t *testing.T) {
	home(t)
	s := newSession(t)
	ctx := context.Background()
	if err := s.OpenPractice(ctx); err != nil {
		t.Fatal(err)
	}
	text := billing.MailText{Language: "nb", Kind: billing.KindInvoice, Subject: "Regning {number}", Body: "Hei {buyer}, {amount} forfaller {due}."}
	if err := s.SaveMailText(ctx, text); err != nil {
		t.Fatal(err)
	}
	texts, err := s.MailTexts(ctx)
	if err != nil || len(texts) != len(billing.MailLanguages)*len(billing.MailKinds) {
		t.Fatalf("%d texts, %v", len(texts), err)
	}
	own := 0
	for _, x := range texts {
		if x.Own {
			own++
		}
	}
	if own != 1 {
		t.Errorf("%d texts are our own, want 1", own)
	}
	p, err := s.PreviewMail(ctx, text, "")
	if err != nil || !strings.HasPrefix(p.Subject, "Regning ") || strings.ContainsAny(p.Text, "{}") || len(p.Attachments) == 0 {
		t.Errorf("preview %+v, %v", p, err)
	}
	if err := s.SaveMailText(ctx, billing.MailText{Language: "nb", Kind: billing.KindInvoice}); err != nil {
		t.Errorf("back to the standard: %v", err)
	}
}
