/** What this room says to a user. */
export const messages = {
  wrongVariable: ({
    variable,
    value,
    allowed,
  }: {
    readonly variable: string
    readonly value: string
    readonly allowed: readonly string[]
  }) => `${variable}=${value} is not known: it may be ${allowed.join(', ')}.`,
  unknownServer: ({
    where,
    name,
    known,
  }: {
    readonly where: string
    readonly name: string
    readonly known: readonly string[]
  }) => `${where} names the server "${name}", which is not defined. Defined are: ${known.join(', ')}.`,
  wrongRef: ({ ref }: { readonly ref: string }) =>
    `LOADGATE_AGAINST=${ref} is not a git ref: none begins with "-". Write a branch, a tag or a commit, such as origin/main.`,
} as const
