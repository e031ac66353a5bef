import { lastOutput } from '../model/wording.ts'

/** What this room says to a user. */
export const messages = {
  noProject:
    'This project was not made by loadgate(): put `loadgate({ servers })` into `projects` of vitest.config.ts.',
  wrongToken: 'The token is wrong: only the specs of this run may ask for measurements.',
  workerGone: 'The worker that asked for a measurement is gone, so measuring was given up.',
  gateGone: 'The gate ended while a measurement was under way, so there is no result. Run it again.',
  specsNotRead: ({ how, output }: { readonly how: string; readonly output: string }) =>
    `The scenarios of the specs could not be read: the program that imports them ${how}. Correct what it reports, so that the gate itself can import them, too.${lastOutput(output)}`,
  notInScenario: ({
    title,
    server,
    servers,
  }: {
    readonly title: string
    readonly server: string
    readonly servers: readonly string[]
  }) =>
    `Scenario "${title}" measures no server "${server}" in this run, only: ${servers.join(', ') || 'none'}. Take the names from \`servers\` of the scenario.`,
  noSuchServer: ({
    title,
    server,
    servers,
  }: {
    readonly title: string
    readonly server: string
    readonly servers: readonly string[]
  }) =>
    `Scenario "${title}" has no server "${server}", so what depends on it would be skipped for ever. It has: ${servers.join(', ')}.`,
  noSuchRequest: ({
    title,
    request,
    names,
  }: {
    readonly title: string
    readonly request: string
    readonly names: readonly string[]
  }) =>
    names.length === 0
      ? `Scenario "${title}" asks one request, so \`run(server)\` is all that there is: leave { request: "${request}" } out.`
      : `Scenario "${title}" has no request "${request}". It has: ${names.join(', ')}.`,
  oneRequestOutpaces:
    'toOutpace() compares whole runs. Leave `request` out, or hold a request to a limit with toMeet().',
  notMeasuredYet: ({ title, server }: { readonly title: string; readonly server: string }) =>
    `Scenario "${title}" has not measured "${server}" yet: measuring happens before the file's tests. Call \`run\` inside a test.`,
  noNot:
    'A baseline is held or not shown to be broken; `.not.toHoldBaseline()` would pass on every noisy run. Leave out `.not`.',
  noNotOutpace:
    'What is not shown to be better need not be worse, so `.not.toOutpace()` would pass on every noisy run. Say it the other way round, `expect(other).toOutpace(run)`, or leave out `.not`.',
  noNotMeet:
    'What is not shown to meet a limit need not miss it, so `.not.toMeet()` would pass on every noisy run. Leave out `.not`, and turn the limit round if you mean its opposite.',
  noLimits: ({ title }: { readonly title: string }) =>
    `toMeet() has no limits, and scenario "${title}" has none either. Give them to one of both, such as { latencyP99: { below: 0.05 } }.`,
  otherScenario: ({ one, other }: { readonly one: string; readonly other: string }) =>
    `toOutpace() compares two servers that were measured beside each other, but one run is of scenario ${JSON.stringify(one)} and the other of scenario ${JSON.stringify(other)}. Take both from one scenario.`,
  sameServer: ({ title, server }: { readonly title: string; readonly server: string }) =>
    `toOutpace() compares two servers, but both runs are of "${server}" in scenario "${title}". Name another server.`,
  keepsNoBaseline: ({ title }: { readonly title: string }) =>
    `Scenario "${title}" says \`baseline: false\`, so there is nothing to hold a server against. Leave that out, or ask for toOutpace() only.`,
  notARun: ({ where }: { readonly where: string }) => `${where} wants what \`run(server)\` of a scenario returns.`,
} as const
