import type { Clock } from './clock.js';

/** Something that is expected to be heard of from time to time. */
export interface SilenceWatchdog {
  readonly barked: boolean;
  heard(): void;
  stop(): void;
}

/**
 * Calls `bark` once when nothing was heard for `silenceMs`. What is heard only notes the time, so that it costs nothing
 * to be noisy; silence is noticed within twice `silenceMs` at the latest.
 */
export function watchSilence(clock: Clock, silenceMs: number, bark: () => void): SilenceWatchdog {
  let heardAtMs = clock.monotonicMs();
  let barked = false;
  const check = (): void => {
    const leftMs = heardAtMs + silenceMs - clock.monotonicMs();
    if (leftMs > 0) {
      cancel = clock.schedule(leftMs, check);
    } else {
      barked = true;
      bark();
    }
  };
  let cancel = clock.schedule(silenceMs, check);
  return {
    get barked() {
      return barked;
    },
    heard: () => (heardAtMs = clock.monotonicMs()),
    stop: () => cancel(),
  };
}
