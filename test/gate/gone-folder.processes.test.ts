import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, expect, test } from 'vitest'

const above = mkdtempSync(join(tmpdir(), 'loadgate-gone-'))
afterAll(() => rmSync(above, { recursive: true }))

const room = fileURLToPath(new URL('../../src/gate/write-report.ts', import.meta.url))

/** Node 24 goes on for ever here if it is given the path as it is, and no signal ends it. */
test('where the repository was removed while the gate ran, writing the report ends', async () => {
  const repository = mkdtempSync(join(above, 'repository-'))
  const cwd = join(repository, 'project')
  mkdirSync(cwd)
  const script = `
    import { rmSync } from 'node:fs'
    import { probeFolder } from ${JSON.stringify(room)}
    process.cwd()
    rmSync(${JSON.stringify(repository)}, { recursive: true })
    try { probeFolder('../reports') } catch (error) { console.log(error.code) }`
  const options = { cwd, reject: false, timeout: 20_000, killSignal: 'SIGKILL' } as const
  const { timedOut, stdout } = await execa(process.execPath, ['--input-type=module', '--eval', script], options)
  expect({ timedOut, stdout }).toEqual({ timedOut: false, stdout: 'ENOENT' })
})
