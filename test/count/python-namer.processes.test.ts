import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, expect, test } from 'vitest'
import { MAPS_VARIABLE, NAMER, NAMER_FILE } from '../../src/count/python-namer.ts'
import { pythonFrom } from './fixture.ts'

const PROGRAM = fileURLToPath(new URL('../fixtures/python/everything.py', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'loadgate-namer-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the program with the namer before a module of the user that Python would load in its place. */
async function run(python: string) {
  const [maps, namer, own] = ['maps', 'namer', 'own'].map((name) => mkdtempSync(join(folder, `${name}-`))) as [
    string,
    string,
    string,
  ]
  writeFileSync(join(namer, NAMER_FILE), NAMER)
  writeFileSync(join(own, NAMER_FILE), 'print("own module")\n')
  const env = { PYTHONPATH: [namer, own].join(delimiter), [MAPS_VARIABLE]: maps }
  const { exitCode, stdout, stderr } = await execa(python, [PROGRAM], { env, reject: false })
  const map = (pid: string | number | undefined) => readFileSync(join(maps, `perf-${pid}.map`), 'utf8')
  return { exitCode, stderr, lines: stdout.split('\n'), maps: readdirSync(maps), map }
}

const EXPECTED = ['own module', '-1 [0, 1, 1] 610 1']

/** Of a map: the names of what is in the program. */
function namesIn(map: string): readonly string[] {
  return [...map.matchAll(/^[\da-f]+ [\da-f]+ py::(.*):\/.*everything\.py$/gm)].map(([, name]) => name!)
}

test.skipIf(process.arch !== 'x64').for([10, 11])(
  'functions of Python 3.%i have names, and do what they did',
  async (minor, { skip }) => {
    const python = pythonFrom(minor, minor) ?? skip('this version is not here')
    const { exitCode, stderr, lines, maps, map } = await run(python)
    expect([exitCode, stderr, lines.slice(0, 2)]).toEqual([0, '', EXPECTED])
    const [code, child] = lines[2]!.split(' ')
    expect([code, maps.length]).toEqual(['5', 2])
    const names = namesIn(map(maps.map((name) => /\d+/.exec(name)![0]).find((pid) => pid !== child)))
    const shop = minor === 10 ? 'rows' : 'Shop.rows'
    expect(names).toEqual(expect.arrayContaining(['<module>', 'generator', 'fib', shop, 'soon']))
    expect(new Set(names).size).toBe(names.length)
    expect(namesIn(map(child))).toEqual(
      expect.arrayContaining(['fib', minor === 10 ? 'late' : 'in_child.<locals>.late']),
    )
  },
)

test.for([
  ['3.12 and later', pythonFrom(12)],
  ['before 3.10', pythonFrom(9, 9)],
])('Python %s goes on as it is', async ([, python], { skip }) => {
  const { exitCode, stderr, lines, maps } = await run(python ?? skip('this version is not here'))
  expect([exitCode, stderr, lines.slice(0, 2), maps]).toEqual([0, '', EXPECTED, []])
})
