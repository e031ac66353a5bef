import { expect, test } from 'vitest'
import { parseAst } from 'vitest/node'
import { addGate, type Edited } from '../../../src/cli/init/config-edit.ts'
import type { Style } from '../../../src/cli/init/style.ts'

const style: Style = { quote: "'", end: '' }

const parse = (text: string) => parseAst(text, { lang: 'ts' })

function edit(text: string, file = 'vitest.config.ts'): Edited {
  return addGate({ file, text, servers: './perf/servers.js', style, parse })
}

const IMPORTS = "import { loadgate } from 'loadgate/config'\nimport { servers } from './perf/servers.js'\n"
const BOTH = "projects: [{ extends: true, test: { name: 'unit' } }, loadgate({ servers })]"

/** What it is before, and what it is after; the imports aside, which stand before a file that has none. */
const SHAPES: readonly (readonly [name: string, before: string, after: string])[] = [
  ['an object', 'export default { test: { globals: true } }', `export default { test: { globals: true, ${BOTH} } }`],
  ['nothing at all', 'export default {}', `export default { test: { ${BOTH} } }`],
  [
    'empty test options',
    'export default defineConfig({ test: {} })',
    `export default defineConfig({ test: { ${BOTH} } })`,
  ],
  [
    'lines with a comma at their end',
    'export default {\n  test: {\n    globals: true, // yes\n  },\n}',
    `export default {\n  test: {\n    globals: true,\n    ${BOTH}, // yes\n  },\n}`,
  ],
  [
    'lines without',
    'export default {\n\ttest: {\n\t\tglobals: true\n\t}\n}',
    `export default {\n\ttest: {\n\t\tglobals: true,\n\t\t${BOTH}\n\t}\n}`,
  ],
  [
    'projects',
    "export default { test: { projects: ['packages/*'] } }",
    "export default { test: { projects: ['packages/*', loadgate({ servers })] } }",
  ],
  [
    'no projects yet',
    'export default { test: { projects: [] } }',
    'export default { test: { projects: [loadgate({ servers })] } }',
  ],
  [
    'a constant',
    'const config: UserConfig = { test }\nconst test = { globals: true }\nexport default config satisfies UserConfig',
    `const config: UserConfig = { test }\nconst test = { globals: true, ${BOTH} }\nexport default config satisfies UserConfig`,
  ],
  [
    'a constant list of projects',
    'const projects = [a]\nexport default { test: { projects } }',
    'const projects = [a, loadgate({ servers })]\nexport default { test: { projects } }',
  ],
  [
    'a function',
    'export default defineConfig(({ mode }) => ({ plugins: [a(mode)] }))',
    `export default defineConfig(({ mode }) => ({ plugins: [a(mode)], test: { ${BOTH} } }))`,
  ],
  [
    'a function with a body',
    'export default defineConfig(async () => {\n  const a = await b()\n  return { a }\n})',
    `export default defineConfig(async () => {\n  const a = await b()\n  return { a, test: { ${BOTH} } }\n})`,
  ],
  [
    'a merged configuration',
    'export default mergeConfig(vite, defineConfig({ test: { globals: true } }))',
    `export default mergeConfig(vite, defineConfig({ test: { globals: true, ${BOTH} } }))`,
  ],
]

test.for(SHAPES)('the gate is put into %s, and every other byte stays', ([, before, after]) => {
  expect(edit(before)).toMatchObject({ text: `${IMPORTS}\n${after}` })
})

test.for([
  ['options from elsewhere', 'export default config'],
  ['options that another file spreads', 'export default { ...shared, plugins: [] }'],
  ['test options that another file spreads', 'export default { test: { ...shared } }'],
  ['projects from a function', 'export default { test: { projects: all() } }'],
  ['a function that returns at two places', 'export default () => { if (a) { return { a } } return { b } }'],
  ['a call that nobody here knows', 'export default withThings({ test: {} })'],
  ['no default export', 'module.exports = { test: {} }'],
  ['a choice', 'export default a ? { test: {} } : {}'],
])('%s cannot be changed safely', ([, text = '']) => {
  expect(edit(text)).toEqual({ state: 'unclear' })
})

test('a file that is no program is unreadable, one with a gate has one, and without a parser nothing is clear', () => {
  expect(edit('export default {')).toEqual({ state: 'unreadable' })
  expect(edit("import { loadgate } from 'loadgate/config'")).toEqual({ state: 'present' })
  const text = 'export default {}'
  expect(addGate({ file: 'vitest.config.ts', text, servers: 'a', style, parse: null })).toEqual({ state: 'unclear' })
})

test('imports come after the last import, under a name that is free, and TypeScript hears of `test` in a vite.config.ts', () => {
  const text = "import { defineConfig } from 'vite'\n\nconst servers = 3\nexport default defineConfig({ servers })\n"
  expect(edit(text, 'vite.config.ts')).toEqual({
    text: `/// <reference types="vitest/config" />
import { defineConfig } from 'vite'
import { loadgate } from 'loadgate/config'
import { servers as loadgateServers } from './perf/servers.js'

const servers = 3
export default defineConfig({ servers, test: { projects: [{ extends: true, test: { name: 'unit' } }, loadgate({ servers: loadgateServers })] } })
`,
    lines: expect.arrayContaining(["import { loadgate } from 'loadgate/config'"]) as unknown,
  })
})
