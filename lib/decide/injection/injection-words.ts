import type { ChoiceReason, LeaveReason } from './injection-snapshot.js';

/** What each reason for choosing a SidecarSet or not means, as a sentence about that SidecarSet, for people. */
export const CHOICE_WORDS: Readonly<Record<ChoiceReason, string>> = {
  selected: 'its selector and its namespaces take in the pod',
  'labels-differ': "its spec.selector does not match the pod's labels",
  'other-namespace': 'its spec.namespace names another namespace',
  'namespace-labels-differ': "its spec.namespaceSelector does not match the labels of the pod's namespace",
  'namespace-unknown': "it has a spec.namespaceSelector, and the labels of the pod's namespace are not known",
  'namespace-exempt':
    "it names no namespaces, and so leaves kube-system, kube-public and the operator's own namespace alone",
  'namespace-exempt-by-operator':
    'the operator never injects pods of this namespace, whatever SidecarSets say: it runs with --exempt-namespace',
  'injection-paused': 'it selects the pod, but its spec.injectionStrategy.paused is true',
  'shadowed-by-canary': 'it selects the pod, but a canary of it does too and stands in for it',
  'being-deleted': 'it is being deleted',
  'revision-missing':
    'it selects the pod, but the revision that its spec.injectionStrategy.revision names does not exist, and its failurePolicy is Ignore',
};

/** What each reason for leaving a pod as it is means, as a sentence about the pod, for people. */
export const LEAVE_WORDS: Readonly<Record<LeaveReason, string>> = {
  'not-selected': 'no SidecarSet chooses it',
  'pod-finished': 'it has come to its end',
  'pod-being-deleted': 'it is being deleted',
  'already-injected': 'it has been injected already, by every SidecarSet that chooses it',
  'revision-missing': 'the SidecarSets that select it give it a revision that does not exist',
};
