import type { WriteStream } from 'node:tty'
import type { MeasuringProgress, Progress, ShownProgress } from '../measure/progress.ts'
import { formatQuantity, formatSeconds } from '../model/units.ts'

/** Seconds between two lines where there is no terminal. */
const EVERY = 10

/** Shows progress: on a terminal in one line that is rewritten, elsewhere in a new line every ten seconds. */
export function showProgress(stream: WriteStream, now = () => performance.now() / 1000): ShownProgress {
  return stream.isTTY ? liveLine(stream) : slowLines(stream, now)
}

function liveLine(stream: WriteStream): ShownProgress {
  return {
    show: (progress) => stream.write(`\r\u001B[2K${progressLine(progress).slice(0, stream.columns - 1)}`),
    clear: () => stream.write('\r\u001B[2K'),
  }
}

function slowLines(stream: WriteStream, now: () => number): ShownProgress {
  let next = now()
  return {
    show(progress) {
      if (now() < next) return
      next = now() + EVERY
      stream.write(`${progressLine(progress)}\n`)
    },
    clear: () => {},
  }
}

/** `home page: counting fastify, launch 3`, or `home page: wave 2, round 1/2, measuring fastify, 10.4k req/s, about 48 s left`. */
export function progressLine(progress: Progress): string {
  return progress.step === 'counting'
    ? `${progress.scenario}: counting ${progress.server}, launch ${progress.launches}`
    : measuringLine(progress)
}

function measuringLine({ scenario, wave, round, rounds, step, server, figure, left }: MeasuringProgress): string {
  const parts = [
    `wave ${wave}`,
    step === 'measuring' ? `round ${round}/${rounds}` : '',
    server === null ? step : `${step} ${server}`,
    figure === null ? '' : figureText(figure),
    left > 0 ? `about ${formatSeconds(left)} left` : '',
  ]
  return `${scenario}: ${parts.filter((part) => part !== '').join(', ')}`
}

function figureText({ value, unit }: NonNullable<MeasuringProgress['figure']>): string {
  return unit === 'cores' ? `others use ${value.toFixed(2)} cores` : formatQuantity(value, unit)
}
