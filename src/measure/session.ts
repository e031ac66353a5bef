import { monotonic } from '../host/proc.ts'
import type { Alongside } from '../host/alongside.ts'
import type { FirstAnswers } from '../load/answer/first-plan.ts'
import type { Driver, Ends } from '../load/driver.ts'
import { LoadgateError } from '../model/error.ts'
import {
  keyOf,
  nameOf,
  type Entrant,
  type Fault,
  type Measurement,
  type Sample,
  type Unmeasured,
  type Busy,
  type Neighbour,
  type Replaced,
} from '../model/measurement.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Fleet } from '../server/fleet.ts'
import type { MeasuringProgress } from './progress.ts'
import { timeLeft, type Budget, type Ended } from './budget.ts'
import { leastSeconds } from './least-seconds.ts'
import type { Span } from './window.ts'

/** What measuring needs from outside. */
export type Context = {
  readonly fleet: Pick<Fleet, 'launch'>
  readonly driver: Driver
  /** Requests per second by server, as far as they are known in a scenario at a fixed rate. */
  readonly knownRates?: Readonly<Record<string, number>>
  /** The environment, from which requests are filled in. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly budget: Budget
  readonly mode: Measurement['mode']
  /** Names of the frozen servers that take part in every wave; none in an A/B run. */
  readonly references: readonly string[]
  /** Servers that only head has in an A/B run; they are not measured. */
  readonly unpaired: readonly string[]
  /** Servers that already run, so that a launch of them is no new process. */
  readonly running?: readonly string[]
  /** Servers that are known to be at fault before anything is launched. */
  readonly broken?: readonly Fault[]
  /** What belongs to the servers without being theirs, so that it is no neighbour. */
  readonly alongside?: Alongside
  /** Told of connections that a server ended. */
  readonly onEnds?: (server: string, ends: Ends) => void
  readonly random: () => number
  readonly signal: AbortSignal
  /** Count rounds on a busy machine, too. */
  readonly insist: boolean
  readonly onProgress: (progress: MeasuringProgress) => void
}

/** The first answers of one server. */
type FirstOf = Pick<Entrant, 'server'> & { readonly answers: FirstAnswers }

/** One scenario while it is measured. This is the only state of measuring; its methods are the only ways to change it. */
export type Session = Context & {
  readonly scenario: Scenario
  readonly clock: () => number
  /** The window of a server, set by the speed of its first launch: the same for both sides and all launches. */
  readonly spans: Map<string, Span>
  /** Requests per second of a server, at a fixed rate: the same for both sides and all launches. */
  readonly rates: Map<string, number>
  /** The first answers by entrant's key, once known. */
  readonly first: Map<string, FirstOf>
  /** Seconds of measuring so far, from each `resume` to the next `pause`. */
  seconds(): number
  resume(): void
  pause(): void
  /** For the time that is left: whether none of the servers that are measured now is worth the whole budget. */
  expect(isShort: boolean): void
  report(change: Partial<MeasuringProgress>): void
  add(sample: Omit<Sample, 'wave'>): void
  blame(entrant: Entrant, reason: string): void
  isAtFault(entrant: Entrant): boolean
  /** Why CPU and memory of one of its launches cannot be measured. The first reason stays. */
  noteUnmeasured(entrant: Entrant, why: Unmeasured | null): void
  /** Which of its processes were replaced in its warm-up. The first launch in which that was seen stays. */
  noteReplaced(entrant: Entrant, replaced: Replaced | null): void
  spend(entrant: Entrant, seconds: number): void
  /** The name of an entrant, for people. */
  nameOf(entrant: Entrant): string
  /** Counts a round that was thrown away, or a wait. False when the budget's patience is used up. */
  lose(what: 'round' | 'wait', seconds: number, others: Busy): boolean
  endWave(): void
  measurement(): Measurement
}

