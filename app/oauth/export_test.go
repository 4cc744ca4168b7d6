package oauth

// ParseCallback and Short are opened for the fuzz tests.
func ParseCallback(query string) (code, state string, turnedDown, err error) {
	c, err := parseCallback(query)
	return c.code, c.state, c.err, err
}

func Refusal(status int, code, description string) error { return refusal(status, code, description) }
