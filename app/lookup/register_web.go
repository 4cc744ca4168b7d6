package lookup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"fakturist/billing"
)

// The formats asked for by version, so that a later one does not change under us; plain JSON where they are not known.
const (
	mediaUnit    = "application/vnd.brreg.enhetsregisteret.enhet.v2+json, application/json;q=0.5"
	mediaSubUnit = "application/vnd.brreg.enhetsregisteret.underenhet.v2+json, application/json;q=0.5"
)

// userAgent is all the register learns of us besides what the user typed.
const userAgent = "Fakturist"

// atOnce is how many questions the register gets at the same time.
const atOnce = 3

// How long the register is left alone when it says that it is asked too much: what it asks for, within reason.
const (
	restWhenSilent = 30 * time.Second
	restAtMost     = 5 * time.Minute
)

// manners keep us from asking the register too much.
type manners struct {
	seats chan struct{}
	mu    sync.Mutex
	until time.Time // it asked to be left alone until then
}

func newManners() *manners { return &manners{seats: make(chan struct{}, atOnce)} }

// enter waits for a seat; leave gives it back.
func (m *manners) enter(ctx context.Context) (leave func(), err error) {
	select {
	case m.seats <- struct{}{}:
		return func() { <-m.seats }, nil
	case <-ctx.Done():
		return nil, registerFailure(ctx, ctx.Err())
	}
}

func (m *manners) resting(now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	// A clock that was moved back must not leave the register alone for ever.
	return now.Before(m.until) && m.until.Sub(now) <= restAtMost
}

func (m *manners) rest(now time.Time, header string) {
	d := restWhenSilent
	if seconds, err := strconv.Atoi(header); err == nil && seconds >= 0 {
		d = min(time.Duration(seconds)*time.Second, restAtMost)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.until = now.Add(d)
}

// answer is what the register said: 200 or 410.
type answer struct {
	status int
	body   []byte
}

// fetch asks the register. The error wraps billing.ErrNotFound when it plainly says that there is no such thing.
func (l *Lookup) fetch(ctx context.Context, path, accept string) (answer, error) {
	if l.config.Practice && !loopbackAddress(l.config.Register) {
		return answer{}, &Error{Reason: CodePractice, Answer: "the register is not on this machine"}
	}
	if l.manners.resting(l.clock()) {
		return answer{}, &Error{Reason: CodeRegisterBusy, Answer: "it asked to be left alone for a while"}
	}
	leave, err := l.manners.enter(ctx)
	if err != nil {
		return answer{}, err
	}
	defer leave()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(l.config.Register, "/")+path, nil)
	if err != nil {
		return answer{}, &Error{Reason: CodeRegister, Answer: l.config.Register, Err: err}
	}
	req.Header.Set("Accept", accept)
	req.Header.Set("User-Agent", userAgent)
	resp, err := l.register.Do(req)
	if err != nil {
		return answer{}, registerFailure(ctx, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return answer{}, registerFailure(ctx, err)
	}
	if len(body) > maxBody {
		return answer{}, &Error{Reason: CodeRegisterAnswer, Answer: fmt.Sprintf("more than %d bytes", maxBody)}
	}
	return l.judge(resp, body)
}

// judge sorts answers by status.
func (l *Lookup) judge(resp *http.Response, body []byte) (answer, error) {
	switch resp.StatusCode {
	case http.StatusOK, http.StatusGone:
		return answer{resp.StatusCode, body}, nil
	case http.StatusNotFound:
		if len(bytes.TrimSpace(body)) > 0 {
			// A number nobody has is answered without a word. With one it is the address that is wrong, or somebody
			// between us and the register speaks.
			return answer{}, &Error{Reason: CodeRegisterFailed, Answer: resp.Status + " " + short(body)}
		}
		return answer{}, &Error{Reason: CodeUnitUnknown, Answer: resp.Status, Err: billing.ErrNotFound}
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		l.manners.rest(l.clock(), resp.Header.Get("Retry-After"))
		return answer{}, &Error{Reason: CodeRegisterBusy, Answer: resp.Status}
	}
	return answer{}, &Error{Reason: CodeRegisterFailed, Answer: resp.Status + " " + short(body)}
}

// short is the beginning of an answer, for whoever looks into what went wrong.
func short(body []byte) string {
	const most = 300
	if len(body) > most {
		body = body[:most]
	}
	return strings.ToValidUTF8(string(body), "")
}

func registerFailure(ctx context.Context, err error) error {
	e := &Error{Reason: CodeRegister, Answer: err.Error(), Err: err}
	var timed net.Error
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		e.Reason = CodeCancelled
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timed) && timed.Timeout():
		e.Reason = CodeRegisterTimeout
	}
	return e
}
