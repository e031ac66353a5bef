// Writes the page of all options: node build/reference.ts [file, by default docs/reference.md]
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { referencePage } from './reference-page.ts'

writeFileSync(process.argv[2] ?? join(import.meta.dirname, '../docs/reference.md'), referencePage())
