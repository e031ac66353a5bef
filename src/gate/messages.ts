import { enumerated } from '../model/wording.ts'

/** What this room says to a user. */
export const messages = {
  otherScenario: ({ one, other }: { readonly one: string; readonly other: string }) =>
    `toOutpace() compares two servers that were measured beside each other, but one run is of scenario ${JSON.stringify(one)} and the other of scenario ${JSON.stringify(other)}. Take both from one scenario.`,
  sameServer: ({ title, server }: { readonly title: string; readonly server: string }) =>
    `toOutpace() compares two servers, but both runs are of "${server}" in scenario "${title}". Name another server.`,
  keepsNoBaseline: ({ title }: { readonly title: string }) =>
    `Scenario "${title}" says \`baseline: false\`, so there is nothing to hold a server against. Leave that out, or ask for toOutpace() only.`,
  tooBusyToRecord: ({ cores, seconds }: { readonly cores: number; readonly seconds: number }) =>
    `No baseline was recorded: other programs or other guests of the hypervisor used up to ${cores.toFixed(2)} cores, and after ${Math.round(seconds)} s there was no quiet round. Stop it and run again, or insist with LOADGATE_BUSY=measure.`,
  undiciFor: ({ servers }: { readonly servers: readonly string[] }) =>
    `${enumerated(servers)} ${servers.length === 1 ? 'closes' : 'close'} every connection, on which autocannon loses half of the answers, so undici measured all servers here: its numbers compare with its own only.`,
} as const
