package oauth

// ParseCallback is opened for its fuzz test.
func ParseCallback(query string) (code, state string, turnedDown, err error) {
	c, err := parseCallback(query)
	return c.code, c.state, c.err, err
}

// Refusal is opened for its fuzz test.
func Refusal(status int, code, description string) error { return refusal(status, code, description) }
