import { parseArgs } from 'node:util'
import { LoadgateError } from '../../src/model/error.ts'
import { BUDGET_NAMES, type BudgetName } from '../../src/options/settings.ts'
import { messages } from './messages.ts'
import { type Neighbour, NEIGHBOURS } from './plan.ts'
import { COUNTED_RECORDS } from './records.ts'
import { SHOWCASE_RECORDS } from './showcase-records.ts'

const GATES = 100

const COUNTED_SERVERS = ['fastify', 'express', 'pure_flask', 'pure_tornado', 'gunicorn_gevent_flask_2'] as const

/** Fractions of the instructions per request, in every round and in turn. */
const COUNTED_PLANTS = { plants: [0.005, 0.02], inTurn: [0, 0.01, 0.05] } as const

export const USAGE = `Usage: npm run calibrate [-- options]

Tests what the gate promises: it does not call unchanged code regressed, and it does call a real slowdown regressed.
Without options, it simulates gates from recorded launches, and writes docs/calibration.md from these and from all records.

Live runs. Each is a real gate of a server against itself, with a slowdown planted on one side:
  --runs N          N runs of every combination of --plant and --neighbour, including recorded ones
  --server NAME     a server of servers/ that Node runs (default: fastify)
  --plant LIST      percents of the CPU per request (default: 0,5,10,20)
  --neighbour LIST  what else uses the machine: none, hog, burst (default: none)
  --minutes M       start no run after M minutes

Counted gates. Each counts the instructions of a server against itself, with more work planted on one side:
  --counted N       N rounds of counted gates, including recorded ones. A round has every server, alone and beside a hog,
                    with +0.5 % and +2 % of its instructions, and in turn with 0, +1 and +5 %
  --server LIST     servers of servers/ (default: ${COUNTED_SERVERS.join(',')})
  --plant LIST      percents of the instructions per request, all of them in every round
  --neighbour LIST  what else uses the machine: none, hog, burst (default: none,hog)
  --minutes M       start no gate after M minutes

Whole counted runs. Each counts every server of the showcase, unchanged, and holds it against the committed counts:
  --showcase N      N runs, including recorded ones
  --neighbour LIST  what else uses the machine, in turn: none, hog, burst (default: none,hog)
  --minutes M       start no run after M minutes

  --gates N         simulated gates of each kind (default: ${GATES})
  --budget NAME     how long a gate measures: quick, default or thorough, as LOADGATE_BUDGET (default: default)
  --help            show this text

Live runs are kept in .loadgate/calibration.jsonl, counted gates in ${COUNTED_RECORDS}, and whole
runs in ${SHOWCASE_RECORDS}, one line each (of a whole run, one line per row).
Repeat a command to continue where it ended.`

/** `gates` of each kind, each with this budget. */
type Simulated = { readonly gates: number; readonly budget: BudgetName }

export type LiveCommand = {
  readonly kind: 'live'
  readonly runs: number
  readonly server: string
  /** Fractions of the CPU per request. */
  readonly plants: readonly number[]
  readonly neighbours: readonly Neighbour[]
  readonly minutes: number | null
} & Simulated

export type CountedCommand = {
  readonly kind: 'counted'
  readonly blocks: number
  readonly servers: readonly string[]
  /** Fractions of the instructions per request: in every block, and one of them in turn. */
  readonly plants: readonly number[]
  readonly inTurn: readonly number[]
  readonly neighbours: readonly Neighbour[]
  readonly minutes: number | null
} & Simulated

export type ShowcaseCommand = {
  readonly kind: 'showcase'
  readonly runs: number
  /** One for each run, in turn. */
  readonly neighbours: readonly Neighbour[]
  readonly minutes: number | null
} & Simulated

export type Command =
  | { readonly kind: 'help' }
  | ({ readonly kind: 'simulated' } & Simulated)
  | LiveCommand
  | CountedCommand
  | ShowcaseCommand

