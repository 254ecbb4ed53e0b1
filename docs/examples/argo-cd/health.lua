-- Health of a SidecarSet for Argo CD, from the conditions that the operator writes.
-- Goes into the ConfigMap argocd-cm under the key resource.customizations.health.apps.kruise.io_SidecarSet
local health = { status = "Progressing", message = "The operator has not seen this SidecarSet yet" }

if obj.status == nil or obj.status.observedGeneration == nil or obj.status.conditions == nil then
  return health
end
if obj.metadata.generation ~= nil and obj.status.observedGeneration < obj.metadata.generation then
  health.message = "The operator has not seen the last change yet"
  return health
end

local conditions = {}
for _, condition in ipairs(obj.status.conditions) do
  conditions[condition.type] = condition
end
local function holds(name)
  return conditions[name] ~= nil and conditions[name].status == "True"
end

if holds("Stalled") then
  return { status = "Degraded", message = conditions["Stalled"].message }
end
if holds("Paused") then
  return { status = "Suspended", message = conditions["Paused"].message }
end
if holds("Progressing") then
  return { status = "Progressing", message = conditions["Progressing"].message }
end
if conditions["Available"] ~= nil and conditions["Available"].status == "False" then
  return { status = "Degraded", message = conditions["Available"].message }
end
return { status = "Healthy", message = conditions["Progressing"] and conditions["Progressing"].message or "" }
