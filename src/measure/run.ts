import type { Driver } from '../load/driver.ts'
import type { Measurement } from '../measurement.ts'
import type { Scenario } from '../options.ts'
import type { Sample } from '../sample.ts'
import type { Park } from '../server/park.ts'
import { timeLeft, type Budget } from './budget.ts'
import { monotonic } from './clock.ts'
import type { Progress } from './progress.ts'

/** What measuring needs from outside. */
export type Context = {
  readonly park: Pick<Park, 'launch'>
  readonly driver: Driver
  readonly budget: Budget
  /** Name of the reference server. */
  readonly reference: string
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
  /** The right answer by server, once known. */
  readonly expected: Map<string, string>
  report(change: Partial<Progress>): void
  add(sample: Omit<Sample, 'wave'>): void
  blame(server: string, reason: string): void
  atFault(server: string): boolean
  spend(server: string, seconds: number): void
  /** Books a round that was thrown away, or a wait; false when the budget's patience is used up. */
  lost(what: 'round' | 'wait', seconds: number, cores: number): boolean
  endWave(): void
  measurement(): Measurement
}

export function startRun(scenario: Scenario, context: Context, clock = monotonic): Run {
  const started = clock()
  const samples: Sample[] = []
  const faults: { server: string; reason: string }[] = []
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
    expected: new Map(),
    report(change) {
      progress = { ...progress, ...change, wave: waves + 1, left: timeLeft(context.budget, waves, clock() - started) }
      context.onProgress(progress)
    },
    add: (sample) => samples.push({ ...sample, wave: waves }),
    blame: (server, reason) => faults.push({ server, reason }),
    atFault: (server) => faults.some((fault) => fault.server === server),
    spend: (server, seconds) => (spent[server] = (spent[server] ?? 0) + seconds),
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
      reference: context.reference,
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
