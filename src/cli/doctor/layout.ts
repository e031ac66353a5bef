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

/** A labelled text. `format` is for a text that needs attention; colours only repeat what the words say. */
export type Row = { readonly label: string; readonly text: string; readonly format?: Format }

/** Rows under a title, with their labels in a column, and sections below them. */
export type Section = { readonly title: string; readonly rows: readonly Row[]; readonly parts?: readonly Section[] }

type Paper = { readonly width: number; readonly paint: Paint }

const INDENT = '  '

/** Wraps every row to the width of the terminal. A blank line separates sections. */
export function sectionsText(sections: readonly Section[], screen: Screen): string {
  const paper: Paper = { width: widthOf(screen), paint: painterFor(screen) }
  return sections.map((section) => `${sectionLines(section, '', paper).join('\n')}\n`).join('\n')
}

function sectionLines({ title, rows, parts = [] }: Section, indent: string, paper: Paper): readonly string[] {
  const head = wrap(title, paper.width - indent.length, '')
  const labels = Math.max(0, ...rows.map(({ label }) => displayWidth(label)))
  return [
    ...head.map((line) => indent + (indent === '' ? paper.paint('bold', line) : line)),
    ...rows.flatMap((row) => rowLines(row, labels, indent + INDENT, paper)),
    ...parts.flatMap((part) => sectionLines(part, indent + INDENT, paper)),
  ]
}

function rowLines({ label, text, format }: Row, labels: number, indent: string, paper: Paper): readonly string[] {
  const gap = labels === 0 ? '' : ' '.repeat(labels + INDENT.length)
  const lines = wrap(text, paper.width - indent.length - gap.length, '')
  return lines.map((line, index) => {
    const name = index === 0 && label !== '' ? paper.paint('dim', padded(label, gap.length, 'left')) : gap
    return indent + name + (format === undefined ? line : paper.paint(format, line))
  })
}
