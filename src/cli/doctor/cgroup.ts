/** Where Linux mounts the cgroups that can limit CPU: version 2 alone or beside version 1, and version 1. */
const MOUNTS = {
  unified: ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'],
  cpu: ['/sys/fs/cgroup/cpu', '/sys/fs/cgroup/cpu,cpuacct'],
} as const

/**
 * The folders whose quota may bind a process with this text of `/proc/<pid>/cgroup`: those of its own cgroup and of all
 * above it, for a quota binds whatever is below. In a container the path may be the host's, and only the last is there.
 */
export function cgroupFolders(text: string): readonly string[] {
  const folders = text.split('\n').flatMap((line) => {
    const [, id, controllers = '', path = ''] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? []
    const mounts = mountsOf(id, controllers)
    return mounts.flatMap((mount) => upwards(path).map((part) => mount + part))
  })
  return [...new Set(folders)]
}

/** Cores that `cpu.max` of version 2 allows: `150000 100000` is 1.5. Infinity for `max`, null for anything else. */
export function coresOfMax(text: string): number | null {
  const [, quota, period] = /^(max|\d+) (\d+)\s*$/.exec(text) ?? []
  return quota === 'max' ? Infinity : cores(quota, period)
}

/** The same for `cpu.cfs_quota_us` and `cpu.cfs_period_us` of version 1, where a quota of -1 is none. */
export function coresOfQuota(quota: string, period: string): number | null {
  return quota.trim() === '-1' ? Infinity : cores(quota.trim(), period.trim())
}

function cores(quota = '', period = ''): number | null {
  const share = /^\d+$/.test(quota) && /^\d+$/.test(period) ? Number(quota) / Number(period) : Number.NaN
  return Number.isFinite(share) && share > 0 ? share : null
}

function mountsOf(id: string | undefined, controllers: string): readonly string[] {
  if (id === '0' && controllers === '') return MOUNTS.unified
  return controllers.split(',').includes('cpu') ? MOUNTS.cpu : []
}

/** `/a/b` gives `/a/b`, `/a` and the empty path. What is outside the process's own root (`/..`) cannot be seen. */
function upwards(path: string): readonly string[] {
  const parts = path.split('/').filter((part) => part !== '')
  if (parts.includes('..')) return ['']
  return [...parts.map((_, index) => `/${parts.slice(0, parts.length - index).join('/')}`), '']
}
