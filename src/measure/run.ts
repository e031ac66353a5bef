import type { Driver } from '../load/driver.ts'
import type { Fault, Measurement } from '../model/measurement.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Sample } from '../model/sample.ts'
import type { Fleet } from '../server/fleet.ts'
import { timeLeft, type Budget } from './budget.ts'
import { monotonic } from '../host/clock.ts'
import { keyOf, nameOf, type Entrant } from '../model/entrant.ts'
import type { Progress } from './progress.ts'
import type { Span } from './window.ts'

/** What measuring needs from outside. */
export type Context = {
  readonly fleet: Pick<Fleet, 'launch'>
  readonly driver: Driver
  readonly budget: Budget
  readonly mode: Measurement['mode']
  /** Names of the frozen servers that take part in every wave; none in an A/B run. */
  readonly references: readonly string[]
  /** Servers that only head has in an A/B run; they are not measured. */
  readonly unpaired: readonly string[]
  readonly random: () => number
  readonly signal: AbortSignal
  /** Count rounds on a busy machine too. */
  readonly insist: boolean
  readonly onProgress: (progress: Progress) => void
}

/** One run of one scenario while it goes on: the only state there is, and the few ways to change it. */
export type Run = Context & {
  readonly scenario: Scenario
  readonly clock: () => number
  /** The window of a server, as its first launch in this run was quick: the same for both sides and all launches. */
  readonly spans: Map<string, Span>
  /** The right answer by entrant's key, once known. */
  readonly expected: Map<string, string>
  report(change: Partial<Progress>): void
  add(sample: Omit<Sample, 'wave'>): void
  blame(entrant: Entrant, reason: string): void
  atFault(entrant: Entrant): boolean
  spend(entrant: Entrant, seconds: number): void
  /** How an entrant is called in what people read. */
  called(entrant: Entrant): string
  /** Books a round that was thrown away, or a wait; false when the budget's patience is used up. */
  lost(what: 'round' | 'wait', seconds: number, cores: number): boolean
  endWave(): void
  measurement(): Measurement
}

export function startRun(scenario: Scenario, context: Context, clock = monotonic): Run {
  const started = clock()
  const samples: Sample[] = []
  const faults: Fault[] = []
  const spent: Record<string, number> = {}
  const busy = { rounds: 0, cores: 0, seconds: 0, ended: false }
  let waves = 0
  let progress: Progress = {
    scenario: scenario.title,
    step: 'launching',
    wave: 1,
    round: 0,
    rounds: context.budget.rounds,
    server: null,
    figure: null,
    left: context.budget.seconds,
  }
  return {
    ...context,
    scenario,
    clock,
    spans: new Map(),
    expected: new Map(),
    report(change) {
      progress = { ...progress, ...change, wave: waves + 1, left: timeLeft(context.budget, waves, clock() - started) }
      context.onProgress(progress)
    },
    add: (sample) => samples.push({ ...sample, wave: waves }),
    blame: ({ server, side }, reason) => faults.push({ server, side, reason }),
    atFault: (entrant) => faults.some((fault) => keyOf(fault) === keyOf(entrant)),
    spend: ({ server }, seconds) => (spent[server] = (spent[server] ?? 0) + seconds),
    called: (entrant) => nameOf(entrant, context.mode),
    lost(what, seconds, cores) {
      if (what === 'round') busy.rounds += 1
      busy.seconds += seconds
      busy.cores = Math.max(busy.cores, cores)
      busy.ended = busy.seconds >= context.budget.patience
      return !busy.ended
    },
    endWave: () => (waves += 1),
    measurement: () => ({
      scenario,
      mode: context.mode,
      references: context.references,
      unpaired: context.unpaired,
      driver: `${context.driver.id} ${context.driver.version}`,
      samples,
      faults,
      waves,
      busyRounds: busy.rounds,
      busyCores: busy.cores,
      endedBusy: busy.ended,
      seconds: clock() - started,
      spent,
    }),
  }
}
