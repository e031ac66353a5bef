/** What this room says to a user. */
export const messages = {
  alreadyRuns: ({ server }: { readonly server: string }) =>
    `${server} already runs, so that loadgate cannot start it in order to watch it.`,
  sleepsNotSeen: ({ reason }: { readonly reason: string }) => `What threads sleep in could not be seen: ${reason}.`,
  callsNotCounted: ({ reason }: { readonly reason: string }) => `System calls were not counted: ${reason}.`,
  noAnswers: 'nothing was answered meanwhile',
}
