import {
  displayWidth,
  padded,
  painterFor,
  widthOf,
  wrap,
  type Format,
  type Paint,
  type Screen,
} from '../../report/screen.ts'

/** What a label says; `format` is for a text that is more than a fact. Colours only repeat what words say. */
export type Row = { readonly label: string; readonly text: string; readonly format?: Format }

/** Rows under a title, with their labels in a column, and sections below them. */
export type Section = { readonly title: string; readonly rows: readonly Row[]; readonly parts?: readonly Section[] }

type Paper = { readonly width: number; readonly paint: Paint }

const STEP = '  '

/** A line of text for every row, or as many as it takes: none is wider than the terminal. A blank line between sections. */
export function sectionsText(sections: readonly Section[], screen: Screen): string {
  const paper: Paper = { width: widthOf(screen), paint: painterFor(screen) }
  return sections.map((section) => `${linesOf(section, '', paper).join('\n')}\n`).join('\n')
}

function linesOf({ title, rows, parts = [] }: Section, indent: string, paper: Paper): readonly string[] {
  const head = wrap(title, paper.width - indent.length, '')
  const labels = Math.max(0, ...rows.map(({ label }) => displayWidth(label)))
  return [
    ...head.map((line) => indent + (indent === '' ? paper.paint('bold', line) : line)),
    ...rows.flatMap((row) => rowLines(row, labels, indent + STEP, paper)),
    ...parts.flatMap((part) => linesOf(part, indent + STEP, paper)),
  ]
}

function rowLines({ label, text, format }: Row, labels: number, indent: string, paper: Paper): readonly string[] {
  const gap = labels === 0 ? '' : ' '.repeat(labels + STEP.length)
  const lines = wrap(text, paper.width - indent.length - gap.length, '')
  return lines.map((line, index) => {
    const name = index === 0 && label !== '' ? paper.paint('dim', padded(label, gap.length, 'left')) : gap
    return indent + name + (format === undefined ? line : paper.paint(format, line))
  })
}
