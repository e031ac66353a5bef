export type Product = { readonly id: number; readonly name: string; readonly price: number }

const PRODUCTS: readonly Product[] = Array.from({ length: 200 }, (_, index) => ({
  id: index + 1,
  name: `Product ${index + 1}`,
  price: ((index * 37) % 100) + 0.99,
}))

/** The cheapest products, the cheapest first. */
export function cheapest(count: number): readonly Product[] {
  return PRODUCTS.toSorted((one, other) => one.price - other.price || one.id - other.id).slice(0, count)
}
