package lookup

// Parts without a name outside, for the tests.
var (
	CodeOf      = code
	Replacement = replacement
)
