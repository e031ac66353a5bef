import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { containerAt, containerIn, containerUsage, cpuIn, forwardedBy } from '../../src/host/container.ts'

const ID = 'c0ffee'.padEnd(64, '0')

describe('the container of a process', () => {
  test.for([
    `/system.slice/docker-${ID}.scope`,
    `/docker/${ID}`,
    `/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${ID}.scope`,
    `/kubepods.slice/kubepods-pod1.slice/cri-containerd-${ID}.scope`,
  ])('is at %s', (cgroup) => {
    expect(containerIn(`0::${cgroup}\n`)).toEqual({ cgroup })
    expect(containerIn(`3:cpu:/\n0::${cgroup}/init/app.scope\n`)).toEqual({ cgroup })
  })

  test.for(['', '0::/\n', '0::/user.slice/session-3.scope\n', `4:memory:/docker/${ID}\n`, `0::/docker/${ID}0\n`])(
    'is not told by %j',
    (text) => {
      expect(containerIn(text)).toBeNull()
    },
  )
})

test('CPU seconds are those of the whole group, to the microsecond', () => {
  expect(cpuIn('usage_usec 1234567\nuser_usec 1000000\nsystem_usec 234567\n')).toBe(1.234567)
  expect(cpuIn('user_usec 1\n')).toBeNull()
  fc.assert(
    fc.property(fc.nat(), (usage) => {
      expect(cpuIn(`nr_periods 0\nusage_usec ${usage}\n`)).toBe(usage / 1e6)
    }),
  )
})

/** A tree of control groups as files. */
function cgroups(files: Readonly<Record<string, string>>): string {
  const mount = mkdtempSync(join(tmpdir(), 'cgroups-'))
  onTestFinished(() => rmSync(mount, { recursive: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(mount, path)), { recursive: true })
    writeFileSync(join(mount, path), text)
  }
  return mount
}

const stat = 'usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\n'

describe('the usage of a container', () => {
  test('has its CPU, the peak of its memory, and its processes, the first apart, those of inner groups among them', () => {
    const mount = cgroups({
      'docker/a/cpu.stat': stat,
      'docker/a/memory.peak': '70000000\n',
      'docker/a/memory.current': '50000000\n',
      'docker/a/cgroup.procs': '4712\n',
      'docker/a/init/cgroup.procs': '4711\n4800\n',
    })
    expect(containerUsage({ cgroup: '/docker/a' }, ['/nowhere', mount])).toMatchObject({
      threads: 2.5,
      total: 2.5,
      memory: 70_000_000,
      pids: [4711],
      passing: [4712, 4800],
    })
  })

  test('has the memory of now where the kernel keeps no peak, and none where it keeps neither', () => {
    const files = { 'a/cpu.stat': stat, 'a/cgroup.procs': '1\n' }
    const memoryOf = (more: Record<string, string>) =>
      containerUsage({ cgroup: '/a' }, [cgroups({ ...files, ...more })])?.memory
    expect(memoryOf({ 'a/memory.current': '50000000\n' })).toBe(50_000_000)
    expect(memoryOf({})).toBeNull()
  })

  test('is unknown without the group, and without a process in it', () => {
    const mount = cgroups({ 'a/cpu.stat': stat, 'a/cgroup.procs': '' })
    expect(containerUsage({ cgroup: '/a' }, [mount])).toBeNull()
    expect(containerUsage({ cgroup: '/b' }, [mount])).toBeNull()
  })
})

const PROXY =
  '/usr/bin/docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8080 -container-ip 172.17.0.2 -container-port 80'

test('Docker’s proxy says by its command which container it forwards a port to', () => {
  const text = `${PROXY.replaceAll(' ', '\0')}\0`
  expect(forwardedBy(text, 8080)).toEqual({ address: '172.17.0.2', port: 80 })
  expect(forwardedBy(text, 80)).toBeNull()
  expect(forwardedBy(text.replace('tcp', 'udp'), 8080)).toBeNull()
  expect(forwardedBy(text.replace('docker-proxy', 'node'), 8080)).toBeNull()
  expect(forwardedBy('', 8080)).toBeNull()
})

/** A process that listens on `port` of `address`, in a network of its own. */
function contained(id: string, address: string, port: number) {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  return {
    cgroup: `0::/docker/${id}\n`,
    sockets: `  sl  local_address rem_address   st\n   0: 00000000:${hex} 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1\n`,
    addresses: `Main:\n  +-- 0.0.0.0/0 3 0 5\n     |-- ${address}\n        /32 host LOCAL\n`,
  }
}

test('a container is found by its address and its port', () => {
  const other = 'bad'.padEnd(64, '1')
  const all = [contained(other, '172.17.0.3', 80), contained(ID, '172.17.0.2', 80)]
  expect(containerAt({ address: '172.17.0.2', port: 80 }, all)).toEqual({ cgroup: `/docker/${ID}` })
  expect(containerAt({ address: '172.17.0.2', port: 81 }, all)).toBeNull()
  expect(containerAt({ address: '172.17.0.20', port: 80 }, all)).toBeNull()
})
