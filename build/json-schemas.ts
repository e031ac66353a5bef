// Writes the JSON Schemas of the files that loadgate keeps: node build/json-schemas.ts [folder, by default schema]
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { baselineSchema } from '../src/model/baseline.ts'
import { countedSchema } from '../src/model/count.ts'
import { reportSchema } from '../src/model/report.ts'

const folder = process.argv[2] ?? join(import.meta.dirname, '../schema')

/** One definition per line: small to download, and a change of one shows as such. */
function textOf({ $defs = {}, ...rest }: z.core.JSONSchema.BaseSchema): string {
  const definitions = Object.entries($defs).map(([name, one]) => `${JSON.stringify(name)}:${JSON.stringify(one)}`)
  return `${JSON.stringify(rest).slice(0, -1)},"$defs":{\n${definitions.join(',\n')}\n}}\n`
}

mkdirSync(folder, { recursive: true })
for (const [name, schema] of Object.entries({
  baseline: baselineSchema,
  counted: countedSchema,
  report: reportSchema,
})) {
  writeFileSync(join(folder, `${name}.json`), textOf(z.toJSONSchema(schema, { reused: 'ref' })))
}
