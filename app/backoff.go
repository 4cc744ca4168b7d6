package app

import (
	"math/rand/v2"
	"time"
)

// pauses are how long a delivery waits after its n-th failure in a row.
var pauses = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour}

const (
	// longestWait is longer than anything waits by itself: the last of pauses and what is added to it, or the time in which a
	// sending can be taken back. What would wait for longer waits for a clock that was set back since.
	longestWait = 4 * time.Hour

	// giveUpAfter is how long a delivery is tried before the failure is shown to a person.
	giveUpAfter = 48 * time.Hour

	// tries is how many attempts fit into giveUpAfter at least; a delivery that merely lay in a closed laptop for days has
	// fewer. After manyTries the time is over whatever the clock says: so many take longer than giveUpAfter.
	tries     = 12
	manyTries = 21
)

// pause is how long to wait after a number of attempts: a step of the table, and up to a fifth more so that a thousand
// deliveries that failed together do not come back together. It counts on the wall clock, so that a laptop that slept
// tries at once when it wakes.
func pause(attempts int) time.Duration {
	step := pauses[min(max(attempts, 1), len(pauses))-1]
	return step + rand.N(step/5)
}

// givenUp tells whether a delivery was tried often and long enough. A clock that was moved meanwhile does not make it end
// early, nor never.
func givenUp(attempts int, since time.Duration) bool {
	return attempts >= manyTries || attempts >= tries && since >= giveUpAfter
}

// How often the other side is asked what became of a delivery: the longer nothing changed, the more seldom.
const (
	askSoonest   = 5 * time.Minute
	askSeldomest = 6 * time.Hour
	askUnknown   = time.Minute // at soonest, about one that may not have gone at all
)

// askPause is how long to wait before the other side is asked again, when nothing changed for some time.
func askPause(soonest, unchanged time.Duration) time.Duration {
	if unchanged < 0 {
		return askSeldomest // the clock was set back
	}
	step := min(max(unchanged, soonest), askSeldomest)
	return step + rand.N(step/5)
}
