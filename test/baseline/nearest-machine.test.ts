import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MachineInfo } from '../../src/host/machine.ts'
import { nearestMachine, whyNearest } from '../../src/baseline/nearest-machine.ts'
import { machine } from './baselines.ts'

function like(change: Partial<MachineInfo>, id: string): MachineInfo {
  return { ...machine, ...change, id }
}

/** Another of the same maker, and one of another. */
const SISTER = 'Some CPU 6/143/8'
const FOREIGN = 'Other CPU 25/1/1'

test('the same kind of machine comes before one that is alike in all facts', () => {
  const twin = like({}, 'a-twin')
  expect(nearestMachine(machine, [twin, machine])).toBe(machine)
})

test.for<[string, MachineInfo, MachineInfo]>([
  [
    'the system counts for more than all the rest',
    like({ arch: 'arm64', cores: 64, cpu: FOREIGN }, 'z'),
    like({ os: 'darwin' }, 'a'),
  ],
  [
    'the architecture counts for more than the cores',
    like({ cores: 64, cpu: FOREIGN }, 'z'),
    like({ arch: 'arm64' }, 'a'),
  ],
  ['the cores count for more than the processor', like({ cpu: FOREIGN }, 'z'), like({ cores: 4 }, 'a')],
  ['fewer cores by the smaller factor are nearer', like({ cores: 1, cpu: FOREIGN }, 'z'), like({ cores: 5 }, 'a')],
  ['more cores by the smaller factor are nearer', like({ cores: 3, cpu: FOREIGN }, 'z'), like({ cores: 1 }, 'a')],
  ['half the cores are as near as twice the cores', like({ cores: 4 }, 'z'), like({ cores: 1, cpu: SISTER }, 'a')],
  ['the maker of the processor counts for more than nothing', like({ cpu: SISTER }, 'z'), like({ cpu: FOREIGN }, 'a')],
  ['the processor counts at last', like({ os: 'darwin' }, 'z'), like({ os: 'darwin', cpu: SISTER }, 'a')],
  ['of equals the first by id is taken', like({ cpu: SISTER }, 'a'), like({ cpu: SISTER }, 'b')],
])('%s', ([, nearer, farther]) => {
  expect(nearestMachine(machine, [nearer, farther])).toBe(nearer)
  expect(nearestMachine(machine, [farther, nearer])).toBe(nearer)
})

test('a generation before the name of the maker does not make another maker', () => {
  const own = like({ cpu: 'Intel(R) Xeon(R) Processor 6/207/2' }, 'own')
  const intel = like({ cpu: '11th Gen Intel(R) Core(TM) i7-1165G7 6/140/1' }, 'z')
  const amd = like({ cpu: 'AMD EPYC 25/1/1' }, 'a')
  expect(nearestMachine(own, [amd, intel])).toBe(intel)
})

test('with no baseline at all there is no nearest machine', () => {
  expect(nearestMachine(machine, [])).toBeNull()
})

const anyMachine = fc.record({
  os: fc.constantFrom('linux', 'darwin'),
  arch: fc.constantFrom('x64', 'arm64'),
  cores: fc.integer({ min: 1, max: 8 }),
  cpu: fc.constantFrom('Some CPU 6/207/2', SISTER, FOREIGN, 'unknown', ''),
  node: fc.constant('24.21.0'),
})

/** No two have the same id, as no two folders have the same name. */
const machines = fc
  .uniqueArray(fc.tuple(anyMachine, fc.stringMatching(/^[a-z]{1,3}$/)), {
    minLength: 1,
    maxLength: 6,
    selector: ([, id]) => id,
  })
  .map((pairs) => pairs.map(([facts, id]): MachineInfo => ({ ...facts, id })))

test('the order in which machines are found does not matter', () => {
  fc.assert(
    fc.property(anyMachine, machines, (facts, available) => {
      const own = { ...facts, id: 'own-machine' }
      const nearest = nearestMachine(own, available)
      expect(nearestMachine(own, available.toReversed())).toBe(nearest)
    }),
  )
})

test('taking another machine away does not change which one is the nearest', () => {
  fc.assert(
    fc.property(anyMachine, machines, (facts, available) => {
      const own = { ...facts, id: 'own-machine' }
      const nearest = nearestMachine(own, available)
      for (const other of available.filter((candidate) => candidate !== nearest))
        expect(
          nearestMachine(
            own,
            available.filter((candidate) => candidate !== other),
          ),
        ).toBe(nearest)
    }),
  )
})

test.for<[Partial<MachineInfo>, number, string]>([
  [
    { cpu: SISTER },
    1,
    'the only one there is, the same system, architecture, cores and CPU maker, but Some CPU 6/143/8 instead of Some CPU 6/207/2',
  ],
  [
    { cores: 4, cpu: FOREIGN },
    3,
    'the nearest of 3, the same system and architecture, but 4 cores instead of 2 and Other CPU 25/1/1 instead of Some CPU 6/207/2',
  ],
  [
    { os: 'darwin', arch: 'arm64', cores: 8, cpu: 'Apple M2' },
    2,
    'the nearest of 2, nothing the same, but darwin instead of linux, arm64 instead of x64, 8 cores instead of 2 and Apple M2 instead of Some CPU 6/207/2',
  ],
  [{}, 2, 'the nearest of 2, the same system, architecture, cores, CPU maker and CPU'],
])('a machine with %j is explained', ([change, available, why]) => {
  expect(whyNearest(machine, like(change, 'other'), available)).toBe(why)
})

test('the same kind of machine needs no more explanation', () => {
  expect(whyNearest(machine, { ...machine, node: '26.0.0' }, 5)).toBe('this kind of machine')
})
