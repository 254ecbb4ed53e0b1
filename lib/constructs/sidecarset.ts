import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ObjectMeta } from '../api/kubernetes.generated.js';
import { GROUP, STORED_VERSION } from '../api/names.js';
import { SIDECARSETS } from '../api/resources.js';
import type { SidecarSetSpec } from '../api/sidecarset.generated.js';
import { defaultSidecarSet } from '../decide/definition/default-sidecarset.js';
import { KubeObject } from './kube-object.js';
import { CLUSTER_CONTEXT, reviewAtSynth, WARNING_METADATA } from './review-sidecarset.js';

/**
 * What a SidecarSet is made of: its spec, field by field as in YAML, and two things beside it.
 *
 * Fields of containers and volumes that this version does not know are rendered as they stand.
 */
export interface SidecarSetProps extends SidecarSetSpec {
  /**
   * Name, labels and annotations. A SidecarSet is cluster-scoped: the namespace of its chart is not taken over.
   *
   * @default - a name made from the construct path, labels of the chart
   */
  readonly metadata?: Omit<ApiObjectMetadata, 'namespace'>;

  /**
   * Version of the API under which the manifest is written. Both have the same fields.
   *
   * @default 'v1beta1'
   */
  readonly apiVersion?: 'v1beta1' | 'v1alpha1';
}

/**
 * A SidecarSet: containers that are injected into selected pods when these are created, and upgraded inside them
 * afterwards.
 *
 * The defaults of SidecarSet's own fields are written out, so that a GitOps tool sees no drift after admission; those
 * of core/v1 fields are not.
 *
 * Synth fails when admission would refuse the SidecarSet, in the same words, for all SidecarSets of the app at once.
 * The SidecarSets of an app are judged as living in one cluster; charts that go to different clusters say so before
 * anything is added to them, with `chart.node.setContext(SidecarSet.CLUSTER_CONTEXT, 'any name')`.
 * What the author should know although it is no error becomes node metadata of the type
 * {@link SidecarSet.WARNING_METADATA} and a process warning.
 *
 * As an escape hatch it is an `ApiObject`: `addJsonPatch` changes what is rendered, and the patched result is judged.
 *
 * @example
 * new SidecarSet(chart, 'log-agent', {
 *   selector: { matchLabels: { app: 'shop' } },
 *   containers: [{ name: 'log-agent', image: 'log-agent:1' }],
 * });
 */
export class SidecarSet extends KubeObject {
  /** Context key that names the cluster to which a part of the construct tree goes. */
  static readonly CLUSTER_CONTEXT: string = CLUSTER_CONTEXT;
  /** Type of the node metadata that carries a warning. */
  static readonly WARNING_METADATA: string = WARNING_METADATA;

  constructor(scope: Construct, id: string, props: SidecarSetProps) {
    const { metadata = {}, apiVersion = STORED_VERSION, ...spec } = props;
    const manifest = {
      apiVersion: `${GROUP}/${apiVersion}`,
      kind: SIDECARSETS.kind,
      metadata: metadata as ObjectMeta,
    };
    super(scope, id, { ...manifest, ...defaultSidecarSet({ spec }), ...manifest });
    reviewAtSynth(this);
  }
}
