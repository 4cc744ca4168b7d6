package billing

import "strings"

// units are the codes of UN/ECE Recommendation 20 and 21 that we accept (BR-CL-23), a Nordic seller's choice of them.
const units = " EA C62 H87 HUR DAY WEE MON ANN QAN MIN SEC KGM GRM TNE LTR MLT MTQ MTR CMT MMT KMT MTK KTM KWH MWH " +
	"PR SET P1 NAR ZZ XPX XBX XCT XPK XBG XBO XRO E48 E49 LS HAR DZN CEN MIL "

// ValidUnit tells whether code is a unit we can write in EHF.
func ValidUnit(code string) bool {
	return code != "" && !strings.Contains(code, " ") && strings.Contains(units, " "+code+" ")
}
