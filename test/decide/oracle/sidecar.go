package main

import core "k8s.io/api/core/v1"

// sidecar has the shape of an entry of a SidecarSet's containers and initContainers in OpenKruise 1.9.
type sidecar struct {
	core.Container          `json:",inline"`
	PodInjectPolicy         string             `json:"podInjectPolicy,omitempty"`
	UpgradeStrategy         upgradeStrategy    `json:"upgradeStrategy,omitempty"`
	ShareVolumePolicy       shareVolumePolicy  `json:"shareVolumePolicy,omitempty"`
	ShareVolumeDevicePolicy *shareVolumePolicy `json:"shareVolumeDevicePolicy,omitempty"`
	TransferEnv             []transferEnvVar   `json:"transferEnv,omitempty"`
	ResourcesPolicy         *resourcesPolicy   `json:"resourcesPolicy,omitempty"`
}

// upgradeStrategy says how the sidecar's image is replaced.
type upgradeStrategy struct {
	UpgradeType          string `json:"upgradeType,omitempty"`
	HotUpgradeEmptyImage string `json:"hotUpgradeEmptyImage,omitempty"`
}

// shareVolumePolicy says whether the sidecar gets the mounts or the devices of the app containers.
type shareVolumePolicy struct {
	Type string `json:"type,omitempty"`
}

// transferEnvVar names environment variables to copy from an app container.
type transferEnvVar struct {
	SourceContainerName     string                     `json:"sourceContainerName,omitempty"`
	SourceContainerNameFrom *sourceContainerNameSource `json:"sourceContainerNameFrom,omitempty"`
	EnvName                 string                     `json:"envName,omitempty"`
	EnvNames                []string                   `json:"envNames,omitempty"`
}

// sourceContainerNameSource finds the app container's name in a field of the pod.
type sourceContainerNameSource struct {
	FieldRef *core.ObjectFieldSelector `json:"fieldRef,omitempty"`
}

// resourcesPolicy computes the sidecar's resources from those of other containers.
type resourcesPolicy struct {
	TargetContainersMode      string        `json:"targetContainersMode,omitempty"`
	TargetContainersNameRegex string        `json:"targetContainersNameRegex,omitempty"`
	ResourcesExpr             resourcesExpr `json:"resourcesExpr"`
}

// resourcesExpr holds one expression for each resource.
type resourcesExpr struct {
	Limits   *resourceExpressions `json:"limits,omitempty"`
	Requests *resourceExpressions `json:"requests,omitempty"`
}

// resourceExpressions are the expressions of limits or of requests.
type resourceExpressions struct {
	CPU    string `json:"cpu,omitempty"`
	Memory string `json:"memory,omitempty"`
}
