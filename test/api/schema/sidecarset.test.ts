import { expect } from 'chai';
import type { Field, ObjectNode, SchemaNode } from '../../../lib/api/schema/schema-node.js';
import { SIDECARSET_SCHEMA } from '../../../lib/api/schema/sidecarset.js';

/** Steps through objects and list items by field name: `spec.containers[].name`. */
function fieldAt(path: string): Field {
  let node: SchemaNode = SIDECARSET_SCHEMA;
  let field: Field | undefined;
  for (const step of path.split('.')) {
    if (node.kind !== 'object') throw new Error(`${path}: nothing below ${node.kind}`);
    field = node.fields[step.replace('[]', '')];
    if (field === undefined) throw new Error(`${path}: no field ${step}`);
    node = step.endsWith('[]') && field.node.kind === 'list' ? field.node.items : field.node;
  }
  if (field === undefined) throw new Error(`${path} is empty`);
  return field;
}

function objectAt(path: string): ObjectNode {
  const { node } = fieldAt(path);
  const found = node.kind === 'list' ? node.items : node;
  if (found.kind !== 'object') throw new Error(`${path} is no object`);
  return found;
}

function wordsAt(path: string): readonly string[] {
  const { node } = fieldAt(path);
  return node.kind === 'enum' ? Object.keys(node.values) : [];
}

const SIDECAR_LISTS = ['spec.containers[]', 'spec.initContainers[]'];

/** Fields of `updateStrategy` that OpenKruise does not have. */
const PROTECTIONS = [
  'maxUnavailablePerWorkload',
  'respectPodDisruptionBudgets',
  'progressDeadlineSeconds',
  'onFailure',
];

