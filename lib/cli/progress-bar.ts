/** How far a rollout is. */
export interface BarFacts {
  readonly matchedPods: number;
  readonly updatedPods: number;
  readonly updatedReadyPods: number;
}

/**
 * A bar of so many characters: full for pods that are updated and ready, half for those that are updated and not ready yet,
 * empty for the others. Any pod that is not done leaves a gap, any that is done a mark.
 */
export function progressBar({ matchedPods, updatedPods, updatedReadyPods }: BarFacts, width: number): string {
  const cells = (count: number): number => {
    if (matchedPods === 0) return 0;
    const share = Math.round((count / matchedPods) * width);
    return Math.min(Math.max(share, count > 0 ? 1 : 0), count < matchedPods ? width - 1 : width);
  };
  const [ready, updated] = [cells(updatedReadyPods), cells(updatedPods)];
  return `${'█'.repeat(ready)}${'▒'.repeat(Math.max(0, updated - ready))}`.padEnd(width, '░');
}
