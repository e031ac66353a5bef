import { z } from 'zod'

/** How a server is asked, besides where it is. */

/** What a user writes about the certificate of a server that speaks https. */
export const tlsSchema = z
  .strictObject({
    ca: z
      .string()
      .min(1)
      .optional()
      .describe(
        'The file of the certificate that the server’s own is checked by, as PEM, seen from `cwd`: that of who signed it, or itself. Without it, those that Node knows.',
      ),
    insecure: z
      .literal(true, 'must be true, or left out')
      .optional()
      .describe('`true`: its certificate is not checked, and the report says so.'),
    name: z.string().min(1).default('localhost').describe('The name that the certificate is for.'),
  })
  .superRefine(({ ca, insecure }, context) => {
    if (ca === undefined || !insecure) return
    const message = 'contradicts `insecure`: a certificate is checked, or it is not. Remove one of the two'
    context.addIssue({ code: 'custom', path: ['ca'], message })
  })

/** With the certificate in place of its file. */
export type Tls = Omit<z.output<typeof tlsSchema>, 'ca'> & {
  /** As PEM. */
  readonly ca?: string
}

/** Nothing of it is HTTP/1.1 without encryption. */
export type Transport = { readonly tls?: Tls; readonly http2?: true }
