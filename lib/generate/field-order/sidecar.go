package main

import known "k8s.io/api-of-openkruise/core/v1"

// SidecarContainer has the shape of an entry of a SidecarSet's containers and initContainers in OpenKruise 1.9.
type SidecarContainer struct {
	known.Container         `json:",inline"`
	PodInjectPolicy         string             `json:"podInjectPolicy,omitempty"`
	UpgradeStrategy         UpgradeStrategy    `json:"upgradeStrategy,omitempty"`
	ShareVolumePolicy       ShareVolumePolicy  `json:"shareVolumePolicy,omitempty"`
	ShareVolumeDevicePolicy *ShareVolumePolicy `json:"shareVolumeDevicePolicy,omitempty"`
	TransferEnv             []TransferEnvVar   `json:"transferEnv,omitempty"`
	ResourcesPolicy         *ResourcesPolicy   `json:"resourcesPolicy,omitempty"`
}

// UpgradeStrategy says how the sidecar's image is replaced.
type UpgradeStrategy struct {
	UpgradeType          string `json:"upgradeType,omitempty"`
	HotUpgradeEmptyImage string `json:"hotUpgradeEmptyImage,omitempty"`
}

// ShareVolumePolicy says whether the sidecar gets the mounts or the devices of the app containers.
type ShareVolumePolicy struct {
	Type string `json:"type,omitempty"`
}

// TransferEnvVar names environment variables to copy from an app container.
type TransferEnvVar struct {
	SourceContainerName     string                     `json:"sourceContainerName,omitempty"`
	SourceContainerNameFrom *SourceContainerNameSource `json:"sourceContainerNameFrom,omitempty"`
	EnvName                 string                     `json:"envName,omitempty"`
	EnvNames                []string                   `json:"envNames,omitempty"`
}

// SourceContainerNameSource finds the app container's name in a field of the pod.
type SourceContainerNameSource struct {
	FieldRef *known.ObjectFieldSelector `json:"fieldRef,omitempty"`
}

// ResourcesPolicy computes the sidecar's resources from those of other containers.
type ResourcesPolicy struct {
	TargetContainersMode      string        `json:"targetContainersMode,omitempty"`
	TargetContainersNameRegex string        `json:"targetContainersNameRegex,omitempty"`
	ResourcesExpr             ResourcesExpr `json:"resourcesExpr"`
}

// ResourcesExpr holds one expression for each resource.
type ResourcesExpr struct {
	Limits   *ResourceExpressions `json:"limits,omitempty"`
	Requests *ResourceExpressions `json:"requests,omitempty"`
}

// ResourceExpressions are the expressions of limits or of requests.
type ResourceExpressions struct {
	CPU    string `json:"cpu,omitempty"`
	Memory string `json:"memory,omitempty"`
}
