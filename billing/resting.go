package billing

import "time"

// Resting says that a channel takes a pause: nothing of what waits goes by it before then, and nothing is noted with what
// waits.
type Resting struct {
	Until  time.Time
	Reason string // fault code of why, such as "smtp-connection" or "delivery-rate"
	Detail string // what happened, as it came
	Since  time.Time
	Tries  int // failures in a row; 0 when nothing failed and there is merely no room
}
