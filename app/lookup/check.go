package lookup

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"fakturist/billing"
)

// KnownParticipant stands in the production directory: Equinor ASA, seen in ELMA on 2026-09-21. Its absence would be no fault
// of the resolver: a plain "no such name" from the directory shows as well that names can be asked.
const KnownParticipant = "0192:923609016"

// Advice codes of Check.
const (
	AdviceHTTPS   = "lookup-try-https"   // choose DNS over HTTPS: the resolver here does not answer about EHF
	AdviceOnline  = "lookup-try-online"  // see whether the machine is on the net
	AdviceMachine = "lookup-try-machine" // the resolver chosen does not answer: choose another, or the machine's own
)

// Check asks about one participant, whatever is kept, and tells how names are asked from here and whether that works. Only
// the resolver the settings name is asked; others are suggested, never tried.
func (l *Lookup) Check(ctx context.Context, participant string) billing.ResolverReport {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	r := billing.ResolverReport{How: l.kind(), Zone: l.config.Zone, Participant: normal(participant)}
	began := l.clock()
	var err error
	if r.Resolvers, err = l.names.asks(); err == nil {
		err = l.find(ctx, &r)
	}
	r.Took = l.clock().Sub(began)
	if err != nil {
		r.Reason, r.Detail = code(err), detail(err)
		r.Advice = advice(r.How, r.Reason)
	}
	if r.Advice == AdviceHTTPS {
		r.Suggestions = suggestions()
	}
	return r
}

func (l *Lookup) kind() billing.ResolverKind {
	switch {
	case l.config.Resolver == "":
		return billing.ResolverOfMachine
	case strings.HasPrefix(l.config.Resolver, "https://"):
		return billing.ResolverHTTPS
	}
	return billing.ResolverChosen
}

func (l *Lookup) find(ctx context.Context, r *billing.ResolverReport) error {
	address, err := l.publisher(ctx, r.Participant)
	if errors.Is(err, billing.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	r.Found = true
	if u, err := url.Parse(address); err == nil {
		r.Publisher = u.Hostname()
	}
	return nil
}

func detail(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Answer
	}
	return err.Error()
}

// advice is what helps against a fault: another way of asking where this one is deaf, nothing where it only failed once.
func advice(how billing.ResolverKind, reason string) string {
	switch {
	case reason == CodeCancelled || reason == CodePractice:
		return ""
	case reason == CodeDNSDown:
		return AdviceOnline
	case how == billing.ResolverOfMachine:
		return AdviceHTTPS
	}
	return AdviceMachine
}

func suggestions() []billing.ResolverSuggestion {
	out := make([]billing.ResolverSuggestion, 0, len(PublicResolvers))
	for _, p := range PublicResolvers {
		out = append(out, billing.ResolverSuggestion{Name: p.Name, URL: p.URL, Country: p.Country})
	}
	return out
}
