import { excerpt, listed, type Problem } from '../model/wording.ts'

const restoreIt = 'Get the file back from git, or delete it and record it again with `npm run baseline:update`.'

/** What this room says to a user. */
export const messages = {
  noBaseline: ({ title, servers }: { readonly title: string; readonly servers: readonly string[] }) =>
    `Scenario "${title}" has no baseline for ${servers.join(', ')}. Record it with \`npm run baseline:update\` and commit the file.`,
  noBaselineHere: ({
    title,
    servers,
    machine,
  }: {
    readonly title: string
    readonly servers: readonly string[]
    readonly machine: string
  }) =>
    `Scenario "${title}" has no baseline for ${servers.join(', ')} on this kind of machine (${machine}), which fails in CI. Record it with \`npm run baseline:update\` on such a machine and commit the file, or compare with a git ref: LOADGATE_AGAINST=origin/main.`,
  noHistory: ({ said }: { readonly said: string }) =>
    `git could not read the history of the baselines (${said || 'it said nothing'}). Run this in the repository that has them.`,
  misnamedBaseline: ({ file, title, name }: { readonly file: string; readonly title: string; readonly name: string }) =>
    `${file} is the baseline of scenario ${JSON.stringify(title)}, but loadgate looks for that in ${name}, so it is never read. Rename it, or delete it.`,
  baselineNotJson: ({
    file,
    line,
    column,
    problem,
  }: {
    readonly file: string
    readonly line: number
    readonly column: number
    readonly problem: string
  }) =>
    `${file} is not JSON from line ${line}, column ${column} on (${problem}). It was cut off, or a person or a merge changed it. ${restoreIt}`,
  baselineVersion: ({
    file,
    found,
    known,
  }: {
    readonly file: string
    readonly found: number
    readonly known: number
  }) =>
    `${file} has version ${found} of the format, but this loadgate knows version ${known}. Use the loadgate that wrote it, or delete the file and record it again with \`npm run baseline:update\`.`,
  baselineWrong: ({ file, problems }: { readonly file: string; readonly problems: readonly Problem[] }) =>
    `${file} is not a valid baseline: ${listed(problems)}. ${restoreIt}`,
  baselineOfOtherMachine: ({
    file,
    found,
    folder,
  }: {
    readonly file: string
    readonly found: string
    readonly folder: string
  }) =>
    `${file} was recorded on the machine ${found} (\`machine.id\`), but it is in the folder of ${folder}. Move it to where it belongs, or delete it and record it again with \`npm run baseline:update\`.`,
  baselineOfOtherScenario: ({
    file,
    found,
    wanted,
  }: {
    readonly file: string
    readonly found: string
    readonly wanted: string
  }) =>
    `${file} is the baseline of scenario ${JSON.stringify(found)} (\`scenario.title\`), and scenario ${JSON.stringify(wanted)} would be kept in the same file. Give one of them another title; if it was renamed, delete the file and record it again with \`npm run baseline:update\`.`,
  baselineElsewhere: ({
    path,
    target,
    folder,
  }: {
    readonly path: string
    readonly target: string
    readonly folder: string
  }) =>
    `${path} leads to ${target}, outside the baselines folder ${folder}, so it is neither read nor written. Replace the symbolic link by the file or folder itself.`,
  baselineUnreadable: ({ path, problem }: { readonly path: string; readonly problem: string }) =>
    `The baseline ${path} cannot be read (${problem}). Make it readable, or move it out of the way and record it again with \`npm run baseline:update\`.`,
  baselineUnwritable: ({ path, problem }: { readonly path: string; readonly problem: string }) =>
    `The baseline ${path} cannot be written (${problem}), so it is unchanged. Make its folder writable, and record it again.`,
  baselinesNotAFolder: ({ path }: { readonly path: string }) =>
    `${path} is not a folder, but baselines are kept in folders below it. Move it out of the way, or let the option \`baselines\` name another folder.`,
  baselineNotWritten: ({ file, problems }: { readonly file: string; readonly problems: readonly Problem[] }) =>
    `What was measured is not a valid baseline, so ${file} is unchanged: ${listed(problems)}. Record it again; LOADGATE_BUDGET=thorough measures more launches.`,
  notComparable: ({ title, server, ...difference }: { readonly title: string; readonly server: string } & Difference) =>
    `The baseline of "${server}" in scenario "${title}" was recorded with ${changeOf(difference)}, so the two cannot be compared. Record it again with \`npm run baseline:update\`, or take the change back.`,
  recordAllServers: ({
    title,
    servers,
    ...difference
  }: { readonly title: string; readonly servers: readonly string[] } & Difference) =>
    `No baseline was written for scenario "${title}": the numbers of ${servers.join(', ')} were recorded with ${changeOf(difference)}. Record all servers at once with \`npm run baseline:update\`, without LOADGATE_SERVERS; if the scenario no longer has a server of that name, delete the file first.`,
} as const

/** What differs between a scenario as it was recorded and as it is now. */
type Difference = { readonly field: string; readonly before: unknown; readonly after: unknown }

const HEADERS = 'request.headers.'

/** `\`load.connections\` 4, but now it is 8`. Of headers, and of bodies that are kept by digest, it says nothing but that they differ. */
function changeOf({ field, before, after }: Difference): string {
  if (field === 'request.body.sha256') return 'another `request.body`'
  if (field === 'reached') return `requests by ${wayOf(before)}, but now it is asked by ${wayOf(after)}`
  if (!field.startsWith(HEADERS)) return `\`${field}\` ${setting(before)}, but now it is ${setting(after)}`
  const header = `the header \`${field.slice(HEADERS.length)}\``
  if (before === undefined) return `a request without ${header}, but now the request has it`
  return after === undefined
    ? `a request that had ${header}, but now the request has none`
    : `another value of ${header}`
}

/** How a server was asked, where a recording says so. */
function wayOf(reached: unknown): string {
  return typeof reached === 'string' ? reached : 'HTTP over a port'
}

/** A value of a scenario's definition; of a long one the beginning and the length. */
function setting(value: unknown): string {
  if (value === undefined) return 'absent'
  if (typeof value !== 'string') return JSON.stringify(value)
  return value.length > 60 ? `${excerpt(value)} (${value.length} characters)` : JSON.stringify(value)
}
