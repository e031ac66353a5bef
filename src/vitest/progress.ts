import type { WriteStream } from 'node:tty'
import { monotonic } from '../host/proc.ts'
import type { CountingProgress, MeasuringProgress, Progress, ShownProgress } from '../measure/progress.ts'
import { formatQuantity, formatSeconds } from '../model/units.ts'
import { filesAfter, leftInAll, specFiles } from './spec-files.ts'

/** Seconds between two lines where there is no terminal. */
const EVERY = 10

/** Shows progress: on a terminal in one line that is rewritten, elsewhere in a new line every ten seconds. */
export function showProgress(stream: WriteStream, now = monotonic): ShownProgress {
  return stream.isTTY ? liveLine(stream, now) : slowLines(stream, now)
}

function liveLine(stream: WriteStream, now: () => number): ShownProgress {
  return {
    show: (progress) => stream.write(`\r\u001B[2K${lineNow(progress, now()).slice(0, stream.columns - 1)}`),
    clear: () => stream.write('\r\u001B[2K'),
  }
}

function slowLines(stream: WriteStream, now: () => number): ShownProgress {
  let next = now()
  return {
    show(progress) {
      if (now() < next) return
      next = now() + EVERY
      stream.write(`${lineNow(progress, now())}\n`)
    },
    clear: () => {},
  }
}

function lineNow(progress: Progress, now: number): string {
  const files = specFiles()
  const left = progress.left > 0 ? leftInAll(files, progress.left, now) : 0
  return progressLine({ ...progress, left }, filesAfter(files) > 0)
}

/**
 * `home page: counting fastify, 3 of 8 launches, about 2 min left`, or
 * `home page: wave 2, round 1/2, measuring fastify, 10.4k req/s, about 48 s left`. `inAll`: other spec files follow.
 */
export function progressLine(progress: Progress, inAll = false): string {
  const { scenario, left } = progress
  const parts = partsOf(progress)
  const ending = left > 0 ? [`about ${formatSeconds(left)} left${inAll ? ' in all' : ''}`] : []
  return `${scenario}: ${[...parts, ...ending].filter((part) => part !== '').join(', ')}`
}

function partsOf(progress: Progress): readonly string[] {
  if (progress.step === 'counting') return countingParts(progress)
  return progress.step === 'profiling' ? [`finding where ${progress.server} changed`] : measuringParts(progress)
}

function countingParts({ server, launches, expected }: CountingProgress): readonly string[] {
  return [`counting ${server}`, `${launches} of ${expected} launches`]
}

function measuringParts({ wave, round, rounds, step, server, figure }: MeasuringProgress): readonly string[] {
  return [
    `wave ${wave}`,
    step === 'measuring' ? `round ${round}/${rounds}` : '',
    server === null ? step : `${step} ${server}`,
    figure === null ? '' : figureText(figure),
  ]
}

function figureText({ value, unit }: NonNullable<MeasuringProgress['figure']>): string {
  return unit === 'cores' ? `others use ${value.toFixed(2)} cores` : formatQuantity(value, unit)
}
