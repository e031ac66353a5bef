import type { Budget } from '../../src/measure/budget.ts'
import { CONFIRMING_WAVES, nextWave, neededBy } from '../../src/measure/schedule.ts'
import type { Undecided } from '../../src/measure/measure.ts'
import type { Measurement } from '../../src/model/measurement.ts'
import type { Against } from '../../src/verdict/recording.ts'
import { cellsOf, type Cell as JudgedCell } from '../../src/verdict/judge.ts'
import type { Cell, Comparison } from './record.ts'
import { BASE, entrantsOf, HEAD, ownSeconds, viewOf } from './view.ts'

/** Judges every comparison after each wave, and closes each at the moment when a gate of its own would have ended. */
export type Following = {
  readonly undecided: Undecided
  /** The verdicts, once measuring is over. */
  readonly end: (measurement: Measurement) => readonly Cell[]
}

/** What the comparisons are made with; `against` is the committed baseline, and without one there is only A/B. */
export type Question = {
  readonly server: string
  readonly against: Against | null
  /** What a gate that makes one of the comparisons alone would have. */
  readonly budget: Budget
}

export function follow(question: Question): Following {
  const comparisons: readonly Comparison[] = question.against ? ['A/B', 'baseline', 'unchanged'] : ['A/B']
  const watches = comparisons.map((comparison) => watch(question, comparison))
  return {
    undecided(measurement) {
      const wanted = watches.map((one) => ({ entrants: entrantsOf(one.comparison, []), ...one.next(measurement) }))
      const names = (of: 'open' | 'suspected') =>
        [BASE, HEAD].filter((name) => wanted.some((one) => one[of] && one.entrants.includes(name)))
      return { open: names('open'), suspected: names('suspected') }
    },
    end: (measurement) => watches.flatMap(({ end }) => end(measurement)),
  }
}

type Wanted = { readonly open: boolean; readonly suspected: boolean }

type Watch = {
  readonly comparison: Comparison
  /** Whether this comparison wants another wave. Once it does not, its verdicts are final. */
  readonly next: (measurement: Measurement) => Wanted
  readonly end: (measurement: Measurement) => readonly Cell[]
}

const NOTHING: Wanted = { open: false, suspected: false }

/** One comparison as a gate of its own would see it: with its samples, its seconds and its budget. */
function watch({ server, against, budget }: Question, comparison: Comparison): Watch {
  const stoodAt = new Map<string, number>()
  let judged: readonly JudgedCell[] = []
  let seconds = 0
  let beyond = 0
  let closed = false

  /** Seconds of the wave that came last. */
  function look(measurement: Measurement): number {
    const before = seconds
    seconds = ownSeconds(measurement, comparison)
    judged = cellsOf(viewOf(measurement, comparison, server), server, against, undefined)
    for (const {
      verdict: { metric },
      open,
    } of judged) {
      if (open) stoodAt.delete(metric)
      else if (!stoodAt.has(metric)) stoodAt.set(metric, seconds)
    }
    return seconds - before
  }

  function next(measurement: Measurement): Wanted {
    if (closed) return NOTHING
    const lastWave = look(measurement)
    const { open, suspected } = neededBy(judged)
    const inBudget = beyond === 0 && hasRoom(budget, { waves: measurement.waves, seconds, lastWave, beyond: 0 })
    const goesOn = inBudget ? open : suspected && beyond < CONFIRMING_WAVES
    if (!inBudget) beyond += 1
    closed = !goesOn
    return { open: goesOn, suspected: goesOn && suspected }
  }

  function end(measurement: Measurement): readonly Cell[] {
    if (!closed) look(measurement)
    closed = true
    return judged.filter(isGated).map(({ verdict: { metric, verdict, launches, change } }) => {
      return {
        comparison,
        metric,
        verdict,
        launches,
        seconds: stoodAt.get(metric) ?? seconds,
        change: change?.estimate ?? null,
      }
    })
  }

  return { comparison, next, end }
}

function hasRoom(budget: Budget, seen: Parameters<typeof nextWave>[1]): boolean {
  return !nextWave(budget, seen, { open: [], suspected: [] }).beyond
}

/** Failed requests are no cell of their own, unless for them the whole measurement is invalid. */
function isGated({ verdict: { metric, verdict } }: JudgedCell): boolean {
  return metric !== 'failedRequests' || verdict === 'invalid'
}
