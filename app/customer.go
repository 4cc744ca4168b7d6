package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"fakturist/billing"
	"fakturist/data"
)

// ReadCustomersJSON reads one customer or an array of them; unknown fields are refused by name.
func ReadCustomersJSON(b []byte) ([]billing.Customer, billing.Faults) {
	parts, faults := oneOrMany(b)
	var customers []billing.Customer
	for i, part := range parts {
		var c billing.Customer
		more := strictJSON(part, &c)
		if len(more) == 0 {
			more = fieldsOf(c.Check())
		}
		if len(parts) > 1 {
			more = within(fmt.Sprintf("customers[%d]", i), more)
		}
		faults = append(faults, more...)
		customers = append(customers, c)
	}
	if len(parts) == 0 {
		faults.Add("json-empty", "")
	}
	return customers, faults
}

// fieldsOf are faults of a customer by the names of its JSON fields.
func fieldsOf(faults billing.Faults) billing.Faults {
	for i := range faults {
		faults[i].Path = strings.TrimPrefix(faults[i].Path, "customer.")
	}
	return faults
}

// AddCustomers stores new customers, all or none. One without a number gets the next free one; a number in use is refused.
func (c *Company) AddCustomers(ctx context.Context, customers []billing.Customer) ([]billing.Customer, error) {
	var stored []billing.Customer
	err := c.update(ctx, func(tx *data.Tx) error {
		var faults billing.Faults
		for i, customer := range customers {
			known, err := knownCustomer(ctx, tx, customer.No)
			if err != nil {
				return err
			}
			if known {
				faults.Add("customer-no-taken", fmt.Sprintf("customers[%d].no", i), "no", customer.No)
			}
		}
		if err := faults.Err(); err != nil {
			return err
		}
		var err error
		stored, err = tx.ImportCustomers(ctx, customers)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.signalCustomers(stored)
	return stored, nil
}

// SaveCustomer stores a new customer (no number: gets the next free one) or a changed one.
func (c *Company) SaveCustomer(ctx context.Context, customer billing.Customer) (billing.Customer, error) {
	if err := customer.Check().Err(); err != nil {
		return billing.Customer{}, err
	}
	err := c.update(ctx, func(tx *data.Tx) (err error) {
		customer, err = tx.SaveCustomer(ctx, customer)
		return err
	})
	if errors.Is(err, billing.ErrNumberTaken) {
		return billing.Customer{}, errors.Join(refuse("customer-no-taken", "customer.no", "no", customer.No), err)
	}
	if err != nil {
		return billing.Customer{}, err
	}
	c.signalCustomers([]billing.Customer{customer})
	return customer, nil
}

func knownCustomer(ctx context.Context, tx *data.Tx, no string) (bool, error) {
	if no == "" {
		return false, nil
	}
	_, err := tx.Customer(ctx, no)
	if errors.Is(err, billing.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

func (c *Company) signalCustomers(customers []billing.Customer) {
	for _, customer := range customers {
		c.signal(billing.CustomerChanged{No: customer.No})
	}
}

// compactNumber is an organisation number as people write it without blanks and points.
func compactNumber(s string) string {
	return strings.NewReplacer(" ", "", "\u00a0", "", ".", "").Replace(strings.ToUpper(s))
}
