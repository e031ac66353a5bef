/** One bar of a chart: so many of so many, and the bounds of the true share. */
export type Bar = {
  readonly label: string
  readonly hits: number
  readonly trials: number
  readonly low: number
  readonly high: number
}

export type Bars = { readonly title: string; readonly bars: readonly Bar[] }

/** Characters of a bar that is full: one for every two percent. */
const WIDTH = 50

export const LEGEND = '█ shown at 95 %   ▓ seen   ░ possible at 95 %'

/** Shares as bars of text, one line each, groups with a title above. Pure text, for a terminal and for a code block alike. */
export function barChart(groups: readonly Bars[]): string {
  const widest = Math.max(0, ...groups.flatMap(({ bars }) => bars.map(({ label }) => label.length)))
  const lines = groups.map(({ title, bars }) => [title, ...bars.map((bar) => line(bar, widest))].join('\n'))
  return [...lines, `${' '.repeat(widest + 2)}${scale()}`, LEGEND].join('\n')
}

function line({ label, hits, trials, low, high }: Bar, widest: number): string {
  const seen = trials === 0 ? 0 : hits / trials
  const bar = trials === 0 ? '' : cells(low, seen, high)
  const figure = trials === 0 ? 'not measured' : `${Math.round(seen * 1000) / 10} % · ${hits} of ${trials}`
  return `${label.padEnd(widest)} ▕${bar.padEnd(WIDTH)}▏${figure}`
}

/** What was seen is never drawn as nothing, nor as everything unless it was. */
function cells(low: number, seen: number, high: number): string {
  const shown = Math.floor(low * WIDTH)
  const dark = Math.max(
    shown,
    seen > 0 && seen < 1 ? Math.min(WIDTH - 1, Math.max(1, Math.round(seen * WIDTH))) : seen * WIDTH,
  )
  const light = Math.max(dark, Math.ceil(high * WIDTH))
  return '█'.repeat(shown) + '▓'.repeat(dark - shown) + '░'.repeat(light - dark)
}

function scale(): string {
  return ['0 %', '50 %', '100 %'].map((mark, index) => (index === 2 ? mark : mark.padEnd(WIDTH / 2))).join('')
}
