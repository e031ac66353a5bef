/** What this room says to a user. */
export const messages = {
  processReplaced: ({ server }: { readonly server: string }) =>
    `a process of ${server} ended while it was measured and may have been replaced, which would hide a crash`,
  answeredNothing: ({ server, seconds }: { readonly server: string; readonly seconds: number }) =>
    `${server} answered nothing in ${seconds.toFixed(2)} s of load`,
} as const
