package window

import (
	"context"

	"fakturist/app"
	"fakturist/billing"
)

// PlanDispatch tells what sending documents and drafts would do now; without any, what waits. It asks nobody.
func (s *Session) PlanDispatch(ctx context.Context, numbers []string, drafts []int64) (billing.DispatchPlan, error) {
	return with(s, func(c *app.Company) (billing.DispatchPlan, error) { return c.PlanDispatch(ctx, numbers, drafts) })
}

// AskReceivers asks those of the same whose answer is not known, and tells how many were asked.
func (s *Session) AskReceivers(ctx context.Context, numbers []string, drafts []int64) (int, error) {
	return with(s, func(c *app.Company) (int, error) { return c.AskReceivers(ctx, numbers, drafts) })
}

// SendFirst sends a few of what waits, or of the documents named, now; the rest is held until it is released.
func (s *Session) SendFirst(ctx context.Context, numbers, first []string) error {
	return s.do(func(c *app.Company) error { return c.SendFirst(ctx, numbers, first) })
}

// Rehearse mails copies of what waits, or of the documents named, to ourselves.
func (s *Session) Rehearse(ctx context.Context, numbers []string, to string) (int, error) {
	return with(s, func(c *app.Company) (int, error) { return c.Rehearse(ctx, numbers, to) })
}

// PreviewRoutes tells whom another list of channels would change, for the company or for a group of customers.
func (s *Session) PreviewRoutes(ctx context.Context, list []billing.ChannelName, group string) (billing.RoutePreview, error) {
	return with(s, func(c *app.Company) (billing.RoutePreview, error) { return c.PreviewRoutes(ctx, list, group) })
}

// SaveRoutes makes a list the company's or a group's; an empty one removes it.
func (s *Session) SaveRoutes(ctx context.Context, list []billing.ChannelName, group string) error {
	return s.do(func(c *app.Company) error { return c.SaveRoutes(ctx, list, group) })
}

// WhyRoute says why a document went the way it went.
func (s *Session) WhyRoute(ctx context.Context, number string) (billing.RouteStory, error) {
	return with(s, func(c *app.Company) (billing.RouteStory, error) { return c.WhyRoute(ctx, number) })
}
