/** Where the focus goes when another screen is shown: to what had it there before, else to the screen itself. */
import { tick } from 'svelte'
import type { Screen } from '../state/address.ts'

const mayHaveIt = 'button, a, input, select, [role=tab]'
const wordsOf = (element: Element): string => element.ariaLabel ?? element.textContent.trim()

/** Call while the root component is being made. What is outside `main` (the sidebar) keeps the focus it has. */
export function keepScreenFocus(main: () => HTMLElement | undefined, screen: () => Screen): void {
  const words = new WeakMap<Screen, string>()
  let shown: Screen | null = null
  $effect.pre(() => {
    void screen()
    const { activeElement } = document
    if (shown !== null && activeElement?.matches(mayHaveIt) && main()?.contains(activeElement))
      words.set(shown, wordsOf(activeElement))
  })
  $effect(() => {
    const next = screen()
    if (shown !== null) void tick().then(() => takeIfFree(main(), words.get(next)))
    shown = next
  })
}

function takeIfFree(main: HTMLElement | undefined, words: string | undefined): void {
  if (main === undefined || (document.activeElement ?? document.body) !== document.body) return
  const before = [...main.querySelectorAll<HTMLElement>(mayHaveIt)].find((element) => wordsOf(element) === words)
  ;(before ?? main).focus({ preventScroll: true })
}
