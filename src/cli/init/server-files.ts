import { quoted, type Style } from './style.ts'

/** What the definition says. Undefined fields are left to loadgate. */
export type Definition = {
  readonly name: string
  readonly python?: string | undefined
  readonly build?: readonly string[] | undefined
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly port?: number | 'free' | 'reported' | undefined
  readonly ready: string
  readonly runtime?: 'steady' | undefined
  readonly warmup: number
}

/** The module with the server's definition. */
export function serversText(definition: Definition, style: Style): string {
  const { end } = style
  const fields = Object.entries(definition).flatMap(([name, value]) =>
    value === undefined || (Object.keys(Object(value)).length === 0 && typeof value === 'object')
      ? []
      : [field(name, value, style)],
  )
  return `import { defineServer } from ${quoted('loadgate/config', style)}${end}

export const servers = [
  defineServer({
${fields.join('\n')}
  }),
]${end}
`
}

const WIDTH = 100

/** On one line, or with the items of a long list on lines of their own. */
function field(name: string, value: unknown, style: Style): string {
  const line = `    ${name}: ${literal(value, style)},`
  if (line.length <= WIDTH || !Array.isArray(value)) return line
  return [`    ${name}: [`, ...value.map((one) => `      ${literal(one, style)},`), '    ],'].join('\n')
}

/** A value as code. */
function literal(value: unknown, style: Style): string {
  if (typeof value === 'string') return quoted(value, style)
  if (Array.isArray(value)) return `[${value.map((one) => literal(one, style)).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const fields = Object.entries(value).map(
    ([name, one]) => `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name, style)}: ${literal(one, style)}`,
  )
  return `{ ${fields.join(', ')} }`
}

export type Spec = { readonly server: string; readonly path: string; readonly expect: string | null }

/** The spec: one scenario, and the test that its server holds the baseline. */
export function specText({ server, path, expect }: Spec, style: Style): string {
  const { end } = style
  const request = `{ path: ${quoted(path, style)}${expect === null ? '' : `, ${expect}`} }`
  return `import { scenario } from ${quoted('loadgate', style)}${end}
import { expect, test } from ${quoted('vitest', style)}${end}

const get = scenario(${quoted(`GET ${path}`, style)}, {
  servers: [${quoted(server, style)}],
  request: ${request},
  load: { connections: 4 },
})${end}

test.for(get.servers)(${quoted('%s holds its baseline', style)}, (server) => {
  expect(get.run(server)).toHoldBaseline()${end}
})${end}
`
}

/** A configuration of its own, with the unit tests in it where there are some. */
export function configText(servers: string, unit: string | null, style: Style): string {
  const { end } = style
  const projects = [...(unit === null ? [] : [unit.replaceAll("'", style.quote)]), 'loadgate({ servers })']
  return `import { loadgate } from ${quoted('loadgate/config', style)}${end}
import { defineConfig } from ${quoted('vitest/config', style)}${end}
import { servers } from ${quoted(servers, style)}${end}

export default defineConfig({
  test: { projects: [${projects.join(', ')}] },
})${end}
`
}
