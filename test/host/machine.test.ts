import { availableParallelism } from 'node:os'
import { expect, test } from 'vitest'
import { cpuName, machineId, thisMachine } from '../../src/host/machine.ts'
import { machineSchema } from '../../src/model/machine.ts'

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
