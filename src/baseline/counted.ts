import { COUNTED_VERSION, countedSchema, type CountedBaseline, type CountedServer } from '../model/count.ts'
import { LoadgateError } from '../model/error.ts'
import type { Asking } from '../model/asking.ts'
import { issueText } from '../model/issue-text.ts'
import { recordAsking } from '../model/recorded-asking.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Reached } from '../model/way-to.ts'
import { refuseStaying, askingDifference, wayDifference } from './comparable.ts'
import { COUNTED_FOLDER, displayPath, pathOf, schemaFor, withAccess } from './files.ts'
import { parseJson } from './json.ts'
import { messages } from './messages.ts'
import { checked, problemsWith, refuseOtherVersion } from './parse.ts'
import { readText, replaceIn, titlesIn } from './store.ts'
import { byName, orderedAsking, textOf } from './text.ts'

/** What was counted, kept in one file per scenario for all machines: `baselines/counted/<scenario>.json`. */

/**
 * What was counted of a scenario, on whatever machine; null only when there is no file. Throws LoadgateError, with the file
 * and the field, when the file cannot be read, is not valid, is of another version, or belongs to another scenario.
 */
export function readCounted(folder: string, title: string): CountedBaseline | null {
  const file = pathOf(folder, COUNTED_FOLDER, title)
  const text = readText(folder, file)
  if (text === null) return null
  const value = parseJson(text, displayPath(file))
  refuseOtherVersion(value, displayPath(file), COUNTED_VERSION)
  const baseline = checked(countedSchema, value, displayPath(file))
  if (baseline.scenario.title !== title)
    throw new LoadgateError(
      'baseline-of-other-scenario',
      messages.baselineOfOtherScenario({ file: displayPath(file), found: baseline.scenario.title, wanted: title }),
    )
  return baseline
}

/** The scenarios that were counted, by title, and a sentence for each file whose title cannot be read. */
export function countedTitles(folder: string): ReturnType<typeof titlesIn> {
  return titlesIn(folder, [COUNTED_FOLDER])
}

/**
 * Replaces the file of the baseline's scenario, and returns its path. `$schema` is filled in. Throws LoadgateError when that
 * fails; the old file is then unchanged, and nothing is left beside it.
 */
export function writeCounted(folder: string, baseline: Omit<CountedBaseline, '$schema'>): string {
  const file = pathOf(folder, COUNTED_FOLDER, baseline.scenario.title)
  const $schema = withAccess(file, messages.baselineUnwritable, () => schemaFor(folder, 'counted'))
  const text = countedText({ ...baseline, $schema })
  const problems = problemsWith(
    countedSchema.safeParse(parseJson(text, displayPath(file)), { reportInput: true, error: issueText }),
  )
  if (problems.length > 0)
    throw new LoadgateError('baseline-not-written', messages.baselineNotWritten({ file: displayPath(file), problems }))
  replaceIn(folder, file, text)
  return file
}

type Fresh = Omit<CountedBaseline, '$schema'>

/**
 * The counts to write after some servers were counted again: theirs are replaced, the others stay. Throws LoadgateError when
 * the others were counted with another request.
 */
export function mergeCounted(old: CountedBaseline | null, fresh: Fresh): Fresh {
  if (!old) return fresh
  const staying = Object.keys(old.servers).filter((name) => !Object.hasOwn(fresh.servers, name))
  refuseStaying(fresh.scenario.title, staying, askingDifference(old.scenario, fresh.scenario))
  return { ...fresh, servers: { ...old.servers, ...fresh.servers } }
}

/**
 * Null when a server was counted with the same request, in the same way; otherwise a sentence that says what differs, or that there is
 * no count. What else counts depend on is `compareIdentities`.
 */
export function whyCountsNotComparable(
  baseline: CountedBaseline,
  scenario: Asking & Pick<Scenario, 'title'>,
  server: Reached & { readonly name: string },
): string | null {
  const { title } = scenario
  const { name } = server
  const counted = Object.hasOwn(baseline.servers, name) ? baseline.servers[name] : undefined
  if (!counted) return messages.noBaseline({ title, servers: [name] })
  const difference =
    askingDifference(baseline.scenario, recordAsking(scenario)) ?? wayDifference(counted.reached, server)
  return difference && messages.notComparable({ title, server: name, ...difference })
}

/** The same text for the same numbers: fields in a fixed order, servers by name, one metric per line. */
export function countedText(baseline: CountedBaseline): string {
  const { $schema, version, scenario, servers } = roundCounts(baseline)
  const ordered = Object.entries(byName(servers)).map(([name, server]) => [name, orderedServer(server)])
  const value = { $schema, version, scenario: { title: scenario.title, ...orderedAsking(scenario) } }
  return `${textOf({ ...value, servers: Object.fromEntries(ordered) }, [])}\n`
}

/** Counts to seven significant digits, which is more than they repeat to (0.02 %); spreads to two. */
export function roundCounts(baseline: CountedBaseline): CountedBaseline {
  const servers = Object.entries(baseline.servers).map(([name, server]) => {
    const { instructions, gcInstructions } = server.metrics
    const metrics = { instructions: roundLaunches(instructions), gcInstructions: roundLaunches(gcInstructions) }
    return [name, { ...server, metrics }] as const
  })
  return { ...baseline, servers: Object.fromEntries(servers) }
}

type Launches = CountedServer['metrics']['instructions']

function roundLaunches({ launches, spread }: Launches): Launches {
  return { launches: significant(launches, 7), spread: significant(spread, 2) }
}

function significant(values: readonly number[], digits: number): readonly number[] {
  return values.map((value) => Number(value.toPrecision(digits)))
}

function orderedServer({ recorded, identity, reached, metrics }: CountedServer): CountedServer {
  const { at, commit, dirty } = recorded
  const { runtime, binary, libc, valgrind, arch, method } = identity
  const { instructions, gcInstructions } = metrics
  return {
    recorded: { at, commit, dirty },
    identity: { runtime, binary, libc, valgrind, arch, method },
    reached,
    metrics: { instructions: orderedLaunches(instructions), gcInstructions: orderedLaunches(gcInstructions) },
  }
}

function orderedLaunches({ launches, spread }: Launches): Launches {
  return { launches, spread }
}
