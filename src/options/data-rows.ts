import { fieldNameSchema, type DataSource, type Scalar } from '../model/data.ts'
import { LoadgateError } from '../model/error.ts'
import { csvLines } from './csv.ts'
import { messages } from './messages.ts'

/** What the file of a source says, as lists of values by field. */

/** `where`: the scenario and the field, such as `scenario "notes": \`data[0].file\``. */
export type DataFile = { readonly where: string; readonly file: string; readonly text: string }

/** Rows with their columns, and how each row is called in messages. */
type Table = {
  readonly columns: readonly string[]
  readonly rows: readonly { readonly name: string; readonly values: Readonly<Record<string, unknown>> }[]
}

/** A source with the values of its file. Throws LoadgateError with the file and the column, the line or the row that is wrong. */
export function withValues({ columns, order, seed }: DataSource, data: DataFile): DataSource {
  const { where, file, text } = data
  if (text.trim() === '') throw wrong(messages.emptyFile({ where, file }))
  const table = /\.csv$/i.test(file) ? csvTable(data) : jsonTable(data)
  if (table.rows.length === 0) throw wrong(messages.noRows({ where, file }))
  const wanted = columns ?? Object.fromEntries(table.columns.filter(isFieldName).map((name) => [name, name]))
  const missing = Object.entries(wanted).find(([, column]) => !table.columns.includes(column))
  if (missing) {
    const [field, column] = missing
    throw wrong(
      messages.noColumn({
        where: where.replace(/\.file`$/, `.columns.${field}\``),
        file,
        column,
        columns: table.columns,
      }),
    )
  }
  if (Object.keys(wanted).length === 0) throw wrong(messages.noFields({ where, file, columns: table.columns }))
  const values = Object.entries(wanted).map(([field, column]) => [
    field,
    table.rows.map((row) => scalarIn(row, column, data)),
  ])
  return { values: Object.fromEntries(values) as Record<string, Scalar[]>, order, seed }
}

function isFieldName(name: string): boolean {
  return fieldNameSchema.safeParse(name).success
}

function scalarIn({ name, values }: Table['rows'][number], column: string, { where, file }: DataFile): Scalar {
  const value = values[column]
  if (typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return value as Scalar
  const found = value === undefined ? 'nothing' : value === null ? 'null' : `a value that is no text, number or boolean`
  throw wrong(messages.noValue({ where, file, row: name, column, found }))
}

/** The first line names the columns. */
function csvTable({ where, file, text }: DataFile): Table {
  const lines = csvLines(text.replace(/^\uFEFF/, ''))
  if (lines === null) throw wrong(messages.openQuote({ where, file }))
  const [{ values: columns } = { values: [] }, ...rest] = lines
  const short = rest.find(({ values }) => values.length !== columns.length)
  if (short)
    throw wrong(
      messages.otherLength({ where, file, line: short.number, found: short.values.length, wanted: columns.length }),
    )
  const rows = rest.map(({ number, values }) => ({
    name: `line ${number}`,
    values: Object.fromEntries(columns.map((column, at) => [column.trim(), values[at]])),
  }))
  return { columns: columns.map((column) => column.trim()), rows }
}

/** The first object names the columns. */
function jsonTable({ where, file, text }: DataFile): Table {
  const all = parsed(text, (problem) => messages.noJson({ where, file, problem }))
  if (!Array.isArray(all)) throw wrong(messages.noList({ where, file }))
  const rows = all.map((values: unknown, at) => {
    if (typeof values !== 'object' || values === null || Array.isArray(values))
      throw wrong(messages.noObject({ where, file, row: at + 1 }))
    return { name: `row ${at + 1}`, values: values as Readonly<Record<string, unknown>> }
  })
  return { columns: Object.keys(rows[0]?.values ?? {}), rows }
}

function parsed(text: string, sentence: (problem: string) => string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw wrong(sentence((cause as Error).message))
  }
}

function wrong(message: string): LoadgateError {
  return new LoadgateError('wrong-data', message)
}
