/** The little of a browser's page that the page's own script uses. The library itself runs where there is none. */

export type PageElement = {
  textContent: string | null
  value: string
  hidden: boolean
  readonly parentElement: PageElement | null
  readonly classList: { readonly toggle: (name: string, on: boolean) => void }
  readonly closest: (selector: string) => PageElement | null
  readonly getAttribute: (name: string) => string | null
  readonly setAttribute: (name: string, value: string) => void
  readonly querySelector: (selector: string) => PageElement | null
  readonly querySelectorAll: (selector: string) => Iterable<PageElement>
  readonly append: (...children: readonly PageElement[]) => void
  readonly replaceChildren: (...children: readonly PageElement[]) => void
  readonly addEventListener: (kind: string, listener: (event: PageEvent) => void) => void
  readonly focus: () => void
}

export type PageEvent = {
  readonly key: string
  readonly target: PageElement
  readonly preventDefault: () => void
}

export type PageDocument = Pick<PageElement, 'querySelector' | 'querySelectorAll' | 'addEventListener'> & {
  readonly createElementNS: (space: string, name: string) => PageElement
}
