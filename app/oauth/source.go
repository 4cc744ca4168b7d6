package oauth

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"golang.org/x/oauth2"
)

// Kept is where the refresh token lies: the keyring. An empty one means that nobody has logged in.
type Kept struct {
	Get func(context.Context) (string, error)
	Set func(context.Context, string) error
}

// margin is how long before its end an access token is not used any more: our clock and the provider's may differ, and a
// login takes a while.
const margin = 5 * time.Minute

// Source gives access tokens to whoever logs in at a mail server. It is safe for use by several goroutines.
type Source struct {
	config Config
	kept   Kept
	turn   chan struct{} // holds one token: whoever takes it may ask the provider

	access  string
	from    time.Time
	until   time.Time
	unsaved string // a refresh token the provider gave that could not be kept
}

// NewSource makes a source over the refresh token that is kept.
func NewSource(config Config, kept Kept) *Source {
	s := &Source{config: config, kept: kept, turn: make(chan struct{}, 1)}
	s.turn <- struct{}{}
	return s
}

// Token gives an access token, another one than the one a server refused; empty: none was. It asks the provider only when the
// one at hand has come to its end. Errors are of type *Error.
func (s *Source) Token(ctx context.Context, refused string) (string, error) {
	select {
	case <-s.turn:
		defer func() { s.turn <- struct{}{} }()
	case <-ctx.Done():
		return "", failure(ctx, ctx.Err())
	}
	now := s.config.Clock()
	// A clock that was set back says nothing of how long a token still counts.
	if s.access != "" && s.access != refused && now.Before(s.until.Add(-margin)) && !now.Before(s.from) {
		return s.access, nil
	}
	s.access = ""
	if err := s.renew(ctx); err != nil {
		return "", err
	}
	return s.access, nil
}

// renew trades the refresh token for an access token. A refresh token that counts no more may have been traded by another
// program of ours meanwhile: then the one that lies there now is tried.
func (s *Source) renew(ctx context.Context) error {
	refresh, err := s.refresh(ctx)
	if err != nil {
		return err
	}
	err = s.trade(ctx, refresh)
	var told *Error
	if !errors.As(err, &told) || told.Reason != CodeExpired {
		return err
	}
	s.unsaved = ""
	if newer, lost := s.refresh(ctx); lost == nil && newer != refresh {
		return s.trade(ctx, newer)
	}
	return err
}

func (s *Source) refresh(ctx context.Context) (string, error) {
	if s.unsaved != "" {
		return s.unsaved, nil
	}
	refresh, err := s.kept.Get(ctx)
	switch {
	case err != nil:
		return "", &Error{Reason: CodeStorage, Answer: err.Error(), Err: err}
	case refresh == "":
		return "", &Error{Reason: CodeMissing}
	}
	return refresh, nil
}

func (s *Source) trade(ctx context.Context, refresh string) error {
	with, login, err := s.config.library(ctx, "")
	if err != nil {
		return err
	}
	asked := s.config.Clock()
	token, err := login.TokenSource(with, &oauth2.Token{RefreshToken: refresh}).Token()
	if err != nil {
		return failure(ctx, err)
	}
	s.access, s.from, s.until = token.AccessToken, asked, asked.Add(lifetime(token))
	if next := token.RefreshToken; next != "" && next != refresh || s.unsaved != "" {
		s.keep(ctx, token.RefreshToken)
	}
	return nil
}

// keep stores a refresh token that took the place of another. Where that fails the token is held in memory, so that this
// program goes on, and stored with the next one.
func (s *Source) keep(ctx context.Context, refresh string) {
	s.unsaved = ""
	if err := s.kept.Set(context.WithoutCancel(ctx), refresh); err != nil {
		s.unsaved = refresh
		slog.Warn("new login of the mail provider is not kept", "code", CodeStorage)
	}
}

// lifetime is how long an access token counts; a provider that does not say gets an hour, as they all give.
func lifetime(t *oauth2.Token) time.Duration {
	const most = 24 * time.Hour
	if t.ExpiresIn <= 0 {
		return time.Hour
	}
	return min(time.Duration(min(t.ExpiresIn, int64(most.Seconds())))*time.Second, most)
}
