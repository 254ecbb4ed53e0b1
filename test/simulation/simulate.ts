import type { FaultPlan } from './faults/fault-plan.js';
import type { SeededRandom } from './seeded-random.js';
import type { Saboteur } from './world/operator-host.js';
import { World } from './world.js';

/** What came of one seed. */
export interface SimulationEnd {
  readonly seed: number;
  /** Empty: every rule was kept. */
  readonly violations: readonly string[];
  /** What happened, one line each, in order. */
  readonly trace: readonly string[];
  /** How often what happened. */
  readonly counts: ReadonlyMap<string, number>;
  readonly virtualMs: number;
}

/** Kinds of trouble that a run can be spared. */
export type Trouble = 'lost-answers' | 'long-freezes' | 'late-watches';

/** How a story is told. */
export interface SimulationOptions {
  /** Breaks a rule on purpose. */
  readonly sabotage?: Saboteur;
  readonly spare?: readonly Trouble[];
}

const TICK_MS = 500;
/** Within this time after the last fault everything that nothing holds is done. */
const RECOVERY_MS = 900_000;
/** So long nothing may be written any more after that. */
const CALM_MS = 90_000;

/** Runs one story: users and faults for some minutes, then peace. The same seed tells the same story, to the byte. */
export async function simulate(seed: number, { sabotage, spare = [] }: SimulationOptions = {}): Promise<SimulationEnd> {
  const world = new World({ seed, ...(sabotage === undefined ? {} : { sabotage }) });
  await world.begin();
  await world.during(world.users.populate());
  await trouble(world, spare);
  if (world.violations.length === 0) await peace(world);
  const { violations, trace, counts, clock } = world;
  world.end();
  return { seed, violations, trace, counts, virtualMs: clock.monotonicMs() };
}

/** One seed in four is without faults, so that what fails there is no fault's fault. */
async function trouble(world: World, spare: readonly Trouble[]): Promise<void> {
  const random = world.random.fork('trouble');
  const stormy = random.chance(0.75);
  const busy = random.pick([0.03, 0.08, 0.2]);
  if (stormy) world.faults = drawFaults(random, spare);
  for (let ticks = random.between(80, 240); ticks > 0 && world.violations.length === 0; ticks -= 1) {
    if (random.chance(busy)) await world.during(world.users.act());
    if (stormy) strike(world, random, spare);
    await world.pass(TICK_MS);
  }
}

function drawFaults(random: SeededRandom, spare: readonly Trouble[]): FaultPlan {
  const often = (share: number): number => (random.chance(0.5) ? random.pick([0.2, 1]) * share : 0);
  return {
    delayMs: { least: 0, most: random.pick([5, 100, 1_500]) },
    lostCalls: often(0.1),
    lostAnswers: often(0.15) * (spare.includes('lost-answers') ? 0 : 1),
    serverErrors: often(0.1),
    throttled: often(0.05),
    conflicts: often(0.1),
    watchDelayMs: {
      least: 0,
      most: Math.min(random.pick([5, 200, 3_000]), spare.includes('late-watches') ? 5 : Infinity),
    },
    repeatedEvents: often(0.1),
    brokenWatches: often(0.05),
    closedWatches: often(0.05),
    expiredWatches: often(0.05),
  };
}

function strike(world: World, random: SeededRandom, spare: readonly Trouble[]): void {
  const host = random.pick(world.hosts);
  const crashes = random.chance(0.01);
  const isDoomed = random.chance(0.01);
  const restarts = random.chance(0.005);
  if (crashes) host.crash();
  else if (isDoomed) host.crashAtAwait(random.between(1, 40));
  else if (restarts) host.restart();
  else if (random.chance(0.01)) {
    const longestMs = spare.includes('long-freezes') ? 4_000 : Infinity;
    host.freeze(Math.min(random.pick([500, 4_000, 20_000]), longestMs));
  }
  if (random.chance(0.02)) {
    world.count('forgotten-history');
    world.cluster.forgetHistory();
  }
}

async function peace(world: World): Promise<void> {
  world.faults = {};
  await world.during(world.users.settle());
  world.say('peace');
  const endMs = world.clock.monotonicMs() + RECOVERY_MS;
  // Pods that are not ready anyway have had time to be upgraded; those that cannot be would use up the budget for ever.
  await world.pass(CALM_MS);
  world.violations.push(...world.neglected());
  await world.during(world.users.removeBadPods());
  const isCalm = (): boolean => world.unfinished().length === 0 && world.calmForMs > CALM_MS;
  while (!isCalm() && world.violations.length === 0) {
    if (world.clock.monotonicMs() > endMs) {
      const busy = world.calmForMs > CALM_MS ? [] : ['the operator still writes although there is nothing to do'];
      world.violations.push(...world.unfinished(), ...busy);
      return;
    }
    await world.pass(5_000);
  }
}
