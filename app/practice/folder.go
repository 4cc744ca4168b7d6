package practice

import "fmt"

// AddFolder makes an empty folder in the mailbox of an address, such as one that mail is sorted into.
func (m *Mail) AddFolder(address, name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	box := m.mailboxLocked(address)
	if err := box.user.Create(name, nil); err != nil {
		return fmt.Errorf("make folder %q: %w", name, err)
	}
	box.folders[name] = nil
	return nil
}

// DeliverTo is Deliver into a folder.
func (m *Mail) DeliverTo(address, folder string, message []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.storeLocked(address, folder, message)
}
