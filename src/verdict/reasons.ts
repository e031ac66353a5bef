import { METRICS, type Metric } from '../metrics.ts'
import { failed, type Failures } from '../sample.ts'
import type { Side } from '../side.ts'

/** Why a cell is `unsure` or `invalid`, in the words of the table: what happened, the number, the way out. */
export const reasons = {
  noBaseline: 'no baseline to compare with',
  sideAtFault: (side: Side, reason: string) => `${side === 'base' ? 'the base' : 'head'}: ${reason}`,
  referenceAtFault: (reference: string, reason: string) => `the reference server ${reference} failed: ${reason}`,
  tooManyFailures: (failures: Failures, sent: number, allowed: number) =>
    `${failed(failures)} of ${sent} requests got no right answer (${kinds(failures)}); ${percent(allowed)} are allowed`,
  generatorBound: (share: number) =>
    `generator-bound: the generator used ${percent(share)} of its core, so this would be its speed and not the server's; CPU a request still gates`,
  machineBusy: (cores: number, seconds: number) =>
    `machine busy: others used up to ${cores.toFixed(2)} cores, and no quiet round was left within ${Math.round(seconds)} s; run again when it is idle`,
  notMeasured: (metric: Metric) => `${METRICS[metric].label} cannot be measured on this machine`,
  tooFewForP99: (least: number) => `no launch gave the ${least} answers that a p99 needs; a longer LOADGATE_BUDGET has more`,
  noNumberInBaseline: (why: string) => `the baseline has no number: ${why}`,
  tooFewLaunches: (launches: number) =>
    `${launches} ${launches === 1 ? 'launch is' : 'launches are'} too few to decide; give it a longer LOADGATE_BUDGET`,
  tooFewToRecord: (launches: number, least: number) => `only ${launches} launches gave a number, and ${least} are needed`,
  notConfirmed: (launches: number) =>
    `red at a look, but of ${launches} launches too few came after it to repeat it; LOADGATE_BUDGET=thorough settles it`,
  ofTheOther: (other: string, reason: string) => `${other} cannot be used: ${reason}`,
  tooFewPairs: (waves: number, least: number) =>
    `both ran beside each other in ${waves} ${waves === 1 ? 'wave' : 'waves'}, and ${least} are needed; give it a longer LOADGATE_BUDGET`,
  tooClose: (waves: number) => `${waves} waves cannot tell; leave the claim a margin, or measure longer with LOADGATE_BUDGET`,
  tooNoisy: (launches: number, detectable: number) =>
    `${launches} launches show slowdowns from ${percent(detectable)} on; a longer LOADGATE_BUDGET shows smaller ones`,
} as const

const KINDS: Readonly<Record<keyof Failures, string>> = {
  status: 'status outside 2xx',
  body: 'wrong or empty body',
  connection: 'connection error',
  timeout: 'timeout',
  lost: 'connection closed without an answer',
}

function kinds(failures: Failures): string {
  return Object.entries(KINDS)
    .flatMap(([kind, words]) => {
      const count = failures[kind as keyof Failures]
      return count > 0 ? [`${count} × ${words}`] : []
    })
    .join(', ')
}

function percent(share: number): string {
  return `${(share * 100).toLocaleString('en', { maximumSignificantDigits: 3 })} %`
}
