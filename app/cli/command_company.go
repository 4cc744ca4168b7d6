package cli

import (
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"fakturist/app"
	"fakturist/billing"
)

// initCompany makes a company file. With an organisation number and a net, the rest comes from the register; FAKT_REGISTER
// names another one, for tests.
func initCompany(fs *flag.FlagSet) body {
	name := fs.String("name", "", "the company's `name`")
	orgNo := fs.String("org-no", "", "organisation `number`")
	account := fs.String("account", "", "bank `account`")
	vat := fs.Bool("vat", false, "registered for VAT")
	practice := fs.Bool("practice", false, "a practice company: nothing leaves the machine")
	return func(c *call) error {
		if err := c.want(1, 1); err != nil {
			return err
		}
		if c.args[0] == "" {
			return fmt.Errorf("%w: the name of the company file is empty", errUsage)
		}
		if *name == "" && *orgNo == "" {
			return fmt.Errorf("%w: give --name or --org-no", errUsage)
		}
		s := billing.Settings{"name": *name, "orgNo": *orgNo, "account": *account}
		if *vat {
			s["vat"] = "yes"
		}
		if *practice {
			s["practice"] = "yes"
		}
		company, err := app.Init(c, c.args[0], s, c.p.env("FAKT_REGISTER"), c.options())
		if err != nil {
			return err
		}
		c.app = company
		if err := app.Remember(c.args[0]); err != nil {
			c.say(err.Error())
		}
		return c.showCompany()
	}
}

func companyShow(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(0, 0); err != nil {
			return err
		}
		return c.showCompany()
	}
}

func (c *call) showCompany() error {
	s, err := c.app.Settings(c)
	if err != nil {
		return err
	}
	delete(s, "id")
	return c.print(s, func(t *table) {
		for _, k := range slices.Sorted(maps.Keys(s)) {
			t.row(k, s[k])
		}
	})
}

func companySet(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(1, -1); err != nil {
			return err
		}
		s, faults := app.ParseSettings(c.args)
		if len(faults) > 0 {
			return fmt.Errorf("%w: %w", errUsage, faults.Err())
		}
		if err := c.app.SaveSettings(c, s); err != nil {
			return err
		}
		return c.showCompany()
	}
}

// maxSecret is the longest secret read from stdin.
const maxSecret = 8 << 10

// secretSet reads a secret from stdin, so that it stands in no process list and no history.
func secretSet(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(1, 1); err != nil {
			return err
		}
		b, err := io.ReadAll(io.LimitReader(c.p.in, maxSecret))
		if err != nil {
			return fmt.Errorf("read secret: %w", err)
		}
		value := strings.TrimRight(string(b), "\r\n")
		if err := c.app.SetSecret(c, c.args[0], value); err != nil {
			return err
		}
		told := "secret.kept"
		if value == "" {
			told = "secret.removed"
		}
		return c.print(map[string]string{"secret": c.args[0]}, func(t *table) { t.row(c.words.say(told, "name", c.args[0])) })
	}
}
