/** Everything that can go wrong in a simulated story, and what it is. Each has to have happened in some story. */
export const FAULT_KINDS = {
  'slow-call': 'a call takes its time before or after it takes effect',
  'lost-call': 'a call never arrives',
  'lost-answer': 'a call takes effect and its answer never arrives',
  'server-error': 'the API server answers 500, 503 or 504',
  'throttled-call': 'the API server answers 429',
  'false-conflict': 'a write is refused with 409 although nobody was faster',
  'true-conflict': 'a write is refused with 409 because somebody was faster',
  'late-event': 'an event of a watch comes late',
  'repeated-event': 'an event of a watch comes twice',
  'broken-watch': 'a watch breaks off',
  'closed-watch': 'a watch is closed in good order',
  'expired-watch': 'a watch ends with 410',
  'forgotten-history': 'the API server forgets its history, so that older watches are answered 410',
  crash: 'a process dies, whatever it was doing',
  'crash-at-await': 'a process dies right before or right after one of its calls takes effect',
  'graceful-restart': 'a process is told to stop and is started anew',
  'frozen-process': 'a process stands still for a while',
  'change-of-leader': 'a process begins to lead',
  'two-leaders': 'a process begins to lead while another one still believes that it does',
  'slow-pull': 'an image takes minutes to pull',
  'failed-pull': 'an image cannot be pulled',
  'crashed-container': 'a container ends soon after its start',
  'unready-container': 'a container runs and never becomes ready',
  'same-image': 'a container is restarted from another tag of the same image',
} as const;

/** A word for one of them. */
export type FaultKind = keyof typeof FAULT_KINDS;
