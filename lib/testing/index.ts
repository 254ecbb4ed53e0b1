/**
 * `cdk8s-sidecarset/testing`: what a cluster with these SidecarSets would make of a pod, and what a change would do, for
 * unit tests in any test runner.
 *
 * @packageDocumentation
 */
export type { InjectedPod, InjectionSurroundings, TestableSidecarSet } from './injected.js';
export type { EffectOfChange } from './effect-of-change.js';
export type { RendersJson, Testable, WrapsApiObject } from './testable.js';
export { decideInjection, injected } from './injected.js';
export { effectOfChange } from './effect-of-change.js';

export type {
  Choice,
  ChoiceReason,
  InjectionDecision,
  LeaveReason,
  RejectReason,
} from '../decide/injection/injection-snapshot.js';
export type { MatchReason } from '../decide/match.js';
