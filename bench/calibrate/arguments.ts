import { parseArgs } from 'node:util'
import { LoadgateError } from '../../src/model/error.ts'
import { BUDGET_NAMES, type BudgetName } from '../../src/options/settings.ts'
import { NEIGHBOURS, type Neighbour } from './plan.ts'
import { sentences } from './sentences.ts'

const GATES = 100

export const USAGE = `Usage: npm run calibrate [-- options]

Proves what the gate promises: that unchanged code is not called regressed, and that a real slowdown is.
Without options: simulated gates, drawn from recorded launches. If live runs were recorded, docs/calibration.md is drawn anew.

Live runs, each a real gate of a server against itself, with a slowdown planted on one side:
  --runs N          N runs of every combination of --plant and --neighbour; those that are recorded count
  --server NAME     a server of servers/ that Node runs (default: fastify)
  --plant LIST      percents of the CPU a request (default: 0,5,10,20)
  --neighbour LIST  what runs beside it: none, hog, burst (default: none)
  --minutes M       begin no run after M minutes

  --gates N         simulated gates of each kind (default: ${GATES})
  --budget NAME     how long a gate measures: quick, default or thorough, as LOADGATE_BUDGET (default: default)
  --help            this text

Runs are kept in .loadgate/calibration.jsonl, one line each. The same command goes on where it was left.`

export type LiveOrder = {
  readonly kind: 'live'
  readonly runs: number
  readonly server: string
  /** Fractions of the CPU a request. */
  readonly plants: readonly number[]
  readonly neighbours: readonly Neighbour[]
  readonly minutes: number | null
} & Simulated

/** `gates` of each kind, measured as long as `budget` says. */
type Simulated = { readonly gates: number; readonly budget: BudgetName }

export type Order = { readonly kind: 'help' } | ({ readonly kind: 'simulated' } & Simulated) | LiveOrder

const options = {
  runs: { type: 'string' },
  server: { type: 'string' },
  plant: { type: 'string' },
  neighbour: { type: 'string' },
  minutes: { type: 'string' },
  gates: { type: 'string' },
  budget: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

const LIVE_ONLY = ['server', 'plant', 'neighbour', 'minutes'] as const

/** What the command line asks for. Throws LoadgateError with one sentence when it cannot be understood. */
export function readArguments(args: readonly string[]): Order {
  const given = parsed(args)
  if (given.help) return { kind: 'help' }
  const simulated = {
    gates: count('--gates', given.gates ?? String(GATES), 1),
    budget: budget(given.budget ?? 'default'),
  }
  if (given.runs === undefined) {
    const alone = LIVE_ONLY.find((option) => given[option] !== undefined)
    if (alone) throw new LoadgateError('calibrate', sentences.liveWithoutRuns(alone))
    return { kind: 'simulated', ...simulated }
  }
  return {
    kind: 'live',
    runs: count('--runs', given.runs, 1),
    server: given.server ?? 'fastify',
    plants: plants(given.plant ?? '0,5,10,20'),
    neighbours: neighbours(given.neighbour ?? 'none'),
    minutes: given.minutes === undefined ? null : minutes(given.minutes),
    ...simulated,
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false }).values
  } catch (cause) {
    const [first = ''] = (cause as Error).message.split(/\. |\n/)
    throw new LoadgateError('calibrate', sentences.wrongArguments(first), { cause })
  }
}

function count(option: string, text: string, least: number): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < least)
    throw new LoadgateError('calibrate', sentences.notACount(option, text, least))
  return value
}

function minutes(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new LoadgateError('calibrate', sentences.notACount('--minutes', text, 0))
  return value
}

function budget(text: string): BudgetName {
  const found = BUDGET_NAMES.find((name) => name === text)
  if (!found) throw new LoadgateError('calibrate', sentences.notABudget(text, BUDGET_NAMES))
  return found
}

function plants(text: string): readonly number[] {
  const percents = text.split(',').map((item) => (item.trim() === '' ? Number.NaN : Number(item)))
  if (percents.some((percent) => !(percent >= 0 && percent <= 500)))
    throw new LoadgateError('calibrate', sentences.notPlants(text))
  return [...new Set(percents.map((percent) => percent / 100))]
}

function neighbours(text: string): readonly Neighbour[] {
  const words = text.split(',').map((word) => word.trim())
  const known = words.flatMap((word) => NEIGHBOURS.find((name) => name === word) ?? [])
  if (known.length < words.length) throw new LoadgateError('calibrate', sentences.notNeighbours(text, NEIGHBOURS))
  return [...new Set(known)]
}
