import { DRIVERS, type DriverName } from '../model/scenario.ts'
import { LoadgateError } from '../model/error.ts'
import { nearestName } from '../model/nearest-name.ts'
import { messages } from './messages.ts'

export const BUDGET_NAMES = ['quick', 'default', 'thorough'] as const

export type BudgetName = (typeof BUDGET_NAMES)[number]

/** The environment variables that a run obeys, and what they are for. */
export const VARIABLES = {
  LOADGATE_AGAINST: 'A git ref, such as `origin/main`: compares with its servers instead of a baseline.',
  LOADGATE_BUDGET:
    '`quick`, `default` or `thorough`: how long to measure before a metric stays `unsure`, about 40 s, 108 s or 10 min per scenario, and at least three waves. With `default`, a server whose counts hold is timed for 40 s, and what looks slower then is measured beside the commit that recorded its baseline. For a quiet machine it waits 20 s, 45 s or 5 min per scenario, and measures fewer waves then. A metric that looks red is measured on until that is confirmed or not.',
  LOADGATE_BUSY: '`wait` (default) repeats rounds in which the machine was busy. `measure` counts them.',
  LOADGATE_COUNT:
    '`auto` (default) counts instructions where valgrind is installed. `only` times nothing, and is red where a server cannot be counted. `off` leaves counting out.',
  LOADGATE_DRIVER:
    '`autocannon`, `undici`, `wrk`, `ab` or `vegeta`: the load generator of every scenario. At a rate: `undici` or `vegeta`.',
  LOADGATE_EXPLAIN:
    '`red` (default) says which functions made a counted change, for the four servers whose instructions regressed or improved most, and what requests wait for, for the four whose time regressed most without that. `all` says both of every server. `off` leaves it out.',
  LOADGATE_REQUIRE: '`some` (default) skips a server that cannot run here. `all` fails every scenario that has one.',
  LOADGATE_SERVERS: 'Names with commas between them: only these servers are measured, beside the references.',
  LOADGATE_UNSURE:
    '`pass` (default) or `fail`: what `unsure` does to the exit code. Set to `pass` by hand, a run in which nothing could be measured passes, too.',
} as const

/**
 * What loadgate itself gives to the programs that it starts. No user sets them, but a gate inherits them that runs in a program which
 * another gate started.
 */
export const INHERITED: readonly string[] = [
  'LOADGATE_LAUNCH',
  'LOADGATE_MAPS',
  'LOADGATE_NODE_FLAGS',
  'LOADGATE_RUNTIME_REPORT',
  'LOADGATE_TRACE',
]

/** Those of `VARIABLES` that are set. */
export function variablesIn(env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const names = Object.keys(VARIABLES)
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]] as const] : [])))
}

/** `auto`: count instructions where valgrind is; `only`: nothing but that; `off`: not at all. */
export const COUNTING = ['auto', 'only', 'off'] as const

/** `red`: explain what changed; `all`: every server; `off`: nothing. */
export const EXPLAINING = ['red', 'all', 'off'] as const

/** What the environment variables say. */
export type Settings = {
  readonly budget: BudgetName
  /** Names from LOADGATE_SERVERS; null for all. */
  readonly servers: readonly string[] | null
  readonly unsure: 'pass' | 'fail'
  /** Whether instructions are counted. */
  readonly count: (typeof COUNTING)[number]
  /** Of which servers the run says where their instructions went, or what their requests wait for. */
  readonly explain: (typeof EXPLAINING)[number]
  /** `pass` was set by hand, so that a run in which nothing was measured passes, too. */
  readonly passesUnsure: boolean
  /** Count rounds on a busy machine, too. */
  readonly insist: boolean
  /** Whether a server that cannot run here stops the run. */
  readonly requireAll: boolean
  /** The load generator of every scenario; null for the scenario's own, or what suits its servers. */
  readonly driver: DriverName | null
  /** The git ref from LOADGATE_AGAINST to compare with; null for the committed baseline. */
  readonly against: string | null
}

/**
 * Throws LoadgateError that names the variable, its value, and what it may be; or the variables of this prefix that there are not, which
 * would change nothing. An empty value counts as unset.
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>, known: readonly string[]): Settings {
  refuseUnknown(env)
  return {
    budget: oneOf(env, 'LOADGATE_BUDGET', BUDGET_NAMES, 'default'),
    servers: readServers(env['LOADGATE_SERVERS'], known),
    unsure: oneOf(env, 'LOADGATE_UNSURE', ['pass', 'fail'], 'pass'),
    count: readCount(env),
    explain: oneOf(env, 'LOADGATE_EXPLAIN', EXPLAINING, 'red'),
    passesUnsure: env['LOADGATE_UNSURE'] === 'pass',
    insist: oneOf(env, 'LOADGATE_BUSY', ['wait', 'measure'], 'wait') === 'measure',
    driver: env['LOADGATE_DRIVER'] ? oneOf(env, 'LOADGATE_DRIVER', DRIVERS, 'autocannon') : null,
    requireAll: oneOf(env, 'LOADGATE_REQUIRE', ['some', 'all'], 'some') === 'all',
    against: readRef(env['LOADGATE_AGAINST']),
  }
}

/** What Kubernetes gives every container where there is a service called `loadgate`: `LOADGATE_SERVICE_HOST`, `LOADGATE_PORT_80_TCP`. */
const OF_KUBERNETES = /_SERVICE_(?:HOST|PORT)|_PORT(?:_|$)/

function refuseUnknown(env: Readonly<Record<string, string | undefined>>): void {
  const known = Object.keys(VARIABLES)
  const others = Object.keys(env).filter((name) => name.startsWith('LOADGATE_') && env[name])
  const unknown = others.filter((name) => ![...known, ...INHERITED].includes(name) && !OF_KUBERNETES.test(name))
  if (unknown.length === 0) return
  const sentences = unknown.map((name) => messages.unknownVariable({ name, nearest: nearestName(name, known), known }))
  throw new LoadgateError('unknown-variable', sentences.join('\n'))
}

/** LOADGATE_COUNT alone. Throws LoadgateError that says what it may be. */
export function readCount(env: Readonly<Record<string, string | undefined>>): Settings['count'] {
  return oneOf(env, 'LOADGATE_COUNT', COUNTING, 'auto')
}

function oneOf<T extends string>(
  env: Readonly<Record<string, string | undefined>>,
  variable: string,
  allowed: readonly T[],
  otherwise: T,
): T {
  const value = env[variable]
  if (!value) return otherwise
  const match = allowed.find((word) => word === value)
  if (!match) throw new LoadgateError('wrong-variable', messages.wrongVariable({ variable, value, allowed }))
  return match
}

function readServers(value: string | undefined, known: readonly string[]): readonly string[] | null {
  const wanted = (value ?? '').split(',').flatMap((text) => text.trim() || [])
  for (const name of wanted) {
    if (!known.includes(name))
      throw new LoadgateError('unknown-server', messages.unknownServer({ where: 'LOADGATE_SERVERS', name, known }))
  }
  return wanted.length === 0 ? null : [...new Set(wanted)]
}

/** Git will tell whether the ref exists, but it would take a ref that begins with "-" for an option. */
function readRef(value: string | undefined): string | null {
  const ref = (value ?? '').trim()
  if (ref.startsWith('-')) throw new LoadgateError('wrong-ref', messages.wrongRef({ ref }))
  return ref === '' ? null : ref
}