const options = {
  runs: { type: 'string' },
  counted: { type: 'string' },
  showcase: { type: 'string' },
  server: { type: 'string' },
  plant: { type: 'string' },
  neighbour: { type: 'string' },
  minutes: { type: 'string' },
  gates: { type: 'string' },
  budget: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

/** What is run, one kind at a time. */
const KINDS = ['runs', 'counted', 'showcase'] as const

const LIVE_ONLY = ['server', 'plant', 'neighbour', 'minutes'] as const

/** Parses the command line. Throws LoadgateError with one sentence when it is wrong. */
export function readArguments(args: readonly string[]): Command {
  const given = parse(args)
  if (given.help) return { kind: 'help' }
  const simulated = {
    gates: parseCount('--gates', given.gates ?? String(GATES)),
    budget: parseBudget(given.budget ?? 'default'),
  }
  if (KINDS.filter((kind) => given[kind] !== undefined).length > 1) fail(messages.oneAfterTheOther)
  const minutes = given.minutes === undefined ? null : parseMinutes(given.minutes)
  if (given.counted !== undefined)
    return {
      kind: 'counted',
      blocks: parseCount('--counted', given.counted),
      servers: (given.server ?? COUNTED_SERVERS.join(',')).split(',').map((name) => name.trim()),
      ...(given.plant === undefined ? COUNTED_PLANTS : { plants: parsePlants(given.plant), inTurn: [] }),
      neighbours: parseNeighbours(given.neighbour ?? 'none,hog'),
      minutes,
      ...simulated,
    }
  if (given.showcase !== undefined) {
    const option = (['server', 'plant'] as const).find((name) => given[name] !== undefined)
    if (option) fail(messages.notOfShowcase({ option }))
    return {
      kind: 'showcase',
      runs: parseCount('--showcase', given.showcase),
      neighbours: parseNeighbours(given.neighbour ?? 'none,hog'),
      minutes,
      ...simulated,
    }
  }
  if (given.runs === undefined) {
    const option = LIVE_ONLY.find((name) => given[name] !== undefined)
    if (option) fail(messages.liveWithoutRuns({ option }))
    return { kind: 'simulated', ...simulated }
  }
  return {
    kind: 'live',
    runs: parseCount('--runs', given.runs),
    server: given.server ?? 'fastify',
    plants: parsePlants(given.plant ?? '0,5,10,20'),
    neighbours: parseNeighbours(given.neighbour ?? 'none'),
    minutes,
    ...simulated,
  }
}

function fail(message: string, cause?: unknown): never {
  throw new LoadgateError('calibrate', message, { cause })
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false }).values
  } catch (cause) {
    const [problem = ''] = (cause as Error).message.split(/\. |\n/)
    return fail(messages.wrongArguments({ problem }), cause)
  }
}

function parseCount(option: string, value: string): number {
  const count = numberIn(value)
  if (Number.isSafeInteger(count) && count >= 1) return count
  return fail(messages.notANumber({ option, value, kind: 'a whole number from 1 up' }))
}

function parseMinutes(value: string): number {
  const minutes = numberIn(value)
  if (Number.isFinite(minutes) && minutes >= 0) return minutes
  return fail(messages.notANumber({ option: '--minutes', value, kind: 'a number from 0 up' }))
}

function parseBudget(value: string): BudgetName {
  const name = BUDGET_NAMES.find((known) => known === value)
  return name ?? fail(messages.notABudget({ value, known: BUDGET_NAMES }))
}

function parsePlants(value: string): readonly number[] {
  const percents = value.split(',').map(numberIn)
  if (!percents.every((percent) => percent >= 0 && percent <= 500)) fail(messages.notPlants({ value }))
  return [...new Set(percents.map((percent) => percent / 100))]
}

function parseNeighbours(value: string): readonly Neighbour[] {
  const names = value.split(',').map((name) => NEIGHBOURS.find((known) => known === name.trim()))
  return [...new Set(names.map((name) => name ?? fail(messages.notNeighbours({ value, known: NEIGHBOURS }))))]
}

/** NaN for a blank, which `Number` takes for 0. */
function numberIn(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text)
}
