import { z } from 'zod'

/** Where the values come from that each turn of a mix or a flow gets: `{id}` from a list, a CSV or a JSON file. */

/** What stands for `{name}`. A number stays one where it is a whole value of a JSON body. */
export type Scalar = string | number | boolean

/** Values by field: what one turn gets. */
export type Values = Readonly<Record<string, Scalar>>

export const fieldNameSchema = z
  .string()
  .regex(/^[A-Za-z_]\w*$/, 'must be a name of letters, digits and underscores, such as id')
  .refine((name) => name !== 'env', 'must not be env, which is for variables of the environment')

const scalar = z.union([z.string(), z.number(), z.boolean()], 'must be a text, a number, or true or false')

const listed = 'must map fields to lists of values, such as { id: [1, 2, 3] }'

const sourceSchema = z
  .strictObject({
    values: z
      .record(fieldNameSchema, z.array(scalar, listed).min(1, 'must have at least one value'), listed)
      .refine((values) => Object.keys(values).length > 0, listed)
      .optional()
      .describe('Lists of values by field, such as `{ id: [1, 2, 3] }`. The first turn gets the first of each.'),
    file: z
      .string()
      .regex(/\.(csv|json)$/i, 'must name a file that ends in .csv or .json')
      .optional()
      .describe(
        'A CSV file whose first line has the names of the fields, or a JSON file with a list of objects; relative to the folder of the configuration.',
      ),
    columns: z
      .record(fieldNameSchema, z.string().min(1, 'must name a column'))
      .optional()
      .describe(
        'The columns of the file by field, such as `{ id: "note_id" }`. Default: every column, by its own name.',
      ),
    order: z
      .enum(['in order', 'shuffled'], "must be 'in order' or 'shuffled'")
      .default('in order')
      .describe('How the rows follow each other. After the last one they begin anew.'),
    seed: z
      .int('must be a whole number')
      .default(1)
      .describe(
        'Of the shuffled order: the same seed gives the same order, on both sides of a comparison and on every machine.',
      ),
  })
  .superRefine(
    ({ values, file, columns }, context) => {
      const issue = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message })
      if (values === undefined && file === undefined) issue(['values'], 'must be given, or `file`')
      if (values !== undefined && file !== undefined) issue(['file'], 'must be left out beside `values`')
      if (columns !== undefined && file === undefined) issue(['columns'], 'must be left out without a `file`')
      const lengths = Object.entries(values ?? {}).map(([field, list]) => ({ field, length: list.length }))
      const other = lengths.find(({ length }) => length !== lengths[0]?.length)
      if (other && lengths[0])
        issue(['values', other.field], `must have as many values as \`${lengths[0].field}\`: ${lengths[0].length}`)
    },
    { when: ({ issues }) => issues.length === 0 },
  )

export const dataSchema = z
  .union([sourceSchema, z.array(sourceSchema).min(1, 'must have at least one source')])
  .transform((sources) => [sources].flat())

export type DataSource = z.output<typeof sourceSchema>
