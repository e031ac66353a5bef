import { availableParallelism } from 'node:os'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cpuName, machineId, thisMachine, firstProcessor, underHypervisor, slugOf } from '../../src/host/machine.ts'
import { machineSchema } from '../../src/model/baseline.ts'

const XEON = `processor\t: 0
vendor_id\t: GenuineIntel
cpu family\t: 6
model\t\t: 207
model name\t: Intel(R) Xeon(R) Processor
stepping\t: 2

processor\t: 1
cpu family\t: 7
`

const NEOVERSE = `processor\t: 0
BogoMIPS\t: 243.75
CPU implementer\t: 0x41
CPU architecture: 8
CPU variant\t: 0x3
CPU part\t: 0xd0c
CPU revision\t: 1
`

test('the id names the system, the architecture, the cores and the processor', () => {
  const cpu = cpuName('Intel(R) Xeon(R) Processor', XEON)
  expect(machineId({ os: 'linux', arch: 'x64', cores: 2, cpu })).toBe(
    'linux-x64-2-cores-intel-r-xeon-r-processor-6-207-2',
  )
})

test.for<[string, string, string]>([
  ['Intel(R) Xeon(R) Processor', XEON, 'Intel(R) Xeon(R) Processor 6/207/2'],
  ['Neoverse-N1', NEOVERSE, 'Neoverse-N1 0x41/0x3/0xd0c/1'],
  ['Apple M2', '', 'Apple M2'],
  ['  AMD  EPYC ', '', 'AMD EPYC'],
  ['', '', 'unknown'],
])('a processor %j is named with its numbers', ([model, cpuinfo, name]) => {
  expect(cpuName(model, cpuinfo)).toBe(name)
})

test('this machine has an id that can name a folder, and stays the same', () => {
  const own = thisMachine()
  expect(machineSchema.parse(own)).toEqual(own)
  expect(own).toEqual(thisMachine())
  expect(own).toMatchObject({ cores: availableParallelism(), arch: process.arch, os: process.platform })
  expect(own.node).toBe(process.versions.node)
})

test('the node version does not make another kind of machine', () => {
  const updated = { ...thisMachine(), node: '26.0.0' }
  expect(machineId(updated)).toBe(thisMachine().id)
})

const TWO =
  'processor\t: 0\nmodel name\t: Some: CPU\nflags\t\t: fpu vme hypervisor lm\n\nprocessor\t: 1\nmodel name\t: Other\nflags\t: fpu\n'

test('only the first processor is read', () => {
  expect(firstProcessor(TWO).get('processor')).toBe('0')
  expect(firstProcessor(TWO).get('flags')).toBe('fpu vme hypervisor lm')
})

test.for<[string, boolean | null]>([
  [TWO, true],
  ['flags\t: fpu vme lm\n', false],
  ['flags\t: fpu hypervisors\n', false],
  ['CPU implementer\t: 0x41\nFeatures\t: fp asimd\n', null],
  ['', null],
])('in %j the hypervisor is %s', ([text, expected]) => {
  expect(underHypervisor(text)).toBe(expected)
})

test('any text gives fields with names, and no error', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'flags', ':', ' ', '\t', '\n', '\0') }), (text) => {
      for (const [name, value] of firstProcessor(text)) {
        expect(name).not.toBe('')
        expect(text).toContain(name)
        expect(text).toContain(value)
      }
      underHypervisor(text)
    }),
  )
})

test.for([
  ['home page at 4 connections', 'home-page-at-4-connections'],
  ['  13 bytes -- at 400!  ', '13-bytes-at-400'],
  ['Crème brûlée', 'creme-brulee'],
  ['GET /a/../b?c=d', 'get-a-b-c-d'],
])('%s becomes %s', ([text, slug]) => {
  expect(slugOf(text!)).toBe(slug)
})

test.for(['', '...', '../..', '404', '首页', 'Größe', 'page 首页', '🚀'])(
  'what the words of %j do not say is told apart by a hash',
  (text) => {
    expect(slugOf(text)).toMatch(/^([a-z0-9]+-)*[0-9a-f]{8}$/)
  },
)

test('texts that differ only in letters that ascii lacks stay apart', () => {
  expect(slugOf('page 首页')).not.toBe(slugOf('page 末页'))
})

test('a long text is cut to 80 characters, and what was cut off is told apart by a hash', () => {
  const long = 'a long title '.repeat(20)
  expect(slugOf(long)).toMatch(/^a-long-title-[a-z-]{66,67}-[0-9a-f]{8}$/)
  expect(slugOf(`${long}one`)).not.toBe(slugOf(`${long}two`))
})

test('any text becomes a short name that leads nowhere else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (text) => {
      expect(slugOf(text)).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      expect(slugOf(text).length).toBeLessThanOrEqual(89)
    }),
  )
})
