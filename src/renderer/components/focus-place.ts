/** What has the focus goes away, as a row that was done with: what stands in its place has it then. */

/** None that ends work under way: who goes on pressing what is gone would end it. */
const pressable = 'button:not([tabindex="-1"], [data-ends-work]), summary, a[href], input, select, textarea'
/** It does not leave these. */
const parts = 'main, aside, dialog'

/** So long is waited for what may not be pressed yet, as while the answer to the last press is under way. */
const mostFrames = 120

type Place = Pick<MutationRecord, 'target' | 'previousSibling' | 'nextSibling'>

/** Returns how to stop that. Whoever puts the focus somewhere at that time, as a screen that comes does, goes first. */
export function keepFocusPlace(): () => void {
  let last: Element | null = null
  /** What had it before a message. */
  let outside: Element | null = null
  const remember = ({ target }: FocusEvent): void => {
    last = target as Element
    if (!isOfMessages(last)) outside = last
  }
  const observer = new MutationObserver((records) => {
    if (last === null || last.isConnected) return
    const [place, before] = [placeOf(last, records), outside]
    // A grid sees to its photos.
    const isLeft = place === null || last.closest('.tile') !== null
    last = null
    if (!isLeft) requestAnimationFrame(() => giveFocus(isOfMessages(place.target) ? before : null, place))
  })
  document.addEventListener('focusin', remember)
  observer.observe(document.body, { childList: true, subtree: true })
  return () => {
    document.removeEventListener('focusin', remember)
    observer.disconnect()
  }
}

const isOfMessages = (node: Node): boolean => document.getElementById('messages')?.contains(node) ?? false

function giveFocus(before: Element | null, place: Place, framesLeft = mostFrames): void {
  if (document.activeElement !== document.body) return
  const target = before?.isConnected ? before : nearest(place, framesLeft === 0)
  if (target?.matches(':disabled')) requestAnimationFrame(() => giveFocus(before, place, framesLeft - 1))
  else if (target instanceof HTMLElement) target.focus({ preventScroll: true })
}

/** Where it stood in what is left of the page. */
function placeOf(element: Element, records: MutationRecord[]): Place | null {
  let [gone, place]: [Node, Place | null] = [element, null]
  while (!gone.isConnected) {
    place = records.find(({ removedNodes }) => [...removedNodes].some((node) => node.contains(gone))) ?? null
    if (place === null) return null
    gone = place.target
  }
  return place
}

/** The next after the place, else the last before it, in the smallest part of the page that has any. */
function nearest(place: Place, isEnabled: boolean): Element | null {
  const whole = (place.target as Element).closest(parts)
  for (let scope = place.target as Element | null; scope && whole?.contains(scope); scope = scope.parentElement) {
    const shown = [...scope.querySelectorAll(pressable)].filter((each) => each.checkVisibility())
    const all = isEnabled ? shown.filter((each) => !each.matches(':disabled')) : shown
    if (all.length > 0) return all.find((each) => isAfter(each, place)) ?? all.at(-1)!
  }
  return whole ?? document.querySelector('main')
}

function isAfter(element: Element, { previousSibling, nextSibling }: Place): boolean {
  const follows = (node: Node): boolean =>
    (node.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0
  if (nextSibling?.isConnected) return nextSibling === element || follows(nextSibling)
  if (!previousSibling?.isConnected) return true
  return follows(previousSibling) && !previousSibling.contains(element)
}
