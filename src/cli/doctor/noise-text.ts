import { formatQuantity, formatShare, formatWholeChange } from '../../model/units.ts'
import type { Screen } from '../../report/screen.ts'
import { visible } from '../../report/safe.ts'
import { sectionsText, type Row } from './layout.ts'
import { messages } from './messages.ts'
import type { Judgement, Noise, Pace } from './noise.ts'
import type { BusyProcess } from '../../host/busy-processes.ts'

/** Busy programs that are named. */
const NAMED = 3

const FORMATS = { quiet: 'green', uneven: 'yellow', busy: 'yellow' } as const satisfies Record<Judgement, Row['format']>

/** The result of `seconds` of self-test for a terminal. */
export function noiseText(noise: Noise, seconds: number, screen: Screen): string {
  const { paces, others, stolen, judgement } = noise
  const busy = busiestPrograms(noise.busy).map(messages.busyProgram)
  const rows: readonly Row[] = [
    ...paces.map((pace) => ({ label: pace.kind, text: paceText(pace) })),
    { label: 'others', text: others === null ? messages.unknown : messages.otherCores(others) },
    ...(busy.length === 0 ? [] : [{ label: 'busiest', text: busy.join(', ') }]),
    { label: 'steal', text: stolen === null ? messages.unknown : messages.stolenCores({ cores: stolen }) },
    { label: 'now', text: judgementText(noise), format: FORMATS[judgement] },
  ]
  const slices = Math.min(...paces.map((pace) => pace.slices))
  return sectionsText([{ title: messages.noise({ seconds, slices }), rows }], screen)
}

/** Why the self-test did not run. */
export function noNoiseText(problem: string, screen: Screen): string {
  const row = { label: 'not measured', text: visible(problem), format: 'yellow' } as const
  return sectionsText([{ title: 'Noise', rows: [row] }], screen)
}

function paceText({ best, median: middle, spread, worst, quiet }: Pace): string {
  return messages.pace({
    median: formatQuantity(middle, 's'),
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
    names: busiestPrograms(busy).map(({ name }) => name),
  })
}

type Program = { readonly name: string; readonly pids: readonly number[]; readonly cores: number }

/** Processes of one program count together: to a user they are one thing to close. */
function busiestPrograms(busy: readonly BusyProcess[]): readonly Program[] {
  return [...Map.groupBy(busy, ({ name }) => visible(name))]
    .map(([name, all]) => ({
      name,
      pids: all.map(({ pid }) => pid),
      cores: all.reduce((sum, { cores }) => sum + cores, 0),
    }))
    .toSorted((a, b) => b.cores - a.cores)
    .slice(0, NAMED)
}

/** To a tenth of a percent. */
function percent(share: number): string {
  return formatShare(Math.round(share * 1000) / 1000)
}
