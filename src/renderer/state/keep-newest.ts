/** Of a map whose entries come in the order of their age, oldest first, drops all but the `most` newest. */
export function keepNewest<Key>(map: Map<Key, unknown>, most: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= most) return
    map.delete(oldest)
  }
}
