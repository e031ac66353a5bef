import { connectionsOf, type LoadOptions } from '../model/load.ts'
import type { Offered } from '../model/measurement.ts'
import { METRICS, type Metric } from '../model/metrics.ts'
import { formatQuantity, formatShare } from '../model/units.ts'
import { enumerated } from '../model/wording.ts'
import type { GeneratorSum } from './offered.ts'

/** What this room says of servers that are asked at a rate. */
export const atRate = {
  generatorLate: ({
    lag,
    share,
    allowed,
    orVegeta,
  }: {
    readonly lag: number
    readonly share: number
    readonly allowed: number
    readonly orVegeta: boolean
  }) =>
    `generator late: it sent ${formatShare(1 - share)} of the requests ${formatQuantity(lag, 's')} or more after they were due, and ${formatQuantity(allowed, 's')} are allowed, so this would be about the generator; lower the rate${orVegeta ? ", leave the generator a core of its own, or measure with `driver: 'vegeta'`" : ', or leave the generator a core of its own'}`,
  generatorsLate: ({
    late,
    allowed,
  }: {
    readonly late: readonly { readonly name: string; readonly lag: number }[]
    readonly allowed: number
  }) =>
    `${enumerated(late.map(({ name, lag }) => `generator ${name} sent 1 % of its requests ${formatQuantity(lag, 's')} or more after they were due`))}, and ${formatQuantity(allowed, 's')} are allowed, so the load was not the one that was asked for; lower the rate, or give that machine less else to do`,
  generators: ({ all }: { readonly all: readonly GeneratorSum[] }) =>
    `${all.length} ${all.length === 1 ? 'generator' : 'generators'} sent the requests: ${all.map(generatorText).join('; ')}. Percentiles are of all their requests together.`,
  rateIsGiven: 'the rate is given, so throughput says nothing',
  onlyAtRate: 'in a closed loop nothing is due: give `load.rate` or `load.share`',
  tooFewAtRate: ({ metric, least, answers, rate, seconds }: TooFewAtRate) =>
    `${METRICS[metric].label} takes ${least} answers per launch, and there were ${answers} in ${seconds.toFixed(1)} s at ${formatQuantity(rate, 'req/s')}: it takes ${formatQuantity(Math.ceil(least / seconds), 'req/s')}, or ${Math.ceil(least / rate)} s (\`budget.rounds\`, of a second each)`,
  cannotKeepUp: ({
    rate,
    answered,
    before,
  }: {
    readonly rate: number
    readonly answered: number
    readonly before: number
  }) =>
    `it cannot keep up with ${rate} requests per second: it answered ${formatShare(answered)} of those that became due, and ${formatShare(before)} before`,
  offered: ({ servers, rates, load, requests, unanswered, lag }: OfferedText) =>
    `${enumerated(servers.map(({ server }) => server))} ${servers.length === 1 ? 'was' : 'were'} asked ${ratesText(rates)} times per second, whether or not ${servers.length === 1 ? 'it' : 'they'} had answered${load.share === undefined ? '' : ` (${formatShare(load.share)} of ${servers.length === 1 ? 'its' : 'their'} capacity)`}. ${queuedText(servers, requests, load)}${unanswered === 0 ? '' : `, and ${unanswered} had no answer seconds after the last was sent: they count with the time that they had waited by then`}. Latencies count from when a request was due${lag === null ? '' : `; 99 % were sent within ${formatQuantity(lag, 's')} of that`}.`,
  fallsBehind: ({
    server,
    rate,
    answered,
  }: {
    readonly server: string
    readonly rate: number
    readonly answered: number
  }) =>
    `${server} cannot keep up with ${rate} requests per second: it answered ${formatShare(answered)} of those that became due, and the others wait in a queue that grows. So its latencies depend on how long it is asked; lower the rate to compare them.`,
} as const

/** A server, and how many of its requests waited for a connection. */
type Waited = Pick<Offered, 'queued'> & { readonly server: string }

/** `requests`, `unanswered` and `lag` are those of all servers together. */
type OfferedText = Pick<Offered, 'requests' | 'unanswered'> & {
  readonly servers: readonly Waited[]
  readonly rates: readonly number[]
  readonly load: LoadOptions
  readonly lag: number | null
}

/** `Of 6000 requests, 49 waited for one of 100 connections (40 of fastify, 9 of express)` */
function queuedText(servers: readonly Waited[], requests: number, load: LoadOptions): string {
  const waited = servers.filter(({ queued }) => queued > 0)
  if (waited.length === 0) return `None of ${requests} requests waited for a connection`
  const all = waited.reduce((sum, { queued }) => sum + queued, 0)
  const whose = waited.map(({ server, queued }) => `${queued} of ${server}`).join(', ')
  return `Of ${requests} requests, ${all} waited for one of ${connectionsOf(load)} connections${servers.length === 1 ? '' : ` (${whose})`}`
}

function generatorText({ name, requests, p50, lag, clock }: GeneratorSum): string {
  const [ahead, uncertainty] = [Math.abs(clock.ahead), clock.uncertainty].map((one) => formatQuantity(one, 's'))
  const details = [
    ...(p50 === null ? [] : [`p50 ${formatQuantity(p50, 's')}`]),
    ...(lag === null ? [] : [`99 % sent within ${formatQuantity(lag, 's')} of being due`]),
    `clock ${ahead} ${clock.ahead < 0 ? 'behind' : 'ahead'}, give or take ${uncertainty}`,
  ]
  return `${name} ${requests} (${details.join(', ')})`
}

/** `500`, or `478 to 6120` */
function ratesText(rates: readonly number[]): string {
  const [least, most] = [Math.min(...rates), Math.max(...rates)]
  return least === most ? String(least) : `${least} to ${most}`
}

type TooFewAtRate = {
  readonly metric: Metric
  readonly least: number
  readonly answers: number
  readonly rate: number
  readonly seconds: number
}
