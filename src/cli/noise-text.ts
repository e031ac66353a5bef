import { sentences } from '../errors.ts'
import { visible } from '../report/visible.ts'
import { formatChange, formatQuantity, formatShare } from '../units.ts'
import type { Judgement, Noise, Pace } from './noise.ts'
import { sectionsText, type Look, type Row } from './sections.ts'

/** As many busy processes are named. */
const NAMED = 3

const NOT_TOLD = 'not told'

const FORMATS = { quiet: 'green', uneven: 'yellow', busy: 'yellow' } as const satisfies Record<Judgement, Row['format']>

/** What `seconds` of self-test saw, for a terminal. */
export function noiseText(noise: Noise, seconds: number, look: Look): string {
  const { paces, others, stolen, judgement } = noise
  const busy = noise.busy.slice(0, NAMED).map(({ name, pid, cores }) => sentences.busyProcess(visible(name), pid, cores))
  const rows: readonly Row[] = [
    ...paces.map((pace) => ({ label: pace.kind, text: paceText(pace) })),
    { label: 'others', text: others === null ? NOT_TOLD : sentences.otherCores(others) },
    ...(busy.length === 0 ? [] : [{ label: 'busiest', text: busy.join(', ') }]),
    { label: 'steal', text: stolen === null ? NOT_TOLD : sentences.stolenCores(stolen) },
    { label: 'now', text: judgementText(noise), format: FORMATS[judgement] },
  ]
  return sectionsText([{ title: `Noise in ${seconds} s`, rows }], look)
}

function paceText({ slices, median, spread, worst }: Pace): string {
  return sentences.pace(formatQuantity(median, 's'), slices, percent(spread), formatChange(worst))
}

function judgementText({ judgement, paces, others, busy }: Noise): string {
  if (judgement === 'quiet') return sentences.quiet
  if (judgement === 'uneven') return sentences.uneven(percent(Math.max(...paces.map(({ spread }) => spread))))
  const names = new Set(busy.slice(0, NAMED).map(({ name }) => visible(name)))
  return sentences.busy(others?.busySeconds ?? 0, others?.seconds ?? 0, [...names])
}

/** To a tenth: more would be noise. */
function percent(share: number): string {
  return formatShare(Math.round(share * 1000) / 1000)
}
