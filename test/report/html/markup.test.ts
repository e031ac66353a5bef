import fc from 'fast-check'
import { expect, test } from 'vitest'
import { html, trusted } from '../../../src/report/html/markup.ts'
import { anyText } from '../any-report.ts'

test('texts show as they are, in elements and in attributes', () => {
  expect(html`<b title="${'"quoted" & \'single\''}">${'<script>'}</b>`.markup).toBe(
    '<b title="&quot;quoted&quot; &amp; &#39;single&#39;">&lt;script&gt;</b>',
  )
})

test('markup stands as it is, lists of it are joined, null is nothing', () => {
  expect(html`<ul>${['a', 'b'].map((text) => html`<li>${text}</li>`)}${null}${trusted('<hr>')}${3}</ul>`.markup).toBe(
    '<ul><li>a</li><li>b</li><hr>3</ul>',
  )
})

test('no text ever becomes markup, ends an attribute, or hides', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { markup } = html`${text}`
      expect(markup).not.toMatch(/[<>"']/)
      expect(markup).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/)
      expect(markup).not.toMatch(/[\p{Cc}\u202E\u2066-\u2069]/u)
    }),
  )
})
