// Hash-oracle reads SidecarSet specs, one JSON text a line, and writes them as a JSON list, each with the two hashes
// that OpenKruise 1.9 takes of it. Kubernetes' own code decodes, fills in the defaults and encodes.
//
//	cd test/decide/oracle && node --import tsx random-specs.ts | go run . >../hash-oracle.generated.json
package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log"
	"os"

	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/rand"
	defaults "k8s.io/kubernetes/pkg/apis/core/v1"
)

type spec struct {
	Containers     []sidecar `json:"containers"`
	InitContainers []sidecar `json:"initContainers"`
}

type vector struct {
	Spec             json.RawMessage `json:"spec"`
	Hash             string          `json:"hash"`
	HashWithoutImage string          `json:"hashWithoutImage"`
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	separator := "[\n"
	for lines.Scan() {
		recorded, err := json.Marshal(record(lines.Bytes()))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Print(separator, string(recorded))
		separator = ",\n"
	}
	if err := lines.Err(); err != nil {
		log.Fatal(err)
	}
	fmt.Println("\n]")
}

func record(line []byte) vector {
	var asked spec
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&asked); err != nil {
		log.Fatalf("%s: %s", err, line)
	}
	for i := range asked.Containers {
		asked.Containers[i].fill("BeforeAppContainer")
	}
	for i := range asked.InitContainers {
		asked.InitContainers[i].fill("AfterAppContainer")
	}
	hash := fingerprint(layOut(asked))
	blank(asked.Containers)
	blank(asked.InitContainers)
	return vector{Spec: line, Hash: hash, HashWithoutImage: fingerprint(layOut(asked))}
}

func blank(sidecars []sidecar) {
	for i := range sidecars {
		sidecars[i].Image = ""
	}
}

func layOut(asked spec) string {
	hashed := map[string]any{"containers": asked.Containers}
	for _, init := range asked.InitContainers {
		if init.RestartPolicy != nil && *init.RestartPolicy == core.ContainerRestartPolicyAlways {
			hashed["initContainers"] = asked.InitContainers
		}
	}
	text, err := json.Marshal(hashed)
	if err != nil {
		log.Fatal(err)
	}
	return string(text)
}

func fingerprint(text string) string {
	sum := sha256.Sum256([]byte(text))
	return rand.SafeEncodeString(hex.EncodeToString(sum[:]))
}

func (s *sidecar) fill(injectPolicy string) {
	if s.PodInjectPolicy == "" {
		s.PodInjectPolicy = injectPolicy
	}
	if s.UpgradeStrategy.UpgradeType == "" {
		s.UpgradeStrategy.UpgradeType = "ColdUpgrade"
	}
	if s.ShareVolumePolicy.Type == "" {
		s.ShareVolumePolicy.Type = "disabled"
	}
	if s.ShareVolumeDevicePolicy != nil && s.ShareVolumeDevicePolicy.Type == "" {
		s.ShareVolumeDevicePolicy.Type = "disabled"
	}
	if s.ResourcesPolicy != nil && s.ResourcesPolicy.TargetContainersNameRegex == "" {
		s.ResourcesPolicy.TargetContainersNameRegex = ".*"
	}
	s.fillCore()
	for _, transfer := range s.TransferEnv {
		if transfer.SourceContainerNameFrom != nil && transfer.SourceContainerNameFrom.FieldRef != nil {
			defaults.SetDefaults_ObjectFieldSelector(transfer.SourceContainerNameFrom.FieldRef)
		}
	}
}

func (s *sidecar) fillCore() {
	defaults.SetDefaults_Container(&s.Container)
	for i := range s.Ports {
		if s.Ports[i].Protocol == "" {
			s.Ports[i].Protocol = core.ProtocolTCP
		}
	}
	for _, entry := range s.Env {
		if entry.ValueFrom != nil && entry.ValueFrom.FieldRef != nil {
			defaults.SetDefaults_ObjectFieldSelector(entry.ValueFrom.FieldRef)
		}
	}
	defaults.SetDefaults_ResourceList(&s.Resources.Limits)
	defaults.SetDefaults_ResourceList(&s.Resources.Requests)
	for _, probe := range []*core.Probe{s.LivenessProbe, s.ReadinessProbe} {
		if probe == nil {
			continue
		}
		defaults.SetDefaults_Probe(probe)
		fillHTTPGet(probe.HTTPGet)
	}
	if s.Lifecycle != nil {
		for _, handler := range []*core.LifecycleHandler{s.Lifecycle.PostStart, s.Lifecycle.PreStop} {
			if handler != nil {
				fillHTTPGet(handler.HTTPGet)
			}
		}
	}
}

func fillHTTPGet(action *core.HTTPGetAction) {
	if action != nil {
		defaults.SetDefaults_HTTPGetAction(action)
	}
}
