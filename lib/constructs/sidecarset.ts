import { Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import { GROUP, STORED_VERSION } from '../api/names.js';
import { SIDECARSETS } from '../api/resources.js';
import { chosenPods, labelPods } from './attach.js';
import { KubeObject } from './kube-object.js';
import type { PlusPodSelector, PlusWorkload } from './plus.js';
import { CLUSTER_CONTEXT, reviewAtSynth } from './review-sidecarset.js';
import type { ChosenPods, SidecarSetProps } from './sidecarset-props.js';
import { renderSpec } from './sidecarset-props.js';
import { WARNING_METADATA } from './warn-at-synth.js';

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
 * const agent = new SidecarSet(chart, 'log-agent', {
 *   selector: { matchLabels: { 'example.com/logs': 'enabled' } },
 *   updateStrategy: { maxUnavailable: '10%' },
 *   containers: [Sidecar.cold({ name: 'log-agent', image: 'log-agent:1' })],
 * });
 * agent.attachTo(deployment);
 */
export class SidecarSet extends KubeObject {
  /** Context key that names the cluster to which a part of the construct tree goes. */
  static readonly CLUSTER_CONTEXT: string = CLUSTER_CONTEXT;
  /** Type of the node metadata that carries a warning. */
  static readonly WARNING_METADATA: string = WARNING_METADATA;

  readonly #props: SidecarSetProps;
  readonly #attached: PlusWorkload[];
  readonly #chosen: ChosenPods;

  constructor(scope: Construct, id: string, props: SidecarSetProps) {
    const { metadata = {}, apiVersion = STORED_VERSION } = props;
    const attached: PlusWorkload[] = [];
    const chosen: ChosenPods = {};
    super(scope, id, {
      apiVersion: `${GROUP}/${apiVersion}`,
      kind: SIDECARSETS.kind,
      metadata: metadata,
      // Containers of cdk8s-plus may still change until synth.
      ...{ spec: Lazy.any({ produce: () => renderSpec(props, chosen) }) as object },
    });
    this.#props = props;
    this.#attached = attached;
    this.#chosen = chosen;
    reviewAtSynth(this, () => attached);
  }

  /**
   * Gives the pods of workloads of cdk8s-plus the labels that this SidecarSet selects by, and fails synth when they would
   * not be injected all the same: another namespace, a container of that name, a label that `NotIn` rules out.
   *
   * @throws Error when their pods carry one of these labels with another value, or no selector is known yet
   */
  attachTo(...workloads: readonly PlusWorkload[]): this {
    const selector = this.#props.selector ?? this.#chosen.selector;
    if (selector === undefined) {
      throw new Error(
        `[${this.node.path}] attachTo: there is no selector whose labels could be given to pods; say selector, or use select()`,
      );
    }
    for (const workload of workloads) {
      labelPods(workload, selector);
      this.#attached.push(workload);
    }
    return this;
  }

  /**
   * Selects the pods of one workload of cdk8s-plus, or those of `Pods.select(...)`, and their namespaces. The pods keep
   * their labels as they are: they need not be made anew for it.
   *
   * @throws Error when it is said already which pods: one SidecarSet has one selector
   */
  select(pods: PlusPodSelector): this {
    if ((this.#props.selector ?? this.#chosen.selector) !== undefined) {
      throw new Error(
        `[${this.node.path}] select: the selector is given already, and a SidecarSet has one; ` +
          'to reach several workloads, give selector a label and use attachTo()',
      );
    }
    Object.assign(this.#chosen, chosenPods(pods.toPodSelectorConfig()));
    if (isWorkload(pods)) this.#attached.push(pods);
    return this;
  }
}

function isWorkload(pods: PlusPodSelector): pods is PlusPodSelector & PlusWorkload {
  return 'podMetadata' in pods;
}
