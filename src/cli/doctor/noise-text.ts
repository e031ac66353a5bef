import { messages } from './messages.ts'
import type { Screen } from '../../report/screen.ts'
import { visible } from '../../report/visible.ts'
import { formatQuantity, formatShare, formatWholeChange } from '../../model/units.ts'
import type { Judgement, Noise, Pace } from './noise.ts'
import type { Busy } from './processes.ts'
import { sectionsText, type Row } from './sections.ts'

/** As many busy programs are named. */
const NAMED = 3

const NOT_TOLD = 'not told'

const FORMATS = { quiet: 'green', uneven: 'yellow', busy: 'yellow' } as const satisfies Record<Judgement, Row['format']>

/** What `seconds` of self-test saw, for a terminal. */
export function noiseText(noise: Noise, seconds: number, look: Screen): string {
  const { paces, others, stolen, judgement } = noise
  const busy = programsIn(noise.busy).map(({ name, pids, cores }) => messages.busyProgram({ name, pids, cores }))
  const rows: readonly Row[] = [
    ...paces.map((pace) => ({ label: pace.kind, text: paceText(pace) })),
    { label: 'others', text: others === null ? NOT_TOLD : messages.otherCores(others) },
    ...(busy.length === 0 ? [] : [{ label: 'busiest', text: busy.join(', ') }]),
    { label: 'steal', text: stolen === null ? NOT_TOLD : messages.stolenCores({ cores: stolen }) },
    { label: 'now', text: judgementText(noise), format: FORMATS[judgement] },
  ]
  const slices = Math.min(...paces.map((pace) => pace.slices))
  return sectionsText([{ title: messages.noise({ seconds, slices }), rows }], look)
}

/** Why nothing was seen. */
export function unmeasuredText(problem: string, look: Screen): string {
  return sectionsText(
    [{ title: 'Noise', rows: [{ label: 'not measured', text: visible(problem), format: 'yellow' }] }],
    look,
  )
}

function paceText({ best, median, spread, worst, quiet }: Pace): string {
  return messages.pace({
    median: formatQuantity(median, 's'),
    best: formatQuantity(best, 's'),
    spread: percent(spread),
    worst: formatWholeChange(worst),
    quiet: percent(quiet),
  })
}

function judgementText({ judgement, paces, others, busy }: Noise): string {
  if (judgement === 'quiet') return messages.quiet
  if (judgement === 'uneven') return messages.uneven({ quiet: percent(Math.min(...paces.map(({ quiet }) => quiet))) })
  return messages.busy({
    busySeconds: others?.busySeconds ?? 0,
    seconds: others?.seconds ?? 0,
    names: programsIn(busy).map(({ name }) => name),
  })
}

type Program = { readonly name: string; readonly pids: readonly number[]; readonly cores: number }

/** The busiest by name, for four processes of one program are one thing to close. */
function programsIn(busy: readonly Busy[]): readonly Program[] {
  return [...Map.groupBy(busy, ({ name }) => visible(name))]
    .map(([name, all]) => ({
      name,
      pids: all.map(({ pid }) => pid),
      cores: all.reduce((sum, { cores }) => sum + cores, 0),
    }))
    .toSorted((a, b) => b.cores - a.cores)
    .slice(0, NAMED)
}

/** To a tenth: more would be noise. */
function percent(share: number): string {
  return formatShare(Math.round(share * 1000) / 1000)
}
