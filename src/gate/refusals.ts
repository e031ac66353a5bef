import type { Side } from '../model/measurement.ts'
import { formatShare } from '../model/units.ts'
import { enumerated } from '../model/wording.ts'

/** Why something is not measured as it was asked: what a user has to correct first. */
export const refusals = {
  againstWhileUpdating:
    'LOADGATE_AGAINST compares with a git ref, and a baseline update records one side: they exclude each other. Unset LOADGATE_AGAINST.',
  variableNotSet: ({
    title,
    missing,
  }: {
    readonly title: string
    readonly missing: readonly { readonly field: string; readonly name: string }[]
  }) =>
    `Scenario "${title}" cannot be measured: ${enumerated(missing.map(({ field, name }) => `\`${field}\` needs the environment variable ${name}`))}, which ${missing.length === 1 ? 'is' : 'are'} not set. Set ${missing.length === 1 ? 'it' : 'them'}, in CI from its secrets.`,
  wrongHeaderValue: ({ title, header }: { readonly title: string; readonly header: string }) =>
    `Scenario "${title}" cannot be measured: \`${header}\` has a line break or a character outside Latin-1 in it, once it is filled in. Correct the environment variable: a file's last line break may be in it.`,
  noPrepare: ({
    title,
    server,
    field,
    name,
  }: {
    readonly title: string
    readonly server: string
    readonly field: string
    readonly name: string
  }) =>
    `Scenario "${title}" cannot be measured: \`${field}\` has {${name}}, but the server "${server}" has no \`prepare\` that returns it. Add one to its definition, or write {env.${name}} for a variable of the environment.`,
  limitOfTheMix: ({
    title,
    request,
    metric,
  }: {
    readonly title: string
    readonly request: string
    readonly metric: string
  }) =>
    `toMeet(limits): \`${metric}\` is known of all requests of "${title}" together, and not of "${request}" alone. A request has its own latencies and failed requests; ask for the rest without \`request\`.`,
  nothingFills: ({
    title,
    server,
    field,
    name,
    known,
  }: {
    readonly title: string
    readonly server: string
    readonly field: string
    readonly name: string
    readonly known: readonly string[]
  }) =>
    `Scenario "${title}" cannot be measured: nothing fills {${name}} in \`${field}\`. ${known.length === 0 ? 'There is no `data` with such a field' : `\`data\` and the steps before give ${enumerated(known)}`}, no step before it takes it, and the server "${server}" has no \`prepare\` that returns it. If the braces are meant as text, put a blank into them.`,
  wrongHeaderData: ({ title, field, row }: { readonly title: string; readonly field: string; readonly row: number }) =>
    `Scenario "${title}" cannot be measured: row ${row} of \`data\` has a line break or a character outside Latin-1 in "${field}", which a header is filled with.`,
  wrongLoop: ({ title, why }: { readonly title: string; readonly why: string }) =>
    `Scenario "${title}": LOADGATE_DRIVER ${why}.`,
  noHost: ({ title, server, side }: { readonly title: string; readonly server: string; readonly side: Side | null }) =>
    `Scenario "${title}" has \`generators\`, and they cannot reach ${server}${side === null ? '' : ` (${side})`}: its definition names no \`host\`, so that it is asked on this machine alone. Give it the IP address of this machine at which others reach it, such as \`host: '10.0.0.5'\`${side === null ? '' : ', on that side, too'}.`,
  generatorsUrl: ({ title, server }: { readonly title: string; readonly server: string }) =>
    `Scenario "${title}" has \`generators\`, and ${server} already runs at its \`url\`, which is asked from this machine alone. Give it a \`command\` and a \`host\` in place of \`url\`, or remove \`generators\`.`,
  needlessHost: ({ title, server, host }: { readonly title: string; readonly server: string; readonly host: string }) =>
    `Scenario "${title}" names ${server}, whose definition has \`host: '${host}'\`, and no \`generators\`: a server listens to other machines only for these. Give the scenario \`generators\`, or define the server a second time without \`host\`.`,
  foreignHost: ({
    server,
    host,
    own,
  }: {
    readonly server: string
    readonly host: string
    readonly own: readonly string[]
  }) =>
    `Server "${server}" cannot listen at its \`host\`, ${host}, which is no address of this machine. It has ${enumerated(own)}. Correct \`host\`.`,
  generatorsDriver: ({ title, driver }: { readonly title: string; readonly driver: string }) =>
    `Scenario "${title}" has \`generators\`, and LOADGATE_DRIVER is ${driver}: vegeta alone runs behind a prefix. Leave LOADGATE_DRIVER out, or set it to vegeta.`,
  unknownCapacity: ({
    title,
    servers,
    share,
    machine,
  }: {
    readonly title: string
    readonly servers: readonly string[]
    readonly share: number
    readonly machine: string
  }) =>
    `Scenario "${title}" asks at ${formatShare(share)} of the capacity of ${enumerated(servers)} (\`load.share\`), which is not known: there is no baseline of ${servers.length === 1 ? 'it' : 'them'} on this kind of machine (${machine}). Record one there with \`npm run baseline:update\`, which measures the capacity first; or compare with a git ref, LOADGATE_AGAINST=origin/main, which takes that of base; or give \`load.rate\` in requests per second.`,
  gateClosing: 'The gate is closing, so nothing is measured any more. Run it again.',
  fixedPortAgainst: ({ server, port, ref }: { readonly server: string; readonly port: number; readonly ref: string }) =>
    `Server "${server}" has the fixed \`port: ${port}\`, and LOADGATE_AGAINST=${ref} runs it twice at the same time, as it is and as it was there: a fixed port and LOADGATE_AGAINST exclude each other. Let loadgate choose the port: remove \`port\`, and write \`{port}\` where \`command\` or \`env\` has ${port}, or let the server listen on PORT. LOADGATE_SERVERS leaves a server out of one run.`,
  notWritable: ({ folder, problem }: { readonly folder: string; readonly problem: string }) =>
    `Nothing can be written to ${folder} (${problem}), so nothing was measured. Make it a folder that you may write to.`,
  requiredAll: ({ skipped }: { readonly skipped: readonly { readonly server: string; readonly reason: string }[] }) =>
    `LOADGATE_REQUIRE=all, but ${skipped.length} ${skipped.length === 1 ? 'server' : 'servers'} cannot run here:\n${skipped.map(({ server, reason }) => `${server}: ${reason}`).join('\n')}`,
  againstRunning: ({ running, others }: { readonly running: readonly string[]; readonly others: readonly string[] }) =>
    `LOADGATE_AGAINST cannot compare ${enumerated(running)}: ${running.length === 1 ? 'it already runs' : 'they already run'} (\`url\`), and the other git ref has no process of ${running.length === 1 ? 'its' : 'their'} own. Give ${running.length === 1 ? 'it' : 'them'} a \`command\`${others.length === 0 ? '' : `, or compare the others with LOADGATE_SERVERS=${others.join(',')}`}.`,
  noFirstByte: ({ driver, title }: { readonly driver: string; readonly title: string }) =>
    `${driver} cannot time the first byte of a body, which scenario "${title}" asks for with \`firstByte\`. Leave LOADGATE_DRIVER and the scenario's \`driver\` out, or set them to undici.`,
  unreachable: ({ driver, server, way }: { readonly driver: string; readonly server: string; readonly way: string }) =>
    `${driver} cannot measure ${server}, which is reached by ${way}. Leave LOADGATE_DRIVER and the scenario's \`driver\` out, or set them to undici.`,
} as const
