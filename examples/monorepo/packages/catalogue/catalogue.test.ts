import { expect, test } from 'vitest'
import { cheapest } from './catalogue.ts'

test('the cheapest product comes first', () => {
  expect(cheapest(2)).toMatchObject([{ price: 0.99 }, { price: 0.99 }])
})
