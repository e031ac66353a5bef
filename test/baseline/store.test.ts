import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { fileNameOf, schemaFor } from '../../src/baseline/files.ts'
import { machinesWith, readBaseline, titlesIn, writeBaseline } from '../../src/baseline/store.ts'
import { baselineText, rounded } from '../../src/baseline/text.ts'
import type { Baseline } from '../../src/model/baseline.ts'
import { baseline, complaint, emptyFolder, fileIn, machine, plant, recorded, TITLE } from './baselines.ts'

const changed = baseline({ flask: recorded() })

function read(folder: string) {
  return readBaseline(folder, machine.id, TITLE)
}

test('what was written is read back, rounded', () => {
  const folder = emptyFolder()
  expect(writeBaseline(folder, baseline())).toBe(fileIn(folder))
  expect(read(folder)).toEqual(rounded(baseline()))
  expect(readFileSync(fileIn(folder), 'utf8')).toBe(baselineText(baseline()))
})

const schemaIn = (file: string) => (JSON.parse(readFileSync(file, 'utf8')) as { $schema: string }).$schema

/** A project below `root` that has loadgate installed, as far as its schema goes. */
function install(root: string): string {
  const schema = join(root, 'node_modules', 'loadgate', 'schema')
  mkdirSync(schema, { recursive: true })
  writeFileSync(join(schema, 'baseline.json'), '{}')
  return join(schema, 'baseline.json')
}

test.for(['baselines', 'perf/baselines', 'packages/web/perf/baselines', 'a folder/baselines'])(
  'the schema that a baseline in %s names is that of the installed package',
  (folder) => {
    const root = realpathSync(emptyFolder())
    const schema = install(root)
    const file = writeBaseline(join(root, folder), { ...baseline(), $schema: 'of another place' } as Baseline)
    expect(join(dirname(file), schemaIn(file))).toBe(schema)
    expect(schemaIn(file)).toMatch(/^(\.\.\/)+node_modules\/loadgate\/schema\/baseline\.json$/)
  },
)

test('baselines outside of the package that has loadgate name its schema, too', () => {
  const root = realpathSync(emptyFolder())
  const schema = install(join(root, 'packages/web'))
  const named = schemaFor(join(root, 'baselines'), 'baseline', join(root, 'packages/web/perf'))
  expect(join(root, 'baselines/machine', named)).toBe(schema)
})

test('where loadgate is installed nowhere above, the schema is looked for beside the baselines folder', () => {
  const file = writeBaseline(join(emptyFolder(), 'baselines'), baseline())
  expect(schemaIn(file)).toBe('../../node_modules/loadgate/schema/baseline.json')
})

test('the committed baselines are read, and say where the schema is, as they would be written today', () => {
  const folder = join(import.meta.dirname, '../../baselines')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.json') && dirname(file) !== 'counted',
  )
  expect(files).not.toEqual([])
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'utf8')
    const { scenario, machine: recordedOn } = JSON.parse(text) as Baseline
    const committed = readBaseline(folder, recordedOn.id, scenario.title) as Baseline
    expect(baselineText({ ...committed, $schema: schemaFor(folder) })).toBe(text)
    expect(existsSync(join(folder, dirname(file), committed.$schema))).toBe(true)
  }
})

test('folders that are not there yet are made', () => {
  const folder = join(emptyFolder(), 'not', 'there')
  expect(read(folder)).toBeNull()
  expect(machinesWith(folder, TITLE)).toEqual([])
  writeBaseline(folder, baseline())
  expect(read(folder)).toEqual(rounded(baseline()))
})

test('a new baseline takes the place of the old one, and nothing is left beside it', () => {
  const folder = emptyFolder()
  writeBaseline(folder, baseline())
  const file = writeBaseline(folder, changed)
  expect(read(folder)).toEqual(rounded(changed))
  expect(readdirSync(dirname(file))).toEqual([fileNameOf(TITLE)])
})

test('a scenario that was never recorded has no baseline, and a machine none of another', () => {
  const folder = emptyFolder()
  writeBaseline(folder, baseline())
  expect(readBaseline(folder, machine.id, 'another scenario')).toBeNull()
  expect(readBaseline(folder, 'another-machine', TITLE)).toBeNull()
})

test('any title makes a file name in its folder', () => {
  expect(fileNameOf('../../etc/passwd')).toBe('etc-passwd.json')
})

