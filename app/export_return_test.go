package app

// What tests look at directly: tables of many rows.
var (
	BounceReason = bounceReason
	CopiesSent   = copiesSent
	SameAddress  = sameAddress
)
