// Quantity-oracle records what Kubernetes' own code makes of quantities:
//
//	cd test/decide/quantity-oracle && go run . >../quantity-vectors.json
//
// With -stdin it answers for the JSON strings it reads, one a line, instead of for its own inputs.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
)

// vector is one input with all that a reader of quantities must reproduce. Without canonical, Kubernetes refuses it.
type vector struct {
	Input string `json:"input"`
	// String() of the parsed quantity.
	Canonical *string `json:"canonical,omitempty"`
	// String() after RoundUp(Milli).
	Milli *string `json:"milli,omitempty"`
}

func record(input string) vector {
	var parsed resource.Quantity
	quoted, err := json.Marshal(input)
	if err == nil {
		err = parsed.UnmarshalJSON(quoted)
	}
	if err != nil {
		return vector{Input: input}
	}
	rounded := parsed.DeepCopy()
	rounded.RoundUp(resource.Milli)
	canonical, milli := parsed.String(), rounded.String()
	return vector{Input: input, Canonical: &canonical, Milli: &milli}
}

var signs = []string{"-", "+"}

var numbers = []string{
	"0", "00", "1", "5", "10", "999", "1000", "1023", "1024", "1025", "1500", "2048", "1048576", "1050000",
	"0.1", "0.5", ".5", "1.", "1.5", "0.0005", "0.1234567891", "1.500", "0.500", "007",
	"123456789012345678", "1234567890123456789", "9223372036854775807", "9223372036854775808",
	"100000000000000000000000000000",
}

var suffixes = []string{
	"", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "e3", "E3", "e-3", "e+4", "e0",
}

// Forms that no table of numbers and suffixes contains, wrong ones among them.
var oddities = []string{
	"", " ", " 5 ", "+", "-", ".", "+.", "-.", "m", "Ki", "Ei", "E", "e", "e3", "E+", "1e", "1e+", "1E+", "1e3.5", "1ee3",
	"1eE3", "1K", "1ki", "1KI", "1kB", "1mi", "1Mb", "1 Gi", "1Gi ", "--1", "+-1", "1-", "1..5", "1.5.5", "1,5", "0x10",
	"1_000", "NaN", "Infinity", "null", "1e1e1", "1i", "1Kii", "1m3", "1Ki5", "5%", "1e19", "1e20", "1e21", "1e100",
	"1e-100", "1e-9", "1e-10", "12e6", "12E6", "1000E", "1000000E", "0.1n", "0.9n", "1.1n", "-0.1n", "1n", "999999999n",
	"1000000001n", "0.000000001", "0.0000000001", "7.9Ei", "8Ei", "-8Ei", "9Ei", "0.5Ki", "0.001Ki", "0.0001Ki", "1.5Ki",
	"0.3Mi", "1.2Gi", "1000Ki", "1024Ki", "1024Mi", "1024Gi", "8Ki", "1Ti", "12Ti", "123Ti", "16Ti", "1e1000000",
	"1e99999999999999999999", "0e5", "0Ki", "0m", "0E3", "-0", "-0m", "+5", "05", "1.0", "1.00", "100m", "1000m", "0.1m",
	"100.1m", "1.0005", "0.9995", "٣", "+.Ki", "-Pi", ".Pi", "0Pi", "0.Pi", "00.0Ei", "-000", "+000.0",
}

func inputs() []string {
	var all []string
	for _, number := range numbers {
		for _, suffix := range suffixes {
			all = append(all, number+suffix)
		}
	}
	for _, sign := range signs {
		for _, number := range []string{"1", "1500", ".5", "1.0005", "1024"} {
			for _, suffix := range suffixes {
				all = append(all, sign+number+suffix)
			}
		}
	}
	return append(all, oddities...)
}

func read() []string {
	var all []string
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var input string
		if err := json.Unmarshal(lines.Bytes(), &input); err != nil {
			panic(err)
		}
		all = append(all, input)
	}
	return all
}

func main() {
	stdin := flag.Bool("stdin", false, "read inputs, one JSON string a line")
	flag.Parse()
	source := inputs
	if *stdin {
		source = read
	}
	var lines []string
	for _, input := range source() {
		line, err := json.Marshal(record(input))
		if err != nil {
			panic(err)
		}
		lines = append(lines, "  "+string(line))
	}
	fmt.Printf("[\n%s\n]\n", strings.Join(lines, ",\n"))
}
