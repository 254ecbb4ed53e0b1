import type { EventNote } from '../lib/cluster/event-correlator.js';
import type { Step } from '../lib/decide/rollout/rollout-step.js';

/** What a log line says of a step. */
export function factsOf(step: Step): Readonly<Record<string, unknown>> {
  return step.kind === 'mark-reshaped' ? { upgradable: step.upgradable } : { images: step.images };
}

/** What the event on the pod says of a step that has been written. */
export function describeStep(sidecarSet: string, step: Step): Pick<EventNote, 'type' | 'reason' | 'message'> {
  const [type, message] = describe(step);
  return { type, reason: step.kind, message: `SidecarSet ${sidecarSet} ${message}` };
}

function describe(step: Step): readonly [EventNote['type'], string] {
  switch (step.kind) {
    case 'cold-upgrade':
      return ['Normal', `upgrades ${listImages(step)} in place`];
    case 'fill-slot':
      return ['Normal', `begins to hand over: ${listImages(step)}`];
    case 'empty-slot':
      return ['Normal', `has handed over: ${listImages(step)}`];
    case 'mark-reshaped':
      return step.upgradable
        ? ['Normal', 'can upgrade this pod in place again']
        : ['Warning', 'cannot upgrade this pod in place: more than images has changed, so it takes a new pod'];
  }
}

function listImages({ images }: { readonly images: Readonly<Record<string, string>> }): string {
  return Object.entries(images)
    .map(([container, image]) => `${container} to ${image}`)
    .join(', ');
}
