package cli

import (
	"flag"
	"fmt"
	"strings"

	"fakturist/app"
	"fakturist/billing"
)

// pageSize is how many rows one page of a list is read with.
const pageSize = 500

func customerAdd(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(1, 1); err != nil {
			return err
		}
		b, err := c.read(c.args[0])
		if err != nil {
			return err
		}
		customers, faults := app.ReadCustomersJSON(b)
		if err := faults.Err(); err != nil {
			return err
		}
		stored, err := c.app.AddCustomers(c, customers)
		if err != nil {
			return err
		}
		return c.print(stored, func(t *table) {
			for _, s := range stored {
				t.row(s.No, s.Name)
			}
		})
	}
}

func customerList(fs *flag.FlagSet) body {
	text := fs.String("search", "", "only those with this `text` in name, number or e-mail")
	group := fs.String("group", "", "only members of this `group`")
	return func(c *call) error {
		if err := c.want(0, 0); err != nil {
			return err
		}
		rows := []customerJSON{}
		for after := ""; ; {
			page, err := c.app.Customers(c, *text, *group, after, pageSize)
			if err != nil {
				return err
			}
			for _, r := range page.Rows {
				rows = append(rows, customerOf(r))
			}
			if after = page.Next; after == "" {
				break
			}
		}
		return c.print(rows, func(t *table) {
			for _, r := range rows {
				t.row(r.No, r.Name, string(r.Type), r.Email, r.Outstanding)
			}
		})
	}
}

func customerShow(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(1, 1); err != nil {
			return err
		}
		row, err := c.app.Customer(c, c.args[0])
		if err != nil {
			return err
		}
		r := customerOf(row)
		return c.print(r, func(t *table) { showCustomer(t, r) })
	}
}

func showCustomer(t *table, r customerJSON) {
	for _, line := range [][2]string{{"no", r.No}, {"name", r.Name}, {"type", string(r.Type)}, {"orgNo", r.OrgNo}, {"email", r.Email},
		{"phone", r.Phone}, {"address", strings.Join(r.Address.Lines(), ", ")}, {"payer", r.Payer}, {"groups", strings.Join(r.Groups, ", ")},
		{"accounts", strings.Join(r.Accounts, " ")}, {"outstanding", r.Outstanding}, {"overdue", r.Overdue}} {
		if line[1] != "" {
			t.row(line[0], line[1])
		}
	}
}

// warn tells people warnings on stderr.
func (c *call) warn(faults billing.Faults) {
	if c.opt.json {
		return // stderr holds one document then, or none
	}
	for _, f := range faults.Warnings() {
		fmt.Fprintf(c.p.err, "  %s\n", c.words.faultLine(f))
	}
}

func customerExport(fs *flag.FlagSet) body {
	out := fs.String("o", "", "ZIP `file` to write")
	return func(c *call) error {
		if err := c.want(1, 1); err != nil {
			return err
		}
		if *out == "" {
			return fmt.Errorf("%w: give -o FILE.zip", errUsage)
		}
		b, err := c.app.ExportCustomer(c, c.args[0])
		if err != nil {
			return err
		}
		if err := c.write(*out, b); err != nil {
			return err
		}
		return c.written(*out)
	}
}

func customerErase(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(1, 1); err != nil {
			return err
		}
		kept, err := c.app.EraseCustomer(c, c.args[0])
		if err != nil {
			return err
		}
		return c.print(map[string]any{"no": c.args[0], "documentsKept": kept}, func(t *table) {
			t.row(c.words.say("customer.erased", "no", c.args[0], "documents", kept))
		})
	}
}

// importOpenItems brings unpaid invoices over from a former system, all or none.
func importOpenItems(fs *flag.FlagSet) body {
	dry := fs.Bool("dry-run", false, "check and import nothing")
	return func(c *call) error {
		if err := c.want(1, 1); err != nil {
			return err
		}
		b, err := c.read(c.args[0])
		if err != nil {
			return err
		}
		done, err := c.app.ImportOpenItems(c, b, *dry)
		if err != nil {
			return err
		}
		return c.print(map[string]any{"imported": done.Count, "outstanding": amountOf(done.Sum)}, func(t *table) {
			t.row(c.words.say("openitem.imported", "count", done.Count, "sum", amountOf(done.Sum)))
		})
	}
}