test.for(['..', '../..', '.', '', 'a/../../b'])('the machine id %j leads nowhere else', (id) => {
  const folder = emptyFolder()
  const elsewhere = { ...baseline(), machine: { ...machine, id } }
  expect(complaint(() => readBaseline(folder, id, TITLE))).toContain('outside the baselines folder')
  expect(complaint(() => writeBaseline(folder, elsewhere))).toContain('outside the baselines folder')
})

test('the machines that recorded a scenario are found by id, in order', () => {
  const folder = emptyFolder()
  const other = { ...machine, id: 'darwin-arm64-8-cores-apple-m2' }
  writeBaseline(folder, baseline())
  writeBaseline(folder, { ...baseline(), machine: other })
  writeBaseline(folder, { ...baseline(undefined, 'another'), machine: { ...machine, id: 'elsewhere' } })
  writeFileSync(join(folder, 'readme'), 'not a folder')
  expect(machinesWith(folder, TITLE)).toEqual([other, machine])
})

test('what a later format keeps of another machine does not hide its facts', () => {
  const folder = emptyFolder()
  plant(folder, JSON.stringify({ version: 3, machine: { ...machine, kernel: '6.18' } }))
  expect(machinesWith(folder, TITLE)).toEqual([machine])
})

test('a file in the folder of another machine is refused, with both ids', () => {
  const folder = emptyFolder()
  const file = plant(folder, baselineText(baseline()), 'another-machine')
  for (const action of [() => readBaseline(folder, 'another-machine', TITLE), () => machinesWith(folder, TITLE)]) {
    expect(complaint(action)).toMatch(/machine\.id.*another-machine/)
    expect(complaint(action)).toContain(relative(process.cwd(), file))
    expect(complaint(action)).toContain(machine.id)
  }
})

test('two titles that share a file are refused, with both titles', () => {
  const folder = emptyFolder()
  writeBaseline(folder, baseline())
  const problem = complaint(() => readBaseline(folder, machine.id, TITLE.toUpperCase()))
  expect(problem).toContain(JSON.stringify(TITLE))
  expect(problem).toContain(JSON.stringify(TITLE.toUpperCase()))
})

test('a baseline that could not be read again is not written', () => {
  const folder = emptyFolder()
  writeBaseline(folder, baseline())
  const memory = { typical: 1, launches: [1, 1] }
  const problem = complaint(() => writeBaseline(folder, baseline({ fastify: recorded({ memory }) })))
  expect(problem).toContain('`servers.fastify.metrics.memory.launches` must have a value of each launch, at least 3')
  expect(read(folder)).toEqual(rounded(baseline()))
  expect(readdirSync(join(folder, machine.id))).toEqual([fileNameOf(TITLE)])
})

test('the scenarios of all machines are found by title, each once', () => {
  const folder = emptyFolder()
  writeBaseline(folder, baseline())
  writeBaseline(folder, { ...baseline(), machine: { ...machine, id: 'elsewhere' } })
  writeBaseline(folder, { ...baseline(undefined, 'another'), machine: { ...machine, id: 'elsewhere' } })
  writeFileSync(join(folder, 'readme'), 'not a folder')
  writeFileSync(join(folder, machine.id, 'notes.txt'), 'not a baseline')
  writeFileSync(join(folder, machine.id, '.another.json.4711'), 'left by a power cut')
  expect(titlesIn(folder)).toEqual({ titles: ['another', TITLE], problems: [] })
})

test('a file that does not tell its scenario is a problem, and hides no other', () => {
  const folder = emptyFolder()
  writeBaseline(folder, baseline())
  plant(folder, '{"scenario"', 'cut-off')
  writeFileSync(join(folder, machine.id, 'renamed.json'), baselineText(baseline()))
  symlinkSync('readme', join(folder, 'a-link-to-no-folder'))
  writeFileSync(join(folder, 'readme'), '')
  const { titles, problems } = titlesIn(folder)
  expect(titles).toEqual([TITLE])
  expect(problems).toHaveLength(3)
  expect(problems[0]).toContain('is not a folder')
  expect(problems[1]).toMatch(/cut-off.*is not JSON from line 1, column 12/)
  expect(problems[2]).toMatch(new RegExp(`renamed.json is the baseline of scenario "${TITLE}".*${fileNameOf(TITLE)}`))
})

test('a folder that is not there has no scenarios', () => {
  expect(titlesIn(join(emptyFolder(), 'nowhere'))).toEqual({ titles: [], problems: [] })
})
