import type { WriteStream } from 'node:tty'
import { liveLine, type LiveLine } from '../host/live-line.ts'
import { monotonic } from '../host/proc.ts'
import type {
  CountingProgress,
  ExplainingProgress,
  MeasuringProgress,
  Progress,
  ShownProgress,
} from '../measure/progress.ts'
import { formatQuantity, formatSeconds } from '../model/units.ts'
import { visible } from '../report/safe.ts'
import { cut } from '../report/screen.ts'
import { isMoreAfter, leftInAll, shareDone, specFiles } from './spec-files.ts'

/** Shows progress: on a terminal in one line that is rewritten, elsewhere in a new line every ten seconds. */
export function showProgress(stream: WriteStream, now = monotonic): ShownProgress & Pick<LiveLine, 'say'> {
  const { show, clear, say } = liveLine(stream, now)
  const lineOf = wholeRun(now)
  return { show: (progress) => show((columns) => cut(lineOf(progress), columns)), clear, say }
}

/** Lines about the whole run, whose share never falls: a guess that was too good waits for the run to catch up. */
function wholeRun(now: () => number): (progress: Progress) => string {
  let most = 0
  return (progress) => {
    const files = specFiles()
    const left = progress.left > 0 ? leftInAll(files, progress.scenario, progress.left, now()) : 0
    const share = shareDone(files, left, now())
    if (share !== null) most = Math.max(most, share)
    return progressLine({ ...progress, left }, { inAll: isMoreAfter(files, progress.scenario), share: share && most })
  }
}

/**
 * The whole run first, because a narrow terminal cuts the end: `37 %, about 2 min left in all · home page: counting fastify, 3 of 8 launches`,
 * or `about 48 s left · home page: wave 2, round 1/2, measuring fastify, 10.4k req/s`. `inAll`: other scenarios follow. `share`: how
 * much of the run is done; null where nobody knows.
 */
export function progressLine(
  progress: Progress,
  { inAll, share }: { readonly inAll: boolean; readonly share: number | null } = { inAll: false, share: null },
): string {
  const { scenario, left } = progress
  const parts = partsOf(progress)
  const whole = [
    ...(share === null ? [] : [`${Math.floor(100 * share)} %`]),
    ...(left > 0 ? [`about ${formatSeconds(left)} left${inAll ? ' in all' : ''}`] : []),
  ]
  const now = visible(`${scenario}: ${parts.filter((part) => part !== '').join(', ')}`)
  return whole.length === 0 ? now : `${whole.join(', ')} · ${now}`
}

function partsOf(progress: Progress): readonly string[] {
  if (progress.step === 'counting') return countingParts(progress)
  if (!('wave' in progress)) return [explainingText(progress)]
  return measuringParts(progress)
}

function explainingText({ step, server }: ExplainingProgress): string {
  return step === 'profiling' ? `finding where ${server} changed` : `finding what ${server} waits for`
}

function countingParts({ server, launches, expected }: CountingProgress): readonly string[] {
  return [`counting ${server}`, `${launches} of ${expected} launches`]
}

function measuringParts(progress: MeasuringProgress): readonly string[] {
  const { again, wave, round, rounds, step, server, figure } = progress
  return [
    again ? 'again beside the recorded commit' : '',
    `wave ${wave}`,
    step === 'measuring' ? `round ${round}/${rounds}` : '',
    server === null ? step : `${step} ${server}`,
    figure === null ? '' : figureText(figure),
  ]
}

function figureText({ value, unit }: NonNullable<MeasuringProgress['figure']>): string {
  return unit === 'cores' ? `others use ${value.toFixed(2)} cores` : formatQuantity(value, unit)
}
