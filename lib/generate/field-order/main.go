// Field-order writes down, as TypeScript data, how Go's encoding/json lays out a sidecar: which fields, in which
// order, and which of them are left out when empty. The hash of a SidecarSet is taken over that layout.
//
//	cd lib/generate/field-order && go run . >../../api/container-field-order.generated.ts
//
// The order of known fields must be that of the Kubernetes version which OpenKruise 1.9 was built with. Fields that
// Kubernetes gained later follow after the known ones of their struct, so that a hash once written never changes.
package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"

	newer "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// field is one key of a struct as encoding/json writes it.
type field struct {
	Name      string `json:"name"`
	Type      any    `json:"type"`
	OmitEmpty bool   `json:"omitEmpty"`
}

// layout holds the fields of every struct that a sidecar can contain, by the struct's Go name.
type layout map[string][]field

func main() {
	order := merge(read(reflect.TypeFor[SidecarContainer]()), read(reflect.TypeFor[newer.Container]()))
	if err := write(os.Stdout, order); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// read lays out a struct and every struct below it.
func read(root reflect.Type) layout {
	found := layout{}
	found.add(root)
	return found
}

func (l layout) add(structType reflect.Type) {
	if _, seen := l[structType.Name()]; seen {
		return
	}
	l[structType.Name()] = nil // ends the recursion of types that contain themselves
	l[structType.Name()] = l.fields(structType)
}

// fields lists a struct's keys; an embedded struct's keys stand where it is embedded.
func (l layout) fields(structType reflect.Type) []field {
	var fields []field
	for i := range structType.NumField() {
		goField := structType.Field(i)
		name, options, _ := strings.Cut(goField.Tag.Get("json"), ",")
		if goField.Anonymous && name == "" {
			fields = append(fields, l.fields(goField.Type)...)
			continue
		}
		if name == "" {
			panic(fmt.Sprintf("%s.%s has no json name", structType, goField.Name))
		}
		omitEmpty := slices.Contains(strings.Split(options, ","), "omitempty")
		fields = append(fields, field{Name: name, Type: l.typeOf(goField.Type), OmitEmpty: omitEmpty})
	}
	return fields
}

// typeOf names a scalar by a word and everything else by an object with one key.
func (l layout) typeOf(goType reflect.Type) any {
	switch goType {
	case reflect.TypeFor[resource.Quantity]():
		return "quantity"
	case reflect.TypeFor[intstr.IntOrString]():
		return "int-or-string"
	}
	switch goType.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "bool"
	case reflect.Int32, reflect.Int64:
		return "int"
	case reflect.Pointer:
		return map[string]any{"pointer": l.typeOf(goType.Elem())}
	case reflect.Slice:
		return map[string]any{"list": l.typeOf(goType.Elem())}
	case reflect.Map:
		return map[string]any{"map": l.typeOf(goType.Elem())}
	case reflect.Struct:
		l.add(goType)
		return map[string]any{"struct": goType.Name()}
	default:
		panic(fmt.Sprintf("%s has a kind that no container has had so far", goType))
	}
}

// merge puts the later fields of a struct after its known ones, and adds the structs that only the later one has.
// The fields that core/v1 Container gained belong to the sidecar, which embeds it.
func merge(old, later layout) layout {
	merged := layout{}
	maps.Copy(merged, old)
	for name, fields := range later {
		if name == "Container" {
			name = "SidecarContainer"
		}
		for _, candidate := range fields {
			sameName := func(present field) bool { return present.Name == candidate.Name }
			if !slices.ContainsFunc(merged[name], sameName) {
				merged[name] = append(slices.Clip(merged[name]), candidate)
			}
		}
	}
	return merged
}

// write renders the layout as a TypeScript module, structs by name.
func write(out io.Writer, order layout) error {
	var text strings.Builder
	text.WriteString("// Written by lib/generate/field-order; run it again instead of editing.\n")
	text.WriteString("import type { GoField } from './go-layout.js';\n\n")
	text.WriteString("/** How Go lays out a sidecar and every struct below it, by the struct's Go name. */\n")
	text.WriteString("export const SIDECAR_LAYOUT: Readonly<Record<string, readonly GoField[]>> = {\n")
	for _, name := range slices.SortedFunc(maps.Keys(order), cmp.Compare[string]) {
		fmt.Fprintf(&text, "  %s: [\n", name)
		for _, entry := range order[name] {
			line, err := json.Marshal(entry)
			if err != nil {
				return err
			}
			fmt.Fprintf(&text, "    %s,\n", line)
		}
		text.WriteString("  ],\n")
	}
	text.WriteString("};\n")
	_, err := io.WriteString(out, text.String())
	return err
}
