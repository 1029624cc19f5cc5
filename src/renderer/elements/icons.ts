/** Stroke icons on a 24 x 24 field, as path data. Imports nothing. */
export const icons = {
  photos: 'M4 5h16v14H4zM4 16l5-5 4 4 2-2 5 5M15.5 9.2h.01',
  tag: 'M3.5 4.5v7l9 9 7.5-7.5-9-9h-7.5zM7.7 8.7h.01',
  spark: 'M12 3v4M12 17v4M3 12h4M17 12h4M6 6l2.5 2.5M15.5 15.5 18 18M18 6l-2.5 2.5M8.5 15.5 6 18',
  warning: 'M12 4 2.8 20h18.4zM12 10v4.5M12 17.3h.01',
  hidden:
    'M4 4l16 16M9.9 5.3A10 10 0 0 1 12 5c6 0 9.5 7 9.5 7a17 17 0 0 1-2.8 3.6M6.2 7.2A16 16 0 0 0 2.5 12S6 19 12 19a9.6 9.6 0 0 0 4.4-1.1M10 10a3 3 0 0 0 4.1 4.2',
  folder: 'M3 6h6l2 2.5h10V19H3z',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6 6 18',
  check: 'M5 12.5 10 17.5 19 7',
  back: 'M19 12H5M11 6l-6 6 6 6',
  previous: 'M15 5l-7 7 7 7',
  next: 'M9 5l7 7-7 7',
  similar: 'M15 12a6 6 0 1 1-12 0 6 6 0 1 1 12 0M21 12a6 6 0 1 1-12 0 6 6 0 1 1 12 0',
  pause: 'M8 5v14M16 5v14',
  play: 'M7 4.5v15l12-7.5z',
  stop: 'M6 6h12v12H6z',
  flag: 'M5 21V4h13l-3 4.5 3 4.5H5',
  retry: 'M20 12a8 8 0 1 1-2.4-5.7M20 3v5h-5',
  edit: 'M4 20h4L19 9l-4-4L4 16zM13 7l4 4',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5.5M14 11v5.5',
  undo: 'M9 7 4 12l5 5M4 12h10a6 6 0 0 1 6 6v1',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z',
  screen: 'M3 4.5h18v12H3zM8.5 20.5h7M12 16.5v4',
  help: 'M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 17.5h.01M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 0 0 0-19',
  offline: 'M4 4l16 16M8.5 15.5a5 5 0 0 1 7 0M5 12a10 10 0 0 1 4-2.4M14 9.4A10 10 0 0 1 19 12M12 19h.01',
  smaller: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z',
  larger: 'M4 4h16v16H4z',
} as const

export type IconName = keyof typeof icons
