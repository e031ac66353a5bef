import { readFileSync } from 'node:fs'
import { loadavg, release } from 'node:os'
import { firstProcessor, underHypervisor } from '../../host/machine.ts'
import { stealIn } from '../../host/machine-load.ts'

/** What affects the numbers of a machine but is not in its id. Null where the system does not say. */
export type Surroundings = {
  /** Release of the kernel. */
  readonly kernel: string
  readonly microcode: string | null
  readonly hypervisor: boolean | null
  /** The firmware's name of the machine, such as `Amazon EC2 m7i.large`. */
  readonly product: string | null
  /** Cores that the cgroups of this process allow; Infinity without a quota. */
  readonly quota: number | null
  /** What sets the clock rate of the first core, such as `performance`. */
  readonly governor: string | null
  /** Transparent huge pages: `always`, `madvise` or `never`. */
  readonly hugePages: string | null
  /** Runnable tasks on average over the last 1, 5 and 15 minutes. */
  readonly load: readonly number[] | null
  /** Share of all CPU time since boot that a hypervisor gave to others. */
  readonly stolen: number | null
  /** Whether there is a /proc, which the CPU time and memory of servers are read from. */
  readonly proc: boolean
}

export function readSurroundings(): Surroundings {
  const cpuinfo = readText('/proc/cpuinfo') ?? ''
  const stolen = stealIn(readText('/proc/stat') ?? '')
  return {
    kernel: release(),
    microcode: firstProcessor(cpuinfo).get('microcode') ?? null,
    hypervisor: underHypervisor(cpuinfo),
    product: readProduct(),
    quota: readQuota(),
    governor: readText('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor'),
    hugePages: bracketedWord(readText('/sys/kernel/mm/transparent_hugepage/enabled') ?? ''),
    // Windows has no load average and reports 0.
    load: process.platform === 'win32' ? null : loadavg(),
    stolen: stolen && stolen.total > 0 ? stolen.steal / stolen.total : null,
    proc: readText('/proc/self/stat') !== null,
  }
}

/** The word in brackets: `always [madvise] never`. */
export function bracketedWord(choices: string): string | null {
  return /\[(\w+)\]/.exec(choices)?.[1] ?? null
}

function readProduct(): string | null {
  const names = ['sys_vendor', 'product_name'].map((name) => readText(`/sys/class/dmi/id/${name}`))
  return names.filter((name) => name !== null && name !== '').join(' ') || null
}

function readQuota(): number | null {
  const cgroups = readText('/proc/self/cgroup')
  if (cgroups === null) return null
  const found = cgroupFolders(cgroups).flatMap((folder) => [
    coresOfMax(readText(`${folder}/cpu.max`) ?? ''),
    coresOfQuota(readText(`${folder}/cpu.cfs_quota_us`) ?? '', readText(`${folder}/cpu.cfs_period_us`) ?? ''),
  ])
  return Math.min(Infinity, ...found.filter((cores) => cores !== null))
}

/** Trimmed; null when the file cannot be read. */
function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return null
  }
}

/** Where Linux mounts the cgroups that can limit CPU: version 2 (alone, or beside version 1), and version 1. */
const MOUNTS = {
  unified: ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'],
  cpu: ['/sys/fs/cgroup/cpu', '/sys/fs/cgroup/cpu,cpuacct'],
} as const

/**
 * The folders whose quota may limit the process with this text in `/proc/<pid>/cgroup`: those of its cgroup and of all
 * its ancestors. In a container the path may be the host's, and then only the last folder exists.
 */
export function cgroupFolders(text: string): readonly string[] {
  const folders = text.split('\n').flatMap((line) => {
    const [, id, controllers = '', path = ''] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? []
    const mounts = mountsOf(id, controllers)
    return mounts.flatMap((mount) => upwards(path).map((part) => mount + part))
  })
  return [...new Set(folders)]
}

/** Cores that a `cpu.max` of version 2 allows: `150000 100000` is 1.5. Infinity for `max`, null for anything else. */
export function coresOfMax(text: string): number | null {
  const [, quota, period] = /^(max|\d+) (\d+)\s*$/.exec(text) ?? []
  return quota === 'max' ? Infinity : divideQuota(quota, period)
}

/** The same for `cpu.cfs_quota_us` and `cpu.cfs_period_us` of version 1, where -1 means no quota. */
export function coresOfQuota(quota: string, period: string): number | null {
  return quota.trim() === '-1' ? Infinity : divideQuota(quota.trim(), period.trim())
}

function divideQuota(quota = '', period = ''): number | null {
  const share = /^\d+$/.test(quota) && /^\d+$/.test(period) ? Number(quota) / Number(period) : Number.NaN
  return Number.isFinite(share) && share > 0 ? share : null
}

function mountsOf(id: string | undefined, controllers: string): readonly string[] {
  if (id === '0' && controllers === '') return MOUNTS.unified
  return controllers.split(',').includes('cpu') ? MOUNTS.cpu : []
}

/** `/a/b` gives `/a/b`, `/a` and the empty path. A path outside the process's own root (`/..`) cannot be seen. */
function upwards(path: string): readonly string[] {
  const parts = path.split('/').filter((part) => part !== '')
  if (parts.includes('..')) return ['']
  return [...parts.map((_, index) => `/${parts.slice(0, parts.length - index).join('/')}`), '']
}
