package ui

import (
	"context"

	"fakturist/billing"
)

// dispatchServices are the use cases around sending many documents: what it would do, a rehearsal, a few first; the lists of
// channels; and why a document went the way it went.
type dispatchServices interface {
	// PlanDispatch tells what sending documents and drafts would do now; without any, what waits. It asks nobody.
	PlanDispatch(ctx context.Context, numbers []string, drafts []int64) (billing.DispatchPlan, error)
	// AskReceivers asks those of the same whose answer is not known, and tells how many were asked.
	AskReceivers(ctx context.Context, numbers []string, drafts []int64) (int, error)
	// SendFirst sends a few of what waits, or of the documents named, now; the rest is held until it is released.
	SendFirst(ctx context.Context, numbers, first []string) error
	// Rehearse mails copies of what waits, or of the documents named, to ourselves; an empty address is that of the settings. It
	// tells how many were sent, also beside an error that names those that were not.
	Rehearse(ctx context.Context, numbers []string, to string) (int, error)
	// PreviewRoutes tells whom another list of channels would change, for the company or for a group of customers.
	PreviewRoutes(ctx context.Context, list []billing.ChannelName, group string) (billing.RoutePreview, error)
	// SaveRoutes makes a list the company's or a group's; an empty one removes it.
	SaveRoutes(ctx context.Context, list []billing.ChannelName, group string) error
	// WhyRoute says why a document went the way it went.
	WhyRoute(ctx context.Context, number string) (billing.RouteStory, error)
}