describe('the description of SidecarSet', () => {
  it('writes no default for what OpenKruise does not know', () => {
    for (const field of PROTECTIONS)
      expect(objectAt('spec.updateStrategy').fields[field]).not.to.have.property('default');
  });

  it('has every field of the spec that OpenKruise has, in either version', () => {
    expect(objectAt('spec').fields).to.have.all.keys(
      'selector',
      'namespace',
      'namespaceSelector',
      'containers',
      'initContainers',
      'volumes',
      'imagePullSecrets',
      'patchPodMetadata',
      'injectionStrategy',
      'updateStrategy',
      'revisionHistoryLimit',
      'customVersion',
    );
    expect(objectAt('spec.injectionStrategy').fields).to.include.all.keys('paused', 'revision');
    expect(objectAt('spec.injectionStrategy.revision').fields).to.have.all.keys(
      'customVersion',
      'revisionName',
      'policy',
    );
    expect(objectAt('spec.updateStrategy').fields).to.have.all.keys(
      'type',
      'paused',
      'selector',
      'partition',
      'maxUnavailable',
      'priorityStrategy',
      'scatterStrategy',
      ...PROTECTIONS,
    );
    expect(objectAt('spec.updateStrategy.priorityStrategy').fields).to.have.all.keys('weightPriority', 'orderPriority');
    expect(objectAt('spec.updateStrategy.priorityStrategy.weightPriority').fields).to.have.all.keys(
      'weight',
      'matchSelector',
    );
    expect(objectAt('spec.updateStrategy.priorityStrategy.orderPriority').fields).to.have.all.keys('orderedKey');
    expect(objectAt('spec.updateStrategy.scatterStrategy').fields).to.have.all.keys('key', 'value');
    expect(objectAt('spec.patchPodMetadata').fields).to.have.all.keys('annotations', 'patchPolicy');
  });

  for (const list of SIDECAR_LISTS)
    it(`has every field of a sidecar in ${list}, on top of a container's`, () => {
      const sidecar = objectAt(list.replace('[]', ''));
      expect(sidecar.extends).to.equal('Container');
      expect(sidecar.fields).to.have.all.keys(
        'name',
        'podInjectPolicy',
        'upgradeStrategy',
        'shareVolumePolicy',
        'shareVolumeDevicePolicy',
        'transferEnv',
        'resourcesPolicy',
      );
      expect(objectAt(`${list}.upgradeStrategy`).fields).to.have.all.keys('upgradeType', 'hotUpgradeEmptyImage');
      expect(objectAt(`${list}.transferEnv`).fields).to.have.all.keys(
        'sourceContainerName',
        'sourceContainerNameFrom',
        'envName',
        'envNames',
      );
      expect(objectAt(`${list}.resourcesPolicy`).fields).to.have.all.keys(
        'targetContainersMode',
        'targetContainersNameRegex',
        'resourcesExpr',
      );
      for (const kind of ['limits', 'requests'])
        expect(objectAt(`${list}.resourcesPolicy.resourcesExpr.${kind}`).fields).to.have.all.keys('cpu', 'memory');
    });

  it('has every field of the status that OpenKruise has', () => {
    expect(objectAt('status').fields).to.include.all.keys(
      'matchedPods',
      'updatedPods',
      'readyPods',
      'updatedReadyPods',
      'observedGeneration',
      'latestRevision',
      'collisionCount',
      'conditions',
    );
  });

  it('knows the words of every enum', () => {
    expect(wordsAt('spec.containers[].podInjectPolicy')).to.have.members(['BeforeAppContainer', 'AfterAppContainer']);
    expect(wordsAt('spec.containers[].upgradeStrategy.upgradeType')).to.have.members(['ColdUpgrade', 'HotUpgrade']);
    expect(wordsAt('spec.containers[].shareVolumePolicy.type')).to.have.members(['enabled', 'disabled']);
    expect(wordsAt('spec.containers[].shareVolumeDevicePolicy.type')).to.have.members(['enabled', 'disabled']);
    expect(wordsAt('spec.containers[].resourcesPolicy.targetContainersMode')).to.have.members(['sum', 'max']);
    expect(wordsAt('spec.patchPodMetadata[].patchPolicy')).to.have.members(['Retain', 'Overwrite', 'MergePatchJson']);
    expect(wordsAt('spec.injectionStrategy.revision.policy')).to.have.members(['Always', 'Partial']);
    expect(wordsAt('spec.updateStrategy.type')).to.have.members(['RollingUpdate', 'NotUpdate']);
  });

  it('has the defaults that OpenKruise users read back', () => {
    const defaults = {
      'spec.injectionStrategy.paused': false,
      'spec.injectionStrategy.revision.policy': 'Always',
      'spec.updateStrategy.type': 'RollingUpdate',
      'spec.updateStrategy.paused': false,
      'spec.updateStrategy.partition': 0,
      'spec.updateStrategy.maxUnavailable': 1,
      'spec.patchPodMetadata[].patchPolicy': 'Retain',
      'spec.revisionHistoryLimit': 10,
      'spec.containers[].podInjectPolicy': 'BeforeAppContainer',
      'spec.initContainers[].podInjectPolicy': 'AfterAppContainer',
      'spec.containers[].upgradeStrategy.upgradeType': 'ColdUpgrade',
      'spec.containers[].shareVolumePolicy.type': 'disabled',
      'spec.containers[].shareVolumeDevicePolicy.type': 'disabled',
      'spec.containers[].resourcesPolicy.targetContainersNameRegex': '.*',
    };
    for (const [path, value] of Object.entries(defaults)) expect(fieldAt(path).default, path).to.equal(value);
  });

  it('makes room for defaults inside absent objects, but where that would change the hash of old pods', () => {
    for (const path of ['spec.injectionStrategy', 'spec.updateStrategy', 'spec.containers[].upgradeStrategy'])
      expect(fieldAt(path).default, path).to.deep.equal({});
    expect(fieldAt('spec.containers[].shareVolumePolicy').default).to.deep.equal({});
    expect(fieldAt('spec.containers[].shareVolumeDevicePolicy')).not.to.have.property('default');
  });

  it('gives no default to a field of Kubernetes', () => {
    const name = fieldAt('spec.containers[].name');
    expect(name).not.to.have.property('default');
    expect(fieldAt('spec.containers[].transferEnv[].sourceContainerNameFrom.fieldRef.apiVersion')).not.to.have.property(
      'default',
    );
  });

  it('has patterns that accept and refuse what they say', () => {
    const accepts = (path: string, text: string): boolean => {
      const { node } = fieldAt(path);
      return node.kind === 'text' && new RegExp(node.pattern?.regex ?? '').test(text);
    };
    const fieldPath = 'spec.containers[].transferEnv[].sourceContainerNameFrom.fieldRef.fieldPath';
    expect(accepts(fieldPath, "metadata.labels['app']")).to.be.true;
    expect(accepts(fieldPath, "metadata.annotations['example.com/app']")).to.be.true;
    expect(accepts(fieldPath, 'metadata.name')).to.be.false;
    expect(accepts(fieldPath, "metadata.labels['']")).to.be.false;
    expect(accepts('spec.customVersion', '')).to.be.true;
    expect(accepts('spec.customVersion', 'v1.2_a-b')).to.be.true;
    expect(accepts('spec.customVersion', '-v1')).to.be.false;
    expect(accepts('spec.containers[].name', 'agent-1')).to.be.true;
    expect(accepts('spec.containers[].name', 'Agent')).to.be.false;
    expect(accepts('spec.containers[].name', 'agent-')).to.be.false;
  });

  it('is plain data', () => {
    expect(JSON.parse(JSON.stringify(SIDECARSET_SCHEMA))).to.deep.equal(SIDECARSET_SCHEMA);
  });
});
