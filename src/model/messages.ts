/** What this room says to a user. */
export const messages = {
  wrongOption: ({
    where,
    field,
    problem,
  }: {
    readonly where: string
    readonly field: string
    readonly problem: string
  }) => `${where}: \`${field}\` ${problem}.`,
} as const
