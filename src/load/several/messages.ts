import { formatQuantity } from '../../model/units.ts'

/** What is said of generators on other machines. */

type About = { readonly name: string }
type Clock = About & { readonly ahead: number; readonly uncertainty: number }

const about = ({ name }: About) => `Generator "${name}"`
const offset = ({ ahead, uncertainty }: Clock) =>
  `${formatQuantity(Math.abs(ahead), 's')} ${ahead < 0 ? 'behind' : 'ahead'}, give or take ${formatQuantity(uncertainty, 's')}`
const orLeaveItOut = 'or leave it out of `generators`'

export const messages = {
  noProgram: ({ program, code, ...one }: About & { readonly program: string; readonly code: string | undefined }) =>
    code === 'ENOENT'
      ? `${about(one)} cannot be reached: there is no program ${program} here, the first word of its \`prefix\`. Install it, or correct the prefix.`
      : `${about(one)} cannot be reached: ${program}, the first word of its \`prefix\`, cannot be started (${code ?? 'for no reason that the system gave'}). Correct the prefix.`,
  died: ({ how, words, ...one }: About & { readonly how: string; readonly words: string }) =>
    `${about(one)} ${how} before it had sent its results${words === '' ? '' : `: ${words}`}. So the load was not the one that was asked for. Run \`sh\` behind its \`prefix\` by hand to see why, ${orLeaveItOut}.`,
  silent: ({ seconds, ...one }: About & { readonly seconds: number }) =>
    `${about(one)} did not answer within ${Math.round(seconds)} s. Run \`sh\` behind its \`prefix\` by hand to see whether that asks for a password, ${orLeaveItOut}.`,
  noVegeta: (one: About) =>
    `${about(one)} has no vegeta in PATH, as \`sh\` behind its \`prefix\` sees it. Install it there (\`go install github.com/tsenart/vegeta/v12@v12.13.0\`), add \`env PATH=…\` to the prefix, ${orLeaveItOut}.`,
  oldVegeta: ({ version, ...one }: About & { readonly version: string }) =>
    `${about(one)} has vegeta ${version}, and it takes 12.8 or later. Install it there: \`go install github.com/tsenart/vegeta/v12@v12.13.0\`.`,
  noClock: ({ text, ...one }: About & { readonly text: string }) =>
    `${about(one)} has a clock that nobody can read: \`date +%s%N\` printed ${JSON.stringify(text)} there, which is no time with nanoseconds. Install GNU coreutils there, ${orLeaveItOut}.`,
  clockDisagrees: (clock: Clock) =>
    `${about(clock)} has another time than this machine: its clock is ${offset(clock)}, and 50 ms are allowed. Let both machines ask the same time server, ${orLeaveItOut}.`,
  clockUnclear: (clock: Clock) =>
    `${about(clock)} is too far away to compare clocks: its clock is ${offset(clock)}, and it has to be known within 50 ms. Take a machine nearby, ${orLeaveItOut}.`,
  startedLate: ({ seconds, ...one }: About & { readonly seconds: number }) =>
    `${about(one)} was late: it sent its first request ${formatQuantity(seconds, 's')} after the counted time had begun. Give its machine less else to do, ${orLeaveItOut}.`,
  endedEarly: ({ seconds, ...one }: About & { readonly seconds: number }) =>
    `${about(one)} could not send at its rate: what it sent last was due ${formatQuantity(seconds, 's')} before the counted time ended. Lower the rate, take more generators, ${orLeaveItOut}.`,
} as const
