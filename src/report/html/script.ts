import { createHash } from 'node:crypto'
import { ROW_HEIGHT } from './flame-graph.ts'
import { LAYOUT_SCRIPT } from './flame-layout.ts'
import { FLAME_SCRIPT } from './flame-script.ts'
import { MATRIX_SCRIPT } from './matrix-script.ts'

/** The only program on the page: the functions of these modules as text, so that the page needs nothing from anywhere. */
export const SCRIPT = `{
${[...LAYOUT_SCRIPT, ...FLAME_SCRIPT, ...MATRIX_SCRIPT].join('\n')}
walkMatrices(document)
animateFlames(document, { layOut, shadeOf, frameLabel, frameText, rowHeight: ${ROW_HEIGHT} })
}`

/** What a content security policy calls it: nothing else on the page may run. */
export const SCRIPT_SOURCE = `'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`
