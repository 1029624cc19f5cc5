/** Where the window was when it was closed, kept for the next time. */
import { screen, type BrowserWindow, type Rectangle } from 'electron'
import { readFileSync, writeFileSync } from 'node:fs'

export interface WindowPlace {
  bounds: Partial<Rectangle>
  isMaximized: boolean
}

const usual: WindowPlace = { bounds: { width: 1280, height: 800 }, isMaximized: false }
/** Of the window that must be on a screen, so that it can be taken hold of; pixels. */
const gripPx = 64

/** The usual one where none is kept, or where no screen shows it any more. */
export function readPlace(path: string): WindowPlace {
  try {
    const { bounds, isMaximized } = JSON.parse(readFileSync(path, 'utf8')) as WindowPlace
    return isReachable(bounds) ? { bounds, isMaximized: isMaximized === true } : usual
  } catch {
    return usual
  }
}

/** What cannot be kept is no reason not to close. */
export function keepPlace(window: BrowserWindow, path: string): void {
  try {
    const place = { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() }
    writeFileSync(path, JSON.stringify(place))
  } catch (error) {
    console.error(`The window's place is not kept: ${(error as Error).message}`)
  }
}

/** Its title bar is on some screen. False for anything else than four numbers. */
function isReachable({ x, y, width, height }: Partial<Rectangle>): boolean {
  if (![x, y, width, height].every(Number.isFinite)) return false
  return screen.getAllDisplays().some(({ workArea: area }) => {
    const inX = x! + width! >= area.x + gripPx && x! <= area.x + area.width - gripPx
    return inX && y! >= area.y && y! <= area.y + area.height - gripPx
  })
}
