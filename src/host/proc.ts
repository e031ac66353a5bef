import { closeSync, openSync, readdirSync, readSync } from 'node:fs'

/** A process as `/proc/<pid>/stat` describes it. CPU in seconds, in steps of a hundredth. */
export type ProcessLine = {
  /** Of the program, cut to 15 bytes. */
  readonly name: string
  readonly parent: number
  readonly group: number
  /** Its first thread has ended. The others may still run, and keep its files and sockets open. */
  readonly zombie: boolean
  /** One that has ended counts until its parent has collected it, if it is the first. */
  readonly threads: number
  /** A thread of the kernel, which nobody started and nobody can end. */
  readonly kernel: boolean
  /** When it started, in clock ticks since boot. Two processes that had the same pid differ in it. */
  readonly started: string
  /** Of all its threads, ended ones included. */
  readonly cpu: number
  /** Of its children that ended and were collected. */
  readonly cpuOfEnded: number
}

/** Linux shows CPU time to programs in hundredths of a second, whatever the kernel uses inside. */
export const TICKS_PER_SECOND = 100

/** The flag of the kernel's own threads in the ninth field of `stat` (include/linux/sched.h). */
const PF_KTHREAD = 0x200000

/**
 * The text of a file below /proc; null when the process is gone, is not ours to read, or there is no /proc. The kernel makes it
 * up while it is read: some 4 kB at a time, until there is no more or `isEnough` says so of the text so far.
 */
export function readProc(path: string, isEnough: (text: string) => boolean = () => false): string | null {
  try {
    const file = openSync(`/proc/${path}`, 'r')
    try {
      return readUntil(file, isEnough)
    } finally {
      closeSync(file)
    }
  } catch {
    return null
  }
}

/**
 * One for all files. They say that they are empty, so that `readFileSync` takes 64 kB of memory for each. A gate that counts reads so many
 * that it spent 9 % of its time on collecting them.
 */
const page = Buffer.allocUnsafeSlow(64 * 1024)

function readUntil(file: number, isEnough: (text: string) => boolean): string {
  let text = ''
  for (;;) {
    const length = readSync(file, page)
    text += page.toString('latin1', 0, length)
    if (length === 0 || isEnough(text)) return text
  }
}

/** Whether this system has a /proc. */
export function hasProc(): boolean {
  return readProc('self/stat') !== null
}

/** The numbered entries of a folder below /proc (processes or threads); none when it cannot be read. */
export function listProc(path: string): number[] {
  try {
    return readdirSync(`/proc/${path}`).map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}

/** Null when the process is gone or there is no /proc. */
export function processLine(pid: number): ProcessLine | null {
  const text = readProc(`${pid}/stat`)
  if (text === null) return null
  // The program's name stands in parentheses and may contain blanks and parentheses itself.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const seconds = (index: number) => Number(fields[index]) / TICKS_PER_SECOND
  return {
    name: text.slice(text.indexOf('(') + 1, text.lastIndexOf(')')),
    parent: Number(fields[1]),
    group: Number(fields[2]),
    zombie: fields[0] === 'Z' || fields[0] === 'X',
    threads: Number(fields[17]),
    kernel: (Number(fields[6]) & PF_KTHREAD) !== 0,
    started: fields[19] ?? '',
    cpu: seconds(11) + seconds(12),
    cpuOfEnded: seconds(13) + seconds(14),
  }
}

/** `ProcessLine.started`; empty where there is no /proc. */
export function startTimeOf(pid: number): string {
  return processLine(pid)?.started ?? ''
}

/** Whether nothing of a process runs any more. */
function hasEnded({ zombie, threads }: ProcessLine): boolean {
  return zombie && threads <= 1
}

/** Whether the process with this pid and this start is alive. One that has ended, and was not collected, is not. Without /proc, only whether the pid is. */
export function isRunning(pid: number, started: string): boolean {
  const line = processLine(pid)
  const isThisOne = (line?.started ?? '') === started && !(line && hasEnded(line))
  try {
    process.kill(pid, 0)
    return isThisOne
  } catch (error) {
    // Another user's process, which we may not be allowed to look at either.
    return (error as NodeJS.ErrnoException).code === 'EPERM' && (line === null || isThisOne)
  }
}

/** The variable that marks every process of a launch, also those that leave its process group. */
export const LAUNCH_VARIABLE = 'LOADGATE_LAUNCH'

/** A process and all its descendants, itself first. Empty when it is gone or there is no /proc. */
export function treeOf(pid: number): number[] {
  if (processLine(pid) === null) return []
  const childrenOf = readProc(`${pid}/task/${pid}/children`) === null ? childrenByParent() : childrenByThread
  const tree = new Set([pid])
  for (const member of tree) for (const child of childrenOf(member)) tree.add(child)
  return [...tree]
}

/** The parent of a process, that one's parent, and so on. Empty when it is gone or there is no /proc. */
export function ancestorsOf(pid: number): number[] {
  const parent = processLine(pid)?.parent ?? 0
  return parent === 0 ? [] : [parent, ...ancestorsOf(parent)]
}

/** Processes that were started with this launch token, ended ones left out. Empty when there are none or there is no /proc. */
export function processesOf(token: string): number[] {
  // An empty token would be the same for every launch that has none.
  if (token === '') return []
  return listProc('').filter((pid) => pid !== process.pid && launchOf(pid) === token)
}

/** Processes of a process group, ended ones left out. Empty when there are none or there is no /proc. */
export function membersOf(group: number): number[] {
  return listProc('').filter((pid) => {
    const line = processLine(pid)
    return line !== null && line.group === group && !hasEnded(line)
  })
}

/** The token of the launch to which a process belongs; null when it has none, has ended, or may not be looked at. */
export function launchOf(pid: number): string | null {
  const variable = `\0${LAUNCH_VARIABLE}=`
  const [, rest] = `\0${environmentOf(pid)}`.split(variable)
  return rest?.split('\0')[0] ?? null
}

/** Of a thread that is left, where the first one has ended: its environment is gone. */
function environmentOf(pid: number): string {
  const environment = readProc(`${pid}/environ`)
  if (environment !== null) return environment
  const line = processLine(pid)
  if (!line?.zombie || hasEnded(line)) return ''
  const ofThreads = listProc(`${pid}/task`).map((thread) => readProc(`${pid}/task/${thread}/environ`))
  return ofThreads.find((text) => text !== null) ?? ''
}

function childrenByThread(pid: number): number[] {
  return listProc(`${pid}/task`).flatMap((thread) => numbers(readProc(`${pid}/task/${thread}/children`) ?? ''))
}

/** For kernels that are built without the list of children. */
function childrenByParent(): (pid: number) => number[] {
  const children = new Map<number, number[]>()
  for (const pid of listProc('')) {
    const parent = processLine(pid)?.parent
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid])
  }
  return (pid) => children.get(pid) ?? []
}

function numbers(text: string): number[] {
  return text.split(' ').filter(Boolean).map(Number)
}

/** Seconds on the machine's monotonic clock, the same in every process. */
export function monotonic(): number {
  return Number(process.hrtime.bigint()) / 1e9
}
