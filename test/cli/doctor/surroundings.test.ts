import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  bracketedWord,
  cgroupFolders,
  coresOfMax,
  coresOfQuota,
  readSurroundings,
} from '../../../src/cli/doctor/surroundings.ts'

test.for<[string, string | null]>([
  ['always [madvise] never', 'madvise'],
  ['[always] madvise never\n', 'always'],
  ['always madvise never', null],
  ['[]', null],
  ['', null],
])('of %j, %s is chosen', ([choices, word]) => {
  expect(bracketedWord(choices)).toBe(word)
})

test('of any choices the one in brackets', () => {
  const word = fc.stringMatching(/^[a-z]{1,8}$/)
  fc.assert(
    fc.property(fc.array(word), word, fc.array(word), (before, own, after) => {
      expect(bracketedWord([...before, `[${own}]`, ...after].join(' '))).toBe(own)
    }),
  )
})

test('this machine tells what it can', () => {
  const { kernel, quota, load, stolen, proc } = readSurroundings()
  expect(kernel).not.toBe('')
  expect(quota === null || quota > 0).toBe(true)
  expect(load).toHaveLength(3)
  expect(proc).toBe(process.platform === 'linux')
  expect(stolen === null || (stolen >= 0 && stolen <= 1)).toBe(true)
})

test('version 2 alone: the own cgroup and all above it, at both places where it is mounted', () => {
  expect(cgroupFolders('0::/user.slice/user-1000.slice\n')).toEqual([
    '/sys/fs/cgroup/user.slice/user-1000.slice',
    '/sys/fs/cgroup/user.slice',
    '/sys/fs/cgroup',
    '/sys/fs/cgroup/unified/user.slice/user-1000.slice',
    '/sys/fs/cgroup/unified/user.slice',
    '/sys/fs/cgroup/unified',
  ])
})

test('version 1: the controller of the CPU and no other', () => {
  const text = '9:name=systemd:/init\n4:memory:/big\n3:cpuset:/set\n2:cpu,cpuacct:/docker/4711\n'
  expect(cgroupFolders(text)).toEqual([
    '/sys/fs/cgroup/cpu/docker/4711',
    '/sys/fs/cgroup/cpu/docker',
    '/sys/fs/cgroup/cpu',
    '/sys/fs/cgroup/cpu,cpuacct/docker/4711',
    '/sys/fs/cgroup/cpu,cpuacct/docker',
    '/sys/fs/cgroup/cpu,cpuacct',
  ])
})

test('both beside each other: the folders of both', () => {
  const folders = cgroupFolders('2:cpuacct:/\n1:cpu:/\n0::/\n')
  expect(folders).toEqual([
    '/sys/fs/cgroup/cpu',
    '/sys/fs/cgroup/cpu,cpuacct',
    '/sys/fs/cgroup',
    '/sys/fs/cgroup/unified',
  ])
})

test('a cgroup outside the root of a container is not looked for', () => {
  expect(cgroupFolders('0::/../../other')).toEqual(['/sys/fs/cgroup', '/sys/fs/cgroup/unified'])
})

test.for<[string, number | null]>([
  ['max 100000\n', Infinity],
  ['150000 100000\n', 1.5],
  ['100000 100000', 1],
  ['max', null],
  ['', null],
  ['-1 100000', null],
  ['100000 0', null],
  ['0 100000', null],
  ['1e5 100000', null],
])('cpu.max %j allows %s cores', ([text, cores]) => {
  expect(coresOfMax(text)).toBe(cores)
})

test.for<[string, string, number | null]>([
  ['-1\n', '100000\n', Infinity],
  ['250000\n', '100000\n', 2.5],
  ['250000', '', null],
  ['', '100000', null],
  ['-2', '100000', null],
  ['250000', '0', null],
])('a quota of %j in %j allows %s cores', ([quota, period, cores]) => {
  expect(coresOfQuota(quota, period)).toBe(cores)
})

test('both versions write the same quota in their own way', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 1e6 }), (quota, period) => {
      expect(coresOfMax(`${quota} ${period}\n`)).toBe(quota / period)
      expect(coresOfQuota(`${quota}\n`, `${period}\n`)).toBe(quota / period)
    }),
  )
})

const garbage = fc.string({
  unit: fc.constantFrom('0', '1', '9', '-', 'max', ' ', ':', '/', '..', 'cpu', ',', '\n', '\0', 'ü'),
})

test('garbage is no quota, and leads nowhere outside the cgroups', () => {
  fc.assert(
    fc.property(garbage, garbage, (text, other) => {
      for (const cores of [coresOfMax(text), coresOfQuota(text, other)]) expect(cores === null || cores > 0).toBe(true)
      for (const folder of cgroupFolders(text)) {
        expect(folder).toMatch(/^\/sys\/fs\/cgroup(\/|$)/)
        expect(folder.split('/')).not.toContain('..')
      }
    }),
  )
})
