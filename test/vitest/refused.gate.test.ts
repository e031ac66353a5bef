import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { leftIn, projectFolder, specText, startGate } from './project-folder.ts'

/** What cannot begin says why in one sentence, and that is all that the screen shows. */

vi.setConfig({ testTimeout: 120_000 })

async function run(folder: string, env: Record<string, string> = {}) {
  const { exitCode, all } = await startGate(folder, env)
  expect(await leftIn(folder)).toEqual([])
  return { exitCode, output: all }
}

/** A project whose configuration was changed. */
function changed(from: string, to: string): string {
  const folder = projectFolder({ servers: { plain: [] } })
  const file = join(folder, 'vitest.config.ts')
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to))
  return folder
}

test('an unknown field and a wrong type in the configuration are named with its file and line', async () => {
  const unknown = await run(changed('"specs":', '"spec":'))
  expect([unknown.exitCode, unknown.output]).toEqual([
    1,
    expect.stringMatching(/^vitest\.config\.ts:\d+: loadgate\(\) has no field `spec`; did you mean `specs`\?$/),
  ])
  const wrong = await run(changed('"warmup":50', '"warmup":"50"'))
  expect([wrong.exitCode, wrong.output]).toEqual([
    1,
    expect.stringMatching(/^vitest\.config\.ts:\d+: loadgate\(\): `servers\[0\]\.warmup` .*$/),
  ])
})

test('a wrong definition in a file of its own is named with that file and line', async () => {
  const folder = changed('export default', `import server from './server.ts'\nvoid server\nexport default`)
  writeFileSync(
    join(folder, 'server.ts'),
    `import { defineServer } from 'loadgate/config'\n\nexport default defineServer({ name: 'app', command: ['app'], before: 'npm run migrate' as never })\n`,
  )
  const { exitCode, output } = await run(folder)
  expect([exitCode, output]).toEqual([
    1,
    expect.stringMatching(
      /^server\.ts:3: server "app": `before\[0\]` must be a command such as \["npm", "run", "migrate"\], or an object .*$/,
    ),
  ])
})

test.for([
  [{ LOADGATE_AGAINST: 'no-such-ref' }, /^There is no commit "no-such-ref" in this repository\. .*$/],
  [{ LOADGATE_BUDGET: 'fast' }, /^LOADGATE_BUDGET=fast is not known: it may be quick, default or thorough\.$/],
  [{ LOADGATE_BUDGETS: 'quick' }, /^LOADGATE_BUDGETS is no variable of loadgate\. Did you mean LOADGATE_BUDGET\?$/],
  [
    { LOADGATE_SERVERS: 'plane' },
    /^LOADGATE_SERVERS names the server "plane", which is not defined\. Defined are: plain\.$/,
  ],
] as const)('what the gate cannot open with is all that follows the banner: %j', async ([env, sentence]) => {
  const { exitCode, output } = await run(projectFolder({ servers: { plain: [] } }), env)
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  expect([exitCode, lines]).toEqual([1, [expect.stringMatching(/^ RUN /), expect.stringMatching(sentence)]])
})

test('a mistake in a spec is told with its file as soon as the spec is read, before others are measured to their end', async () => {
  const folder = projectFolder({ servers: { plain: [] }, gate: { budget: { waves: 1, rounds: 1 } } })
  writeFileSync(join(folder, 'a.perf.ts'), specText(['plane']))
  const { exitCode, output } = await run(folder)
  const sentence = 'scenario "small" names the server "plane", which is not defined. Defined are: plain.'
  expect(exitCode).toBe(1)
  expect(output).toMatch(new RegExp(`a\\.perf\\.ts .*\\n${sentence}`))
  expect(output.indexOf(sentence)).toBeLessThan(output.indexOf('Failed Suites'))
})