/** Begins with the stopwatch paused. */
export function openSession(scenario: Scenario, context: Context, clock = monotonic): Session {
  const { budget, mode, references, unpaired, running = [], driver, broken = [] } = context
  const watch = stopwatch(clock)
  const samples: Sample[] = []
  const first: Session['first'] = new Map()
  const faults: Fault[] = [...broken]
  const unmeasured: Record<string, Unmeasured> = {}
  const replaced: Record<string, Replaced> = {}
  const spent: Record<string, number> = {}
  const busy = { rounds: 0, cores: 0, neighbour: null as Neighbour | null, seconds: 0, ended: false }
  let ended: Ended = { waves: 0, seconds: 0 }
  const rates = new Map(Object.entries(context.knownRates ?? {}))
  let isShort = false
  let progress = firstProgress(scenario, budget)
  return {
    ...context,
    ...watch,
    scenario,
    clock,
    spans: new Map(),
    rates,
    first,
    expect: (short) => (isShort = short),
    report(change) {
      const expected = isShort && budget.besideCounts ? budget.besideCounts.seconds : budget.seconds
      const seconds = ended.waves === 0 ? Math.max(expected, leastSeconds(scenario, context, isShort)) : expected
      const left = timeLeft({ ...budget, seconds }, ended, watch.seconds())
      progress = { ...progress, ...change, wave: ended.waves + 1, left }
      context.onProgress(progress)
    },
    add: (sample) => samples.push({ ...sample, wave: ended.waves }),
    blame: ({ server, side }, reason) => faults.push({ server, side, reason }),
    isAtFault: (entrant) => faults.some((fault) => keyOf(fault) === keyOf(entrant)),
    noteUnmeasured({ server }, why) {
      if (why) unmeasured[server] ??= why
    },
    noteReplaced({ server }, processes) {
      if (processes) replaced[server] ??= processes
    },
    spend: ({ server }, seconds) => (spent[server] = (spent[server] ?? 0) + seconds),
    nameOf: (entrant) => nameOf(entrant, mode),
    lose(what, seconds, { cores, neighbour }) {
      if (what === 'round') busy.rounds += 1
      busy.seconds += seconds
      busy.cores = Math.max(busy.cores, cores)
      if (neighbour && neighbour.cores > (busy.neighbour?.cores ?? 0)) busy.neighbour = neighbour
      busy.ended = busy.seconds >= budget.patience
      return !busy.ended
    },
    endWave: () => (ended = { waves: ended.waves + 1, seconds: watch.seconds() }),
    measurement: () => ({
      scenario,
      mode,
      references,
      unpaired,
      running,
      ...(rates.size === 0 ? {} : { rates: Object.fromEntries(rates) }),
      driver: `${driver.id} ${driver.version}`,
      samples,
      decoded: decodedIn([...first.values()]),
      faults,
      unmeasured,
      replaced,
      waves: ended.waves,
      busyRounds: busy.rounds,
      busyCores: busy.cores,
      busiest: busy.neighbour,
      absent: context.alongside?.absent() ?? [],
      endedBusy: busy.ended,
      seconds: watch.seconds(),
      spent,
    }),
  }
}

function decodedIn(all: readonly FirstOf[]): readonly string[] {
  const decoded = all.filter(({ answers }) => answers.some((answer) => answer?.right.body.kind === 'decoded'))
  return [...new Set(decoded.map(({ server }) => server))]
}

/** Books an error as the fault of one server, so that the others go on. A bug of ours ends the session. */
export async function attempt<T>(session: Session, entrant: Entrant, action: () => Promise<T>): Promise<T | null> {
  const since = session.clock()
  session.signal.throwIfAborted()
  try {
    return await action()
  } catch (error) {
    session.signal.throwIfAborted()
    if (!(error instanceof LoadgateError)) throw error
    session.blame(entrant, error.message)
    return null
  } finally {
    session.spend(entrant, session.clock() - since)
  }
}

function firstProgress({ title }: Scenario, { rounds, seconds }: Budget): MeasuringProgress {
  return { scenario: title, step: 'launching', wave: 1, round: 0, rounds, server: null, figure: null, left: seconds }
}

function stopwatch(clock: () => number): Pick<Session, 'seconds' | 'resume' | 'pause'> {
  let before = 0
  let since: number | null = null
  const seconds = () => before + (since === null ? 0 : clock() - since)
  return {
    seconds,
    resume: () => (since ??= clock()),
    pause: () => {
      before = seconds()
      since = null
    },
  }
}
