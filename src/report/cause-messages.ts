import type { WaitKind } from '../model/waiting.ts'

/** What this room says of the functions that a change is in, and of what requests wait for. */
export const ofCauses = {
  anonymous: '(anonymous)',
  madeAtRunTime: '(made at run time)',
  formerly: ({ formerly }: { readonly formerly: string }) => `was ${formerly}`,
  calling: ({ name, before, now }: { readonly name: string; readonly before: number; readonly now: number }) =>
    `calls ${name} ${timesPerCall(before)} → ${timesPerCall(now)} times`,
  perCall: ({ pair }: { readonly pair: string }) => `${pair} per call`,
  timesCalls: ({ times }: { readonly times: string }) => `(×${times} calls)`,
  unexplained: ({ server, amount }: { readonly server: string; readonly amount: string }) =>
    `${server}: the functions that are named leave ${amount} instructions per request of the change unexplained.`,
  functionsLeftOut: ({ functions, amount }: { readonly functions: number; readonly amount: string }) =>
    functions === 1
      ? `One more function comes to ${amount}.`
      : `${functions} more functions come to ${amount} together.`,
  where: 'where',
  whereOf: ({ server, scenario }: { readonly server: string; readonly scenario: string }) =>
    `Where the instructions of ${server} went, per request: ${scenario}`,
  waitsTitle: 'waits',
  waitsOf: ({ server, scenario }: { readonly server: string; readonly scenario: string }) =>
    `What requests of ${server} wait for: ${scenario}`,
  moreWaiting: ({ off, on, instructionsHold }: TimesText & { readonly off: string }) =>
    `${instructionsHold ? 'The same work, more' : 'More'} waiting: ${off} per request off the CPU, ${on} on it.`,
  moreTimeOnCpu: ({ on, instructionsHold }: TimesText) =>
    `${instructionsHold ? 'The same instructions, more' : 'More'} time on the CPU: ${on} per request.`,
  longerPerRequest: ({ whole }: { readonly whole: string }) => `A request takes longer: ${whole}.`,
  notSeenAgain: ({ whole }: { readonly whole: string }) =>
    `In the launches that were watched, requests do not take longer on average: ${whole}.`,
  waitsToday: ({ whole, on }: { readonly whole: string; readonly on: string }) =>
    `A request takes ${whole}, with ${on} on the CPU.`,
  /** What a request waits for, by the kind of wait; the runtime's or the kernel's own name for it comes in. */
  waits: {
    timer: (name: string) => `in a timer (${name})`,
    network: () => 'for the network',
    file: () => 'for a file',
    lookup: () => 'for the address of a name (DNS)',
    process: () => 'for another program',
    worker: () => 'for a worker thread',
    queue: () => 'for another request (a lock or a queue)',
    promise: () => 'for a promise',
    other: (name: string) => `for ${name}`,
    blocked: () => 'asleep, and the event loop with it',
    core: () => 'for a free core',
    call: (name: string) => `asleep in ${name}`,
    cpu: () => 'on the CPU',
  } satisfies Record<WaitKind, (name: string) => string>,
} as const

type TimesText = { readonly on: string; readonly instructionsHold: boolean | null }

/** `1`, `2`, `0.33`: on average, per call of the caller. */
function timesPerCall(times: number): string {
  return String(Number(times.toPrecision(3)))
}
