import { enumerated } from '../model/wording.ts'

/** A field of a scenario, and the file that it names. */
type File = { readonly where: string; readonly file: string }

function columnsText(columns: readonly string[]): string {
  return columns.length === 0 ? 'none' : enumerated(columns.map((column) => JSON.stringify(column)))
}

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
  }) => `${variable}=${value} is not known: it may be ${enumerated(allowed, 'or')}.`,
  unknownVariable: ({
    name,
    nearest,
    known,
  }: {
    readonly name: string
    readonly nearest: string | undefined
    readonly known: readonly string[]
  }) =>
    `${name} is no variable of loadgate. ${nearest === undefined ? `It has: ${known.join(', ')}.` : `Did you mean ${nearest}?`}`,
  unknownServer: ({
    where,
    name,
    known,
  }: {
    readonly where: string
    readonly name: string
    readonly known: readonly string[]
  }) => `${where} names the server "${name}", which is not defined. Defined are: ${known.join(', ')}.`,
  unreadableFile: ({ where, file, problem }: File & { readonly problem: string }) =>
    `${where} names ${file}, which cannot be read (${problem}). The path is relative to the folder of the configuration.`,
  emptyFile: ({ where, file }: File) => `${where}: ${file} is empty. Give it a row of values at least.`,
  noRows: ({ where, file }: File) => `${where}: ${file} has no row of values. Give it one at least.`,
  noColumn: ({
    where,
    file,
    column,
    columns,
  }: File & { readonly column: string; readonly columns: readonly string[] }) =>
    `${where} names the column ${JSON.stringify(column)}, which ${file} does not have. It has ${columnsText(columns)}.`,
  noFields: ({ where, file, columns }: File & { readonly columns: readonly string[] }) =>
    `${where}: no column of ${file} has a name that a placeholder can have (letters, digits and underscores). It has ${columnsText(columns)}. Name them with \`columns\`, such as { id: ${JSON.stringify(columns[0] ?? 'note id')} }.`,
  noValue: ({
    where,
    file,
    row,
    column,
    found,
  }: File & { readonly row: string; readonly column: string; readonly found: string }) =>
    `${where}: ${file}, ${row} has ${found} in ${JSON.stringify(column)}, where a text, a number or a boolean must be.`,
  openQuote: ({ where, file }: File) => `${where}: ${file} has a quote that is never closed, so it is no CSV.`,
  otherLength: ({
    where,
    file,
    line,
    found,
    wanted,
  }: File & { readonly line: number; readonly found: number; readonly wanted: number }) =>
    `${where}: ${file}, line ${line} has ${found} ${found === 1 ? 'value' : 'values'}, but the first line names ${wanted} ${wanted === 1 ? 'column' : 'columns'}. Columns are divided by commas; put a value that has one into quotes.`,
  noJson: ({ where, file, problem }: File & { readonly problem: string }) =>
    `${where}: ${file} is no JSON (${problem}).`,
  noList: ({ where, file }: File) => `${where}: ${file} must be a list of objects, such as [{ "id": 1 }].`,
  noObject: ({ where, file, row }: File & { readonly row: number }) =>
    `${where}: ${file}, row ${row} must be an object, such as { "id": 1 }.`,
  wrongRef: ({ ref }: { readonly ref: string }) =>
    `LOADGATE_AGAINST=${ref} is not a git ref: none begins with "-". Write a branch, a tag or a commit, such as origin/main.`,
} as const
