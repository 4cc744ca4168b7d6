package view_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fakturist/billing"
	"fakturist/ui/view"
)

func TestCustomerForm_GivesBackWhatItOpened(t *testing.T) {
	c := kari()
	c.Groups, c.Accounts, c.Terms, c.Routes = []string{"Blåbær", "Styret"}, []string{"15035035203"}, 21, []billing.ChannelName{billing.Letter}
	c.Endpoint = billing.Endpoint{Scheme: "0192", ID: "923609016"}
	got, faults := view.NewCustomerForm(nb, c).Customer()
	if len(faults) > 0 || fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", c) {
		t.Errorf("got %+v %v, want %+v", got, faults.Codes(), c)
	}
}

func TestCustomerForm_NamesEveryFaultAtItsField(t *testing.T) {
	f := view.NewCustomerForm(nb, billing.Customer{})
	f.OrgNo, f.Email, f.Accounts, f.Terms = "923 609 017", "kari", "1503 50 35204", "0"
	_, faults := f.Customer()
	var got []string
	for _, fault := range faults {
		got = append(got, fault.Code+" "+fault.Path)
	}
	want := []string{"account-wrong customer.accounts", "setting-out-of-range customer.terms", "party-name-missing customer.name", "orgno-wrong customer.orgNo", "email-wrong customer.email"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCustomerForm_TheRegisterFillsInTheRest(t *testing.T) {
	f := view.NewCustomerForm(nb, billing.Customer{})
	f.OrgNo, f.Email = "923 609 016", "egen@example.no"
	if !f.CanLookUp() {
		t.Fatal("a right number is not looked up")
	}
	f.Fill(billing.Party{Name: "Fjell AS", Type: billing.Business, Email: "post@fjell.example", Address: billing.Address{Street: "Storgata 1", PostCode: "0155", City: "Oslo"}})
	c, _ := f.Customer()
	if c.Name != "Fjell AS" || c.Email != "egen@example.no" || c.Address.City != "Oslo" || c.Type != billing.Business || c.OrgNo != "923609016" {
		t.Errorf("got %+v", c)
	}
}

func TestCapability_NotAskedIsNeverCannot(t *testing.T) {
	yes, no := true, false
	at := time.Date(2026, 11, 22, 13, 2, 0, 0, time.UTC)
	for want, c := range map[string]billing.Capability{
		"Kan motta EHF":          {Registered: &yes, Documents: []string{billing.DocumentType(billing.KindInvoice)}, CheckedAt: at},
		"Tar ikke imot EHF":      {Registered: &no, CheckedAt: at},
		"Fikk ikke spurt om EHF": {Reason: "dns-timeout"},
	} {
		equal(t, "capability", nb.CapabilityText(c).Text, want)
	}
	if why := nb.CapabilityText(billing.Capability{Reason: "dns-timeout"}).Why; why != nb.Reason("dns-timeout", nil) {
		t.Errorf("why: got %q", why)
	}
	document := billing.DocumentType(billing.KindInvoice)
	expired := billing.Capability{Registered: &yes, Documents: []string{document}, CheckedAt: at,
		Services: []billing.Service{{Document: document, Open: &no, Reason: "smp-expired"}}}
	if chip := nb.CapabilityText(expired); chip.Text != "Tar ikke imot EHF" || !strings.HasSuffix(chip.Why, nb.Reason("smp-expired", nil)) {
		t.Errorf("expired: %+v", chip)
	}
	older := billing.Capability{Registered: &yes, Documents: []string{document}, CheckedAt: at, Reason: "dns-timeout"}
	if chip := nb.CapabilityText(older); chip.Text != "Kan motta EHF" || !strings.HasPrefix(chip.Why, "Spurt") || !strings.HasSuffix(chip.Why, nb.Reason("dns-timeout", nil)) {
		t.Errorf("an older answer: %+v", chip)
	}
}

func TestWay_SaysHowDocumentsReachACustomer(t *testing.T) {
	equal(t, "mail", nb.Way(kindergarten(), kari()).Text, "E-post")
	equal(t, "payer", nb.Way(kindergarten(), billing.Customer{No: "500", Payer: "412"}).Text, "Betales av 412")
	equal(t, "nothing", nb.Way(kindergarten(), billing.Customer{No: "9", Party: billing.Party{Name: "Per"}}).Text, "Ingen vei ut")
	equal(t, "routes", nb.RouteText("ehf,email,letter")+"; "+nb.RouteText("letter")+"; "+nb.RouteText(""), "EHF → e-post → brev; Bare brev; Som for hele selskapet")
}

func TestItemForm_ReadsPriceUnitAndVAT(t *testing.T) {
	c := kindergarten()
	c.VATRegistered = true
	f := view.NewItemForm(nb, c, billing.Item{})
	equal(t, "usual VAT", f.VAT, "25 %")
	f.No, f.Name, f.Price, f.Unit, f.VAT = "T1", " Time ", "kr 1 250,-", "Time", "15"
	i, faults := f.Item()
	if len(faults) > 0 || i.Name != "Time" || i.Unit != "HUR" || !i.Price.Equal(dec("1250")) || !i.VAT.Rate.Equal(dec("15")) {
		t.Errorf("got %+v %v", i, faults.Codes())
	}
	f.Price, f.Unit = "", "tønne"
	if _, faults = f.Item(); !slices.Equal(faults.Codes(), []string{"number-unread", "unit-unread"}) {
		t.Errorf("got %v", faults.Codes())
	}
}

func TestNextItemNo_IsShortAndFree(t *testing.T) {
	taken := []billing.Item{{No: "TREN"}, {No: "TREN2"}}
	for name, want := range map[string]string{"Treningsavgift": "TREN3", "Øl": "ØL", "12": "", "Kurs A": "KURS"} {
		if got := view.NextItemNo(name, taken); got != want {
			t.Errorf("%s gives %q, want %q", name, got, want)
		}
	}
}

func TestSettingsForm_StoresOnlyWhatChanged(t *testing.T) {
	stored := billing.Settings{"name": "Blåbærlia", "account": "15035035203", "orgNo": "923609016"}
	f := view.NewSettingsForm(nb, stored)
	fields := map[string]view.SettingField{}
	for _, s := range nb.Sections() {
		if s.Title == "" || strings.HasPrefix(s.Title, "settings.") {
			t.Errorf("section %s has no words", s.ID)
		}
		for _, c := range s.Cards {
			if strings.HasPrefix(c.Title, "settings.") || strings.HasPrefix(c.Text, "settings.") {
				t.Errorf("card %s has no words", c.ID)
			}
			for _, x := range c.Fields {
				fields[x.Key] = x
				if strings.HasPrefix(x.Label, "setting.") || strings.HasPrefix(strings.Join(x.Texts, ""), "setting") {
					t.Errorf("setting %s has no words", x.Key)
				}
			}
		}
	}
	equal(t, "account", f.Value(fields["account"]), "1503 50 35203")
	equal(t, "terms", f.Value(fields["terms"]), "14")
	f.Set(fields["account"], "1503 50 35203")
	f.Set(fields["terms"], "14")
	f.Set(fields["name"], "Blåbærlia")
	if f.Dirty() {
		t.Errorf("changed %v", f.Changed())
	}
	f = view.NewSettingsForm(nb, stored)
	f.Set(fields["terms"], "21")
	f.Set(fields["mail.smtp"], "hemmelig")
	if got := fmt.Sprint(f.Changed()); got != "map[terms:21]" || !f.Dirty() || f.Secrets["mail.smtp"] != "hemmelig" {
		t.Errorf("changed %s, secrets %v", got, f.Secrets)
	}
	f.Set(fields["terms"], "nitti")
	equal(t, "fault", f.Faults()["terms"].Text, "nitti er ikke et helt tall fra 0 til 365.")
}

func TestSettingsForm_AsksOnlyWhatTheChoiceNeeds(t *testing.T) {
	shown := func(f *view.SettingsForm, section string) string {
		var keys []string
		for _, s := range f.Sections() {
			for _, c := range s.Cards {
				for _, x := range c.Fields {
					if s.ID == section && strings.HasPrefix(x.Key, "accesspoint") {
						keys = append(keys, strings.TrimPrefix(x.Key, "accesspoint.")+"="+x.Label)
					}
					if strings.HasPrefix(x.Label+strings.Join(x.Texts, ""), "setting") {
						t.Errorf("%s has no words", x.Key)
					}
				}
			}
		}
		return strings.Join(keys, ", ")
	}
	for kind, want := range map[string]string{
		"":          "kind=Type",
		"phoss":     "kind=Type, url=Adresse, accesspoint=Nøkkel, sbdh=Pakk dokumentet i SBDH",
		"storecove": "kind=Type, url=Adresse, user=legalEntityId, accesspoint=API-nøkkel",
		"maventa":   "kind=Type, url=Adresse, user=Selskapets UUID, accesspoint=Brukerens API-nøkkel, vendor=Leverandørnøkkel (vendor_api_key)",
		"folder":    "kind=Type, url=Mappe EHF-filene legges i, sbdh=Pakk dokumentet i SBDH",
	} {
		f := view.NewSettingsForm(nb, nil)
		f.Set(view.SettingField{Key: "accesspoint.kind"}, kind)
		equal(t, kind, shown(f, view.SectionPoint), want)
	}
}

func TestSettingsForm_TheAddressChoosesTheProvider(t *testing.T) {
	for address, want := range map[string]string{
		"post@koret.onmicrosoft.com": "microsoft smtp.office365.com 587 starttls oauth microsoft outlook.office365.com",
		"koret@gmail.com":            "google smtp.gmail.com 587 starttls  google imap.gmail.com",
		"koret@icloud.com":           "icloud smtp.mail.me.com 587 starttls   imap.mail.me.com",
		"post@koret.no":              "other      ",
	} {
		f := view.NewSettingsForm(nb, nil)
		f.Set(view.SettingField{Key: "mail.from"}, address)
		c := f.Changed()
		equal(t, address, strings.Join([]string{f.Provider().ID, c["mail.smtp.host"], c["mail.smtp.port"], c["mail.smtp.security"], c["mail.auth"],
			c["mail.oauth.provider"], c["mail.imap.host"]}, " "), want)
	}
	f := view.NewSettingsForm(nb, nil)
	for _, typed := range []string{"post@me.com", "post@me.company.no"} {
		f.Set(view.SettingField{Key: "mail.from"}, typed)
	}
	equal(t, "a longer address is another's", f.Provider().ID+" "+f.Changed()["mail.smtp.user"], "other post@me.company.no")
	f = view.NewSettingsForm(nb, billing.Settings{"mail.from": "post@koret.no", "mail.smtp.host": "smtp.koret.no"})
	f.Set(view.SettingField{Key: "mail.from"}, "koret@gmail.com")
	equal(t, "a server of one's own stays", f.Provider().ID, "other")
	f = view.NewSettingsForm(nb, billing.Settings{"mail.smtp.host": "smtp-mail.outlook.com"})
	equal(t, "the server that is told is the one that is used", f.ServerText(), "Sendes gjennom smtp-mail.outlook.com, port 587, STARTTLS.")
}

func TestSettingsForm_IsFoundByWords(t *testing.T) {
	f := view.NewSettingsForm(nb, nil)
	found := f.Find("falsemerker")
	if len(found) != 1 || found[0].ID != view.SectionLetter || len(found[0].Cards[0].Fields) != 1 {
		t.Errorf("got %+v", found)
	}
	if len(f.Find("KID-avtale")[0].Cards[0].Fields) != 3 || len(f.Find("xyz")) != 0 {
		t.Error("a card is found by its title, and nothing by nonsense")
	}
}

func TestSettingsForm_ShowsAKIDAsOneTypes(t *testing.T) {
	f := view.NewSettingsForm(nb, billing.Settings{"name": "X"})
	field := func(key string) view.SettingField { return view.SettingField{Key: key} }
	text, tone := f.KIDExample()
	if tone != view.Quiet || !strings.HasPrefix(text, "Uten avtale") {
		t.Errorf("got %q %d", text, tone)
	}
	f.Set(field("kid.modulus"), "10")
	f.Set(field("kid.length"), "10")
	f.Set(field("kid.pattern"), "CCCCIIIII")
	text, _ = f.KIDExample()
	equal(t, "example", text, "Kunde 412, faktura 10261 får KID 0412 10261 8")
	f.Set(field("kid.pattern"), "CCCC")
	if text, tone = f.KIDExample(); tone != view.Bad || !strings.HasPrefix(text, "KID-mønsteret passer ikke") {
		t.Errorf("got %q %d", text, tone)
	}
	f.Set(field("kid.length"), "4")
	f.Set(field("kid.pattern"), "III")
	if text, tone = f.KIDExample(); tone != view.Bad || !strings.Contains(text, "får ikke plass") {
		t.Errorf("got %q %d", text, tone)
	}
}

func TestStartForm_FourFieldsAreEnough(t *testing.T) {
	f := view.NewStartForm(nb)
	f.NameOrOrgNo, f.Account, f.Email = "Sangkoret Lerka", "1503.50.35203", "post@lerka.example"
	s, faults := f.Settings()
	if len(faults) > 0 || s["name"] != "Sangkoret Lerka" || s["account"] != "15035035203" || s["vat"] != "no" {
		t.Errorf("got %v %v", s, faults.Codes())
	}
	f = view.NewStartForm(nb)
	f.NameOrOrgNo, f.Account = "923 609 016", "15035035203"
	if no, ok := f.OrgNo(); !ok || no != "923609016" {
		t.Fatalf("org no %q %v", no, ok)
	}
	f.Found(billing.Party{Name: "Blåbærlia Barnehage SA", Email: "post@blabarlia.example", Address: billing.Address{Street: "Skogveien 3", PostCode: "0860", City: "Oslo"}}, false)
	equal(t, "found", f.FoundText(), "Blåbærlia Barnehage SA, Skogveien 3, 0860 Oslo")
	s, faults = f.Settings()
	if len(faults) > 0 || s["name"] != "Blåbærlia Barnehage SA" || s["orgNo"] != "923609016" || s["address.city"] != "Oslo" || s["email"] != "post@blabarlia.example" {
		t.Errorf("got %v %v", s, faults.Codes())
	}
}

func TestStartForm_SaysWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		name, account, email string
		vat                  bool
		want                 string
	}{
		{"", "", "", false, "[party-name-missing name]"},
		{"923609017", "", "", false, "[orgno-wrong name]"},
		{"923609016", "", "", false, "[register-silent name]"},
		{"Koret", "15035035204", "", false, "[account-wrong account]"},
		{"Koret", "", "post@", false, "[email-wrong email]"},
		{"Koret", "", "", true, "[vat-without-orgno name]"},
	} {
		f := view.NewStartForm(nb)
		f.NameOrOrgNo, f.Account, f.Email, f.VAT = c.name, c.account, c.email, c.vat
		_, faults := f.Settings()
		var got []string
		for _, x := range faults {
			got = append(got, x.Code+" "+x.Path)
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%+v: got %v, want %s", c, got, c.want)
		}
	}
}
