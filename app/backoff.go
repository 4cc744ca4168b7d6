package app

import (
	"math/rand/v2"
	"time"
)

// pauses are how long a delivery waits after its n-th failure in a row.
var pauses = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour}

// giveUpAfter is how long a delivery is tried before the failure is shown to a person.
const giveUpAfter = 48 * time.Hour

// pause is how long to wait after a number of attempts: a step of the table, and up to a fifth more so that a thousand
// deliveries that failed together do not come back together. It counts on the wall clock, so that a laptop that slept
// tries at once when it wakes.
func pause(attempts int) time.Duration {
	step := pauses[min(max(attempts, 1), len(pauses))-1]
	return step + rand.N(step/5)
}
