/**
 * How often things go wrong, each as a share of the calls or events that it can befall, in [0, 1]. Absent: never.
 */
export interface FaultPlan {
  /** Every call takes a time in this range, milliseconds, once before and once after it takes effect. */
  readonly delayMs?: Range;
  /** The call never arrives: `Unreachable`, nothing happened. */
  readonly lostCalls?: number;
  /** The answer never arrives: `Unreachable`, but the call took effect. */
  readonly lostAnswers?: number;
  /** 500, 503 or 504, nothing happened. */
  readonly serverErrors?: number;
  /** 429 with Retry-After, nothing happened. */
  readonly throttled?: number;
  /** 409 to an update or patch, nothing happened. */
  readonly conflicts?: number;
  /** Each event of a watch comes this much later than the one before allows. */
  readonly watchDelayMs?: Range;
  /** An event comes twice. */
  readonly repeatedEvents?: number;
  /** The watch breaks off (`Unreachable`) instead of delivering an event; the event is not lost, only not seen here. */
  readonly brokenWatches?: number;
  /** The watch ends in good order instead of delivering an event. */
  readonly closedWatches?: number;
  /** The watch ends with 410 instead of delivering an event. */
  readonly expiredWatches?: number;
}

/** From least to most, both included. */
export interface Range {
  readonly least: number;
  readonly most: number;
}
