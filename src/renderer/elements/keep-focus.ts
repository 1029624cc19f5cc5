/** Attachment: what is inside can be pressed by the pointer without taking the focus from where it is. */
export function keepFocus(element: HTMLElement): () => void {
  const refuse = (event: MouseEvent): void => event.preventDefault()
  element.addEventListener('mousedown', refuse)
  return () => element.removeEventListener('mousedown', refuse)
}
