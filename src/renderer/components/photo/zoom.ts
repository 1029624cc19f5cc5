/** How large a photo is drawn and which part of it is seen. Pure arithmetic, pixels of the screen; imports nothing. */

export interface Size {
  width: number
  height: number
}

/** `scale` is screen pixels a photo pixel; `x` and `y` lead from the view's middle to the photo's. */
export interface Zoom {
  scale: number
  x: number
  y: number
}

const mostScale = 16

/** All of the photo, as large as there is room. */
export function fitted(photo: Size, view: Size): Zoom {
  return { scale: Math.min(view.width / photo.width, view.height / photo.height), x: 0, y: 0 }
}

/**
 * Larger or smaller, with the same pixel of the photo under a point (from the view's middle); never below fitted, or
 * below its own pixels where it is enlarged to fit.
 */
export function zoomedTo(scale: number, at: { x: number; y: number }, zoom: Zoom, photo: Size, view: Size): Zoom {
  const { scale: whole } = fitted(photo, view)
  const next = Math.max(Math.min(whole, 1), Math.min(Math.max(mostScale, whole), scale))
  const grown = next / zoom.scale
  return held({ scale: next, x: at.x - (at.x - zoom.x) * grown, y: at.y - (at.y - zoom.y) * grown }, photo, view)
}

export const panned = (zoom: Zoom, dx: number, dy: number, photo: Size, view: Size): Zoom =>
  held({ ...zoom, x: zoom.x + dx, y: zoom.y + dy }, photo, view)

/** Whether there is more of the photo than is seen. */
export const isLarger = (zoom: Zoom, photo: Size, view: Size): boolean => zoom.scale > fitted(photo, view).scale * 1.001

/** Whether all of it is seen, as large as there is room. */
export const isFitted = (zoom: Zoom, photo: Size, view: Size): boolean =>
  Math.abs(zoom.scale / fitted(photo, view).scale - 1) < 0.001

/** Its edges come no further than those of the view; where it is smaller than the view it stays in the middle. */
function held({ scale, x, y }: Zoom, photo: Size, view: Size): Zoom {
  const within = (offset: number, size: number, room: number): number => {
    const most = Math.max(0, (size * scale - room) / 2)
    return Math.max(0 - most, Math.min(most, offset))
  }
  return { scale, x: within(x, photo.width, view.width), y: within(y, photo.height, view.height) }
}
