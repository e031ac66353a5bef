import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gate, sole } from './gate.ts'
import { define, projectFolder, runGate, specText, type ProjectOptions } from './project-folder.ts'

/** What is wrong before anything is measured is said at once, and is red. */

test.for<[string, ProjectOptions, Record<string, string>, RegExp]>([
  [
    'an unknown name in LOADGATE_SERVERS',
    sole,
    { LOADGATE_SERVERS: 'plane' },
    /LOADGATE_SERVERS names the server "plane".*plain/,
  ],
  ['an unknown budget', sole, { LOADGATE_BUDGET: 'fast' }, /LOADGATE_BUDGET=fast .*quick, default, thorough/],
  [
    'an unknown server in a spec',
    { ...sole, spec: specText(['plane']) },
    {},
    /scenario "small" names the server "plane"/,
  ],
  [
    'a claim about a server that the scenario does not have',
    {
      ...sole,
      spec: `${specText(['plain'])}
      test.runIf(small.measures('plane'))('never', () => {})`,
    },
    {},
    /scenario "small" has no server "plane".*It has: plain/i,
  ],
  [
    'a spec with no servers',
    { ...sole, spec: specText([]) },
    {},
    /scenario "small": `servers` must name at least one server/,
  ],
  [
    'a tolerance of "10%"',
    { ...sole, spec: specText(['plain'], ', tolerance: "10%"') },
    {},
    /`tolerance` must be a fraction such as 0.1/,
  ],
  [
    'a reference that answers 500',
    { ...sole, gate: { references: [{ ...define('reference', ['status=500']), readyWithin: 2 }] } },
    {},
    /500/,
  ],
  [
    'a command that is not found',
    { servers: { plain: [] }, definition: { command: ['no-such-program'] } },
    {},
    /no-such-program/,
  ],
  [
    'two servers that should answer alike and do not',
    { servers: { plain: [], other: ['body=other'] }, definition: { alike: 'page' } },
    {},
    /plain.*other/s,
  ],
  ['no baseline in CI', { servers: { plain: [] } }, { CI: 'true' }, /no baseline for plain, and in CI that is red/],
  ['a scratch folder that is a file', { ...sole, gate: { scratch: 'gate.perf.ts' } }, {}, /gate\.perf\.ts/],
])('%s', async ([, options, env, sentence]) => {
  const { exitCode, output, report } = await gate(options, env)
  expect(exitCode).toBe(1)
  expect(output).toMatch(sentence)
  expect(report).toBeNull()
})

test('a baseline that was recorded with another number of connections, with the command that fixes it', async () => {
  const folder = projectFolder({ ...sole, spec: specText(['plain']).replace('connections: 2', 'connections: 3') })
  const { exitCode, output } = await runGate(folder)
  expect(exitCode).toBe(1)
  expect(output).toMatch(/load\.connections.*npm run baseline:update/s)
})

test('a baseline that was recorded beside other references, with the command that fixes it', async () => {
  const { exitCode, output, report } = await gate({
    ...sole,
    gate: { references: [define('reference', []), define('second', [])] },
  })
  expect(exitCode).toBe(1)
  expect(output).toMatch(/references\.second.*absent.*npm run baseline:update/s)
  expect(report).toBeNull()
})

test('a baseline that leads out of its folder through a symlink', async () => {
  const folder = projectFolder({ servers: { plain: [] } })
  mkdirSync(join(folder, 'elsewhere'))
  symlinkSync('elsewhere', join(folder, 'baselines'))
  symlinkSync('/etc', join(folder, 'elsewhere', 'etc'))
  const { exitCode, output } = await runGate(folder)
  expect(exitCode).toBe(1)
  expect(output).toMatch(/leads to .*outside the baselines folder/)
})
