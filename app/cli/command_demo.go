package cli

import "flag"

func demo(*flag.FlagSet) body { return func(c *call) error { return errUsage } }
